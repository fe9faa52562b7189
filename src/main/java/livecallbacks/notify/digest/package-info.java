/** Mails that wait, for the end of a window or of quiet hours; kept by the broker alone. */
@NullMarked
package livecallbacks.notify.digest;

import org.jspecify.annotations.NullMarked;
