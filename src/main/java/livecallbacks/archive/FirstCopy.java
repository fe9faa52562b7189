package livecallbacks.archive;

import java.util.Map;
import java.util.TreeMap;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.UnreadableMessageException;
import org.jspecify.annotations.Nullable;

/**
 * Whose object it is that the store has already under the key of a callback, by the object's metadata. Two instances
 * behind one load balancer may each get a copy of the same callback; the copy that is put first is the one that people
 * are mailed about.
 */
enum FirstCopy {
    /** This very message's: the put was made, and its answer or what comes after it was lost. */
    OURS,

    /** Another copy's of the same callback, received elsewhere or earlier. Who put it has told everybody, or will. */
    ANOTHER,

    /** Not known: the store has lost the metadata. */
    UNKNOWN;

    /**
     * Compares the message with the object.
     *
     * @param event of the message
     * @param receipt of the message, as {@link DescribeObject} writes it; null if it has none
     * @param metadata of the object, names in any case, as {@link DescribeObject} wrote them
     * @throws UnreadableMessageException if the object is another event's: the callback would be lost as a copy of it
     */
    static FirstCopy of(CallbackEvent event, @Nullable String receipt, Map<String, String> metadata) {
        Map<String, String> written = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        written.putAll(metadata);
        String eventId = written.get(DescribeObject.EVENT_ID);
        if (eventId == null) {
            return UNKNOWN;
        }
        if (!eventId.equals(event.eventId())) {
            throw new UnreadableMessageException("The key of this callback's object is taken by an object with another"
                    + " event-id; move one of the two, then try this one again");
        }
        String theirs = written.get(DescribeObject.RECEIPT);
        if (receipt != null && theirs != null) {
            return theirs.equals(receipt) ? OURS : ANOTHER;
        }
        String receivedAt = written.get(DescribeObject.RECEIVED_AT);
        if (receivedAt == null) {
            return UNKNOWN;
        }
        return receivedAt.equals(DescribeObject.receivedAt(event)) ? OURS : ANOTHER;
    }
}
