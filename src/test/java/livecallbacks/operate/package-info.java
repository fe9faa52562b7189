@NullMarked
package livecallbacks.operate;

import org.jspecify.annotations.NullMarked;
