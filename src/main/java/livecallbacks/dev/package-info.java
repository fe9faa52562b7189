/**
 * The servers that {@code ./live-callbacks dev} and the tests use in place of a cloud: an S3 store and a mailbox, both
 * plain files.
 */
@NullMarked
package livecallbacks.dev;

import org.jspecify.annotations.NullMarked;
