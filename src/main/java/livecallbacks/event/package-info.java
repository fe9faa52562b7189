/**
 * What the rooms share: one verified callback and its content, the names by which people call its event type, and how
 * what strangers wrote is made fit to be shown.
 */
@NullMarked
package livecallbacks.event;

import org.jspecify.annotations.NullMarked;
