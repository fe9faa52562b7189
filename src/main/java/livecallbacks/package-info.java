/** The application: which beans there are, and in which order the parts start and stop. */
@NullMarked
package livecallbacks;

import org.jspecify.annotations.NullMarked;
