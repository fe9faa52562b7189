/** The first room: takes a callback over HTTP, refuses what is not the sender's, and says what event it is. */
@NullMarked
package livecallbacks.receive;

import org.jspecify.annotations.NullMarked;
