/**
 * Who is mailed about an archived callback, and the mail itself: the routing tree, the templates, the finished message.
 */
@NullMarked
package livecallbacks.notify;

import org.jspecify.annotations.NullMarked;
