/**
 * Whether a start would go well: everything that it would read is looked at, and all that is wrong is told at once.
 * Each area is a class; each uses the parts that the service itself uses.
 */
@NullMarked
package livecallbacks.check;

import org.jspecify.annotations.NullMarked;
