/** What lies between the rooms: the embedded broker, or the way to another one. */
@NullMarked
package livecallbacks.broker;

import org.jspecify.annotations.NullMarked;
