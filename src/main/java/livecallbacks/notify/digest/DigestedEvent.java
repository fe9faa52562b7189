package livecallbacks.notify.digest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.JsonText;
import livecallbacks.event.Receipt.About;
import livecallbacks.event.UnreadableMessageException;

/**
 * One of the events that a digest is about. All of them travel with the mail in one message header, so that each can
 * have its receipt; source and stream are those of the digest.
 *
 * @param eventId as in {@link CallbackEvent}
 * @param eventType likewise
 * @param eventTime likewise
 * @param rule what chose the person for this event, such as {@code routes[0]}
 */
public record DigestedEvent(String eventId, int eventType, Instant eventTime, String rule) {

    private static final String HEADER = "digested";
    private static final int FIELDS = 4;

    /** The event of a mail that was held. */
    static DigestedEvent of(Map<String, Object> headers, DigestEntry entry) {
        About about = About.fromHeaders(headers);
        return new DigestedEvent(
                about.eventId(),
                about.eventType(),
                about.eventTime(),
                entry.addressee().rule());
    }

    /** Puts them among the headers of the digest's message. */
    static void toHeaders(List<DigestedEvent> events, Map<String, Object> headers) {
        headers.put(
                HEADER,
                JsonText.write(events.stream()
                        .map(event -> List.of(
                                event.eventId,
                                Integer.toString(event.eventType),
                                Long.toString(event.eventTime.toEpochMilli()),
                                event.rule))
                        .toList()));
    }

    /**
     * The events of a digest.
     *
     * @param headers of its message
     * @return empty if it is no digest
     * @throws UnreadableMessageException if the header is not of its form
     */
    public static List<DigestedEvent> of(Map<String, Object> headers) {
        if (!(headers.get(HEADER) instanceof String json)) {
            return List.of();
        }
        List<DigestedEvent> events = new ArrayList<>();
        if (JsonText.parse(json).orElse(null) instanceof List<?> all) {
            for (Object each : all) {
                events.add(event(each));
            }
        }
        return events;
    }

    private static DigestedEvent event(Object each) {
        if (each instanceof List<?> fields
                && fields.size() == FIELDS
                && fields.get(0) instanceof String eventId
                && fields.get(1) instanceof String eventType
                && fields.get(2) instanceof String eventTime
                && fields.get(3) instanceof String rule) {
            try {
                return new DigestedEvent(
                        eventId, Integer.parseInt(eventType), Instant.ofEpochMilli(Long.parseLong(eventTime)), rule);
            } catch (NumberFormatException e) {
                throw new UnreadableMessageException("The message header " + HEADER + " holds no events: " + e);
            }
        }
        throw new UnreadableMessageException(
                "The message header " + HEADER + " must hold events as this version writes them, but does not");
    }

    /** What its receipt is about. */
    public About about(Map<String, Object> headers) {
        return new About(
                String.valueOf(headers.get(CallbackEvent.SOURCE)),
                eventId,
                eventType,
                headers.get(CallbackEvent.STREAM_ID) instanceof String stream ? stream : null,
                eventTime);
    }
}
