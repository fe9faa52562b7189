package livecallbacks.broker;

import org.jspecify.annotations.Nullable;

/**
 * How a queue stands.
 *
 * @param queue its name
 * @param messages in it, those that are being delivered or wait for another attempt included
 * @param oldestSince since when the oldest of them is there, milliseconds since 1970; null if it is empty, or the
 *     broker does not say
 */
public record QueueState(
        String queue, long messages, @Nullable Long oldestSince) {}
