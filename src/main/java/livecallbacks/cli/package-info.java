/** The commands of {@code ./live-callbacks}. */
@NullMarked
package livecallbacks.cli;

import org.jspecify.annotations.NullMarked;
