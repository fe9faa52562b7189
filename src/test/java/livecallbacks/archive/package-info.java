/** How the archive names, describes and stores an object. */
@NullMarked
package livecallbacks.archive;

import org.jspecify.annotations.NullMarked;
