/**
 * The pages that people look at on the management port: what comes in now, each callback's life, what was set aside.
 * They are written here, from what the queues, the bucket and the metrics say, and work without a script too.
 */
@NullMarked
package livecallbacks.console;

import org.jspecify.annotations.NullMarked;
