/** The decisions of the first room, tried without Camel. */
@NullMarked
package livecallbacks.broker;

import org.jspecify.annotations.NullMarked;
