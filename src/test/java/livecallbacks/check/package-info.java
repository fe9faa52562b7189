@NullMarked
package livecallbacks.check;

import org.jspecify.annotations.NullMarked;
