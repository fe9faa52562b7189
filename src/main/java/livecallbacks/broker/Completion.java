package livecallbacks.broker;

import org.jspecify.annotations.Nullable;

/** Hears what came of a message that was sent. */
@FunctionalInterface
public interface Completion {

    /**
     * Called once for each message, by any thread, which it must not hold up.
     *
     * @param failure null if the message is on disk, or one with its duplicate id is; else why it may not be
     */
    void done(@Nullable Exception failure);
}
