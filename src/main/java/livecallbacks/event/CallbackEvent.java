package livecallbacks.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one verified callback beside its bytes. It travels as message headers (JMS properties) from receive
 * on, under the names of the constants here, so that a route can use each of them.
 *
 * @param source the callback template of the sender that it came from, {@code [a-z][a-z0-9]*}
 * @param eventId 64 lower-case hex digits; the same id is the same event again
 * @param eventType the sender's {@code event_type}; may be one that nobody knows yet
 * @param streamId the stream as sent, hostile text, cut after 10,000 characters; null if the event names none
 * @param domain the push domain as sent, cut likewise; null if the event names none
 * @param path the push path ("app name") as sent, cut likewise; null if the event names none
 * @param eventTime when it happened, by the event itself where it says so
 * @param undated whether the event does not say so: another attempt of the sender's then has another time
 * @param receivedAt when the request was taken
 * @param late whether it came after its {@code t}, within the grace
 * @param keyId fingerprint of the key that verified it; null if it came unsigned
 * @param release how it got out of quarantine: {@value #RELEASE_VERIFIED} or {@value #RELEASE_OVERRIDE}; null if it was
 *     never there
 */
public record CallbackEvent(
        String source,
        String eventId,
        int eventType,
        @Nullable String streamId,
        @Nullable String domain,
        @Nullable String path,
        Instant eventTime,
        boolean undated,
        Instant receivedAt,
        boolean late,
        @Nullable String keyId,
        @Nullable String release) {

    public static final String SOURCE = "source";
    public static final String EVENT_ID = "eventId";
    public static final String EVENT_TYPE = "eventType";
    public static final String STREAM_ID = "streamId";
    public static final String DOMAIN = "domain";
    public static final String PATH = "path";
    /** Milliseconds since 1970, UTC, as a long: what Camel's {@code date} functions and JMS both take. */
    public static final String EVENT_TIME = "eventTime";
    /** True, or not there. */
    public static final String UNDATED = "undated";
    /** Milliseconds since 1970, UTC, as a long. */
    public static final String RECEIVED_AT = "receivedAt";

    public static final String LATE = "late";
    public static final String KEY_ID = "keyId";
    public static final String RELEASE = "release";

    /** The names of all of them. */
    public static final Set<String> HEADERS = Set.of(
            SOURCE,
            EVENT_ID,
            EVENT_TYPE,
            STREAM_ID,
            DOMAIN,
            PATH,
            EVENT_TIME,
            UNDATED,
            RECEIVED_AT,
            LATE,
            KEY_ID,
            RELEASE);

    /** Released because the keys and bounds configured then verified it. */
    public static final String RELEASE_VERIFIED = "verified";
    /** Released because a person vouched for it. */
    public static final String RELEASE_OVERRIDE = "override";

    /** All of it as message headers; what is null is left out. The map is the caller's to change. */
    public Map<String, Object> toHeaders() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(SOURCE, source);
        headers.put(EVENT_ID, eventId);
        headers.put(EVENT_TYPE, eventType);
        putIfPresent(headers, STREAM_ID, streamId);
        putIfPresent(headers, DOMAIN, domain);
        putIfPresent(headers, PATH, path);
        headers.put(EVENT_TIME, eventTime.toEpochMilli());
        if (undated) {
            headers.put(UNDATED, true);
        }
        headers.put(RECEIVED_AT, receivedAt.toEpochMilli());
        headers.put(LATE, late);
        putIfPresent(headers, KEY_ID, keyId);
        putIfPresent(headers, RELEASE, release);
        return headers;
    }

    /**
     * The event that {@link #toHeaders} wrote.
     *
     * @throws UnreadableMessageException if a header is missing or of another type: the message is none of ours
     */
    public static CallbackEvent fromHeaders(Map<String, Object> headers) {
        return new CallbackEvent(
                required(headers, SOURCE, String.class),
                required(headers, EVENT_ID, String.class),
                required(headers, EVENT_TYPE, Integer.class),
                optional(headers, STREAM_ID),
                optional(headers, DOMAIN),
                optional(headers, PATH),
                Instant.ofEpochMilli(required(headers, EVENT_TIME, Long.class)),
                headers.containsKey(UNDATED) && required(headers, UNDATED, Boolean.class),
                Instant.ofEpochMilli(required(headers, RECEIVED_AT, Long.class)),
                required(headers, LATE, Boolean.class),
                optional(headers, KEY_ID),
                optional(headers, RELEASE));
    }

    /** The same event, released from quarantine in this way. */
    public CallbackEvent released(String how) {
        return new CallbackEvent(
                source, eventId, eventType, streamId, domain, path, eventTime, undated, receivedAt, late, keyId, how);
    }

    private static void putIfPresent(Map<String, Object> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    private static <T> T required(Map<String, Object> headers, String name, Class<T> type) {
        Object value = headers.get(name);
        if (!type.isInstance(value)) {
            throw new UnreadableMessageException("The message header " + name + " must be a " + type.getSimpleName()
                    + ", but is "
                    + (value == null ? "missing" : "a " + value.getClass().getSimpleName()));
        }
        return type.cast(value);
    }

    private static @Nullable String optional(Map<String, Object> headers, String name) {
        return headers.containsKey(name) ? required(headers, name, String.class) : null;
    }
}
