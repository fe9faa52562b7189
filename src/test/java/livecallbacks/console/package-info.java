@NullMarked
package livecallbacks.console;

import org.jspecify.annotations.NullMarked;
