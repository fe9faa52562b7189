/** The decisions of the first room, tried without Camel. */
@NullMarked
package livecallbacks.receive;

import org.jspecify.annotations.NullMarked;
