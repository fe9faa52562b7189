/** The embedded broker and its door, and what is asked of a broker elsewhere. */
@NullMarked
package livecallbacks.broker;

import org.jspecify.annotations.NullMarked;
