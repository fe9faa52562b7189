/** The commands, run as a user runs them, against servers on this machine. */
@NullMarked
package livecallbacks.cli;

import org.jspecify.annotations.NullMarked;
