/** What the operator may write, and what is said where it is wrong. */
@NullMarked
package livecallbacks.config;

import org.jspecify.annotations.NullMarked;
