/** The second room: every callback becomes one object in an S3 bucket, byte for byte. */
@NullMarked
package livecallbacks.archive;

import org.jspecify.annotations.NullMarked;
