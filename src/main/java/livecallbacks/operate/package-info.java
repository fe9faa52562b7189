/**
 * What an operator does to callbacks and mails, whichever way: by a command or on the console. It looks into the
 * bucket, the queues and the quarantine, and puts back what may go on.
 */
@NullMarked
package livecallbacks.operate;

import org.jspecify.annotations.NullMarked;
