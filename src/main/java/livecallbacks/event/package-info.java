/** What the rooms share: one verified callback, and the names by which people call its event type. */
@NullMarked
package livecallbacks.event;

import org.jspecify.annotations.NullMarked;
