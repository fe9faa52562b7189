package livecallbacks.receive;

import java.io.Serial;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import livecallbacks.event.CallbackEvent;
import livecallbacks.receive.SignatureVerifier.Verified;

/** Makes an archived callback the event again that it was when it was received. */
public final class ArchivedCallback {

    /** How it came in, if not as all others do; kept in the object's metadata and in the message under one name. */
    private ArchivedCallback() {}

    /** That an object holds something else than what its key or its metadata say. */
    public static final class ChangedException extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        private ChangedException(String message) {
            super(message);
        }
    }

    /**
     * The event as message headers, see {@link CallbackEvent#toHeaders}. It was verified when it was received, so it is
     * not verified again; but its id has to be the one that the content gives.
     *
     * @param source by the key
     * @param eventType by the key
     * @param idStart what the event's id begins with, by the key
     * @param eventTime by the key
     * @param metadata of the object, by lower-case name; what is missing is made up for as far as it can be
     * @param storedAt stands for the time of receipt where the metadata do not have it
     * @param body the bytes of the object
     * @return a map that is the caller's to change
     * @throws ChangedException if the content is none of a callback, or not of this one; the message says what differs
     */
    public static Map<String, Object> headers(
            String source,
            int eventType,
            String idStart,
            Instant eventTime,
            Map<String, String> metadata,
            Instant storedAt,
            byte[] body)
            throws ChangedException {
        CallbackEvent event;
        try {
            CallbackJson json = CallbackJson.parse(body);
            boolean late = Boolean.parseBoolean(metadata.getOrDefault("late", "false"));
            event = EventReader.read(
                    new Source(source, List.of(), null, new UnsignedPolicy.Allow()),
                    EventReader.eventType(json),
                    json,
                    new Verified(null, late, metadata.get("key-id")),
                    receivedAt(metadata, storedAt));
        } catch (Refusal refusal) {
            throw new ChangedException("is no callback: " + refusal.getMessage());
        }
        if (!event.eventId().startsWith(idStart)
                || !event.eventId().equals(metadata.getOrDefault("event-id", event.eventId()))) {
            throw new ChangedException(
                    "has been changed: its content is not that of the event in its key and metadata");
        }
        if (event.eventType() != eventType) {
            throw new ChangedException("has the event type " + event.eventType() + ", but its key says " + eventType);
        }
        if (!metadata.getOrDefault("source", source).equals(source)) {
            throw new ChangedException("is of another source by its metadata than by its key");
        }
        Map<String, Object> headers = event.toHeaders();
        headers.put(CallbackEvent.EVENT_TIME, eventTime.toEpochMilli());
        if (metadata.containsKey(CallbackEvent.RELEASE)) {
            headers.put(CallbackEvent.RELEASE, metadata.get(CallbackEvent.RELEASE));
        }
        return headers;
    }

    private static Instant receivedAt(Map<String, String> metadata, Instant storedAt) {
        try {
            return Instant.parse(metadata.getOrDefault("received-at", ""));
        } catch (DateTimeException e) {
            return storedAt;
        }
    }
}
