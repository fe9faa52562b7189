package livecallbacks.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * What became of one mail about an event, or of one replay into another place; kept in the bucket as one small JSON
 * object. It names people.
 *
 * @param outcome what became of it
 * @param at when
 * @param event what it is about
 * @param mail null if it is not about a mail
 * @param replay the run of {@code replay} that it belongs to; null if the event came for the first time
 * @param place where the event was put by a replay, {@code s3://bucket/folder}; null if it was mailed
 */
public record Receipt(
        Outcome outcome,
        Instant at,
        About event,
        @Nullable Mailing mail,
        @Nullable String replay,
        @Nullable String place) {

    /** Message header: the part of the object's name that tells it from the event's other receipts. */
    public static final String NAME = "receipt";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** So that the names of an event's receipts are in the order of time. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private static final int HASH_DIGITS = 16;

    /** What can become of it. */
    public enum Outcome {
        /** The mail server has taken the mail. */
        MAILED,
        /** The mail server has refused the mail for good; it is in {@code mail.failed}. */
        REFUSED,
        /** The event was put into another place. */
        REPLAYED;

        /** As it stands in the object. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The event that a receipt is about.
     *
     * @param source as in {@link CallbackEvent}
     * @param eventId likewise
     * @param eventType likewise
     * @param streamId likewise
     * @param eventTime likewise; with the others it makes the name of the event's object, and so that of this one
     */
    public record About(
            String source,
            String eventId,
            int eventType,
            @Nullable String streamId,
            Instant eventTime) {

        /**
         * The event of a message, by the headers that {@link CallbackEvent#toHeaders} wrote.
         *
         * @throws UnreadableMessageException if one of them is missing or of another type
         */
        public static About fromHeaders(Map<String, Object> headers) {
            if (headers.get(CallbackEvent.SOURCE) instanceof String source
                    && headers.get(CallbackEvent.EVENT_ID) instanceof String eventId
                    && headers.get(CallbackEvent.EVENT_TYPE) instanceof Integer eventType
                    && headers.get(CallbackEvent.EVENT_TIME) instanceof Long eventTime) {
                return new About(
                        source,
                        eventId,
                        eventType,
                        headers.get(CallbackEvent.STREAM_ID) instanceof String stream ? stream : null,
                        Instant.ofEpochMilli(eventTime));
            }
            throw new UnreadableMessageException(
                    "The message headers source, eventId, eventType and eventTime must name" + " an event, but do not");
        }
    }

    /**
     * The mail that a receipt is about.
     *
     * @param address the bare e-mail address of the person
     * @param rule what chose the person, such as {@code routes[0]}; null if the message did not say
     * @param messageId the mail's, without angle brackets; null if it has none
     * @param answer what the mail server said
     * @param attempt how many times the broker had brought the mail, this one included, from 1 on
     * @param events how many events the mail is about; more than one in a digest
     */
    public record Mailing(
            String address,
            @Nullable String rule,
            @Nullable String messageId,
            String answer,
            int attempt,
            int events) {}

    /** The headers of the message that brings the receipt to the bucket. The map is the caller's to change. */
    public Map<String, Object> toHeaders() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(CallbackEvent.SOURCE, event.source);
        headers.put(CallbackEvent.EVENT_ID, event.eventId);
        headers.put(CallbackEvent.EVENT_TYPE, event.eventType);
        if (event.streamId != null) {
            headers.put(CallbackEvent.STREAM_ID, event.streamId);
        }
        headers.put(CallbackEvent.EVENT_TIME, event.eventTime.toEpochMilli());
        String which = mail == null ? replay + " " + place : mail.messageId + " " + mail.address;
        headers.put(
                NAME,
                TIME.format(at) + "-" + outcome.word() + "-"
                        + DigestUtils.sha256Hex(which).substring(0, HASH_DIGITS));
        return headers;
    }

    /** The object: JSON in UTF-8, its names in the style of the sender's; times are ISO 8601 in UTC. */
    public byte[] toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("outcome", outcome.word())
                .put("at", at.toString())
                .put("source", event.source)
                .put("event_id", event.eventId)
                .put("event_type", event.eventType);
        putIfPresent(json, "stream_id", event.streamId);
        json.put("event_time", event.eventTime.toString());
        if (mail != null) {
            json.put("address", mail.address);
            putIfPresent(json, "rule", mail.rule);
            putIfPresent(json, "message_id", mail.messageId);
            json.put("answer", mail.answer).put("attempt", mail.attempt).put("events", mail.events);
        }
        putIfPresent(json, "replay", replay);
        putIfPresent(json, "place", place);
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The receipt that {@link #toJson} wrote; empty if the bytes are none. */
    public static Optional<Receipt> parse(byte[] json) {
        try {
            JsonNode read = JSON.readTree(json);
            return Optional.of(new Receipt(
                    Outcome.valueOf(read.path("outcome").asText().toUpperCase(Locale.ROOT)),
                    Instant.parse(read.path("at").asText()),
                    new About(
                            read.path("source").asText(),
                            read.path("event_id").asText(),
                            read.path("event_type").asInt(),
                            text(read, "stream_id"),
                            Instant.parse(read.path("event_time").asText())),
                    read.has("address")
                            ? new Mailing(
                                    read.path("address").asText(),
                                    text(read, "rule"),
                                    text(read, "message_id"),
                                    read.path("answer").asText(),
                                    read.path("attempt").asInt(),
                                    read.path("events").asInt())
                            : null,
                    text(read, "replay"),
                    text(read, "place")));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void putIfPresent(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? null : value.asText();
    }
}
