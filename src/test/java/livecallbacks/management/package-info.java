/** What the management port answers, and to whom. */
@NullMarked
package livecallbacks.management;

import org.jspecify.annotations.NullMarked;
