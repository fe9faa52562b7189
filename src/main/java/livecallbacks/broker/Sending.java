package livecallbacks.broker;

import java.util.Map;

/** A message on its way into the broker, which keeps it on disk. */
public final class Sending {

    private final String address;
    private final boolean topic;
    private final Map<String, Object> properties;
    private final byte[] body;
    private final boolean copies;

    private Sending(String address, boolean topic, Map<String, Object> properties, byte[] body, boolean copies) {
        this.address = address;
        this.topic = topic;
        this.properties = properties;
        this.body = body;
        this.copies = copies;
    }

    /**
     * To a queue.
     *
     * @param queue has to exist
     * @param properties of the message: texts, numbers and booleans; a {@code _AMQ_DUPL_ID} that the broker knows makes
     *     it drop the message, which is then sent all the same. Must not be changed any more.
     * @param body must not be changed any more
     */
    public static Sending toQueue(String queue, Map<String, Object> properties, byte[] body) {
        return new Sending(queue, false, properties, body, false);
    }

    /**
     * To all who have subscribed to a topic.
     *
     * @param topic has to exist
     * @param properties as of {@link #toQueue}
     * @param body must not be changed any more
     */
    public static Sending toTopic(String topic, Map<String, Object> properties, byte[] body) {
        return new Sending(topic, true, properties, body, false);
    }

    /**
     * The same for takers that can tell a copy: after a crash or a failure the message may be in the queue although it
     * was not done, and after a crash once more when it is sent again, done or not. In return the broker keeps nothing
     * about it in memory while it waits on disk.
     */
    public Sending withCopies() {
        return new Sending(address, topic, properties, body, true);
    }

    String address() {
        return address;
    }

    boolean isToTopic() {
        return topic;
    }

    Map<String, Object> properties() {
        return properties;
    }

    byte[] body() {
        return body;
    }

    boolean mayHaveCopies() {
        return copies;
    }
}
