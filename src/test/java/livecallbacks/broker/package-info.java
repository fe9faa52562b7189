/** What is asked of a broker elsewhere, and what the ready configuration of one says. */
@NullMarked
package livecallbacks.broker;

import org.jspecify.annotations.NullMarked;
