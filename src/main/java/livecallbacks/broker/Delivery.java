package livecallbacks.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that was taken from a queue, and the transaction around it: what is sent in it goes in when the message is
 * done with, or not at all. Safe for use by several threads.
 */
public interface Delivery {

    /** The properties of the message by name: texts, numbers and booleans, but none of the broker's own. */
    Map<String, Object> properties();

    /** The body: bytes; a text, if it was sent as one; null, if it is anything else. */
    @Nullable
    Object body();

    /** As {@code JMSMessageID} has it; null if whoever sent it gave it none. */
    @Nullable
    String messageId();

    /** When it was sent, in milliseconds since 1970; 0 if whoever sent it does not say. */
    long timestamp();

    /** How many times the message was brought, this time included. */
    int attempt();

    /**
     * Sends a message in the transaction.
     *
     * @return whether that was possible: not any more after {@link #done} or {@link #failed}
     */
    boolean send(Sending message);

    /**
     * The message is done with: from now on it is on its way out of the queue, and what was sent into the broker. If
     * that fails, the broker brings it again.
     */
    void done();

    /** The message could not be dealt with; the broker brings it again, as the queue's redelivery says. */
    void failed();
}
