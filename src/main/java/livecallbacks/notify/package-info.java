/**
 * Who is mailed about an archived callback, and the mail itself. Here is what the route calls; {@code recipients} says
 * who, {@code mail} writes, {@code digest} lets wait, {@code smtp} sends.
 */
@NullMarked
package livecallbacks.notify;

import org.jspecify.annotations.NullMarked;
