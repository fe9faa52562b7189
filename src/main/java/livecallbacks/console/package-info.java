/**
 * The pages that people look at on the management port: what comes in now, each callback's life, who is mailed, what
 * was set aside, and whether the configuration is right. They are written here, from what the queues, the bucket and
 * the metrics say, and work without a script too.
 */
@NullMarked
package livecallbacks.console;

import org.jspecify.annotations.NullMarked;
