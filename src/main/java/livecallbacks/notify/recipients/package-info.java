/**
 * Who is mailed about an event: {@code recipients.yaml} as a tree of routes, and the file itself with its last good
 * version.
 */
@NullMarked
package livecallbacks.notify.recipients;

import org.jspecify.annotations.NullMarked;
