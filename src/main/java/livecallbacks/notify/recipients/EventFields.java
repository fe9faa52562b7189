package livecallbacks.notify.recipients;

import java.util.Map;
import java.util.Set;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * What the routes can ask of one event. The body is read when the first route asks for a field of it. For one thread.
 */
final class EventFields {

    /** What a field of the body is called in a match: {@code field.file_format}. */
    static final String OF_BODY = "field.";

    /** The names beside {@code event} and those of the body. */
    static final Set<String> NAMES = Set.of("source", "stream", "domain", "path");

    private final CallbackEvent event;
    private final CallbackContent body;

    /** @param body the callback as received; what is no JSON object has no fields */
    EventFields(CallbackEvent event, CallbackContent body) {
        this.event = event;
        this.body = body;
    }

    /** The sender's event type. */
    int type() {
        return event.eventType();
    }

    /**
     * The value of a field: texts as they are, numbers digit for digit as sent, {@code true} and {@code false}, objects
     * and arrays as JSON without white space; the empty text for what is missing or null.
     *
     * @param key one of {@link #NAMES}, or {@code field.} and the name of a member at the top level of the body, of
     *     which the last one counts
     */
    String get(String key) {
        String value = switch (key) {
            case "stream" -> event.streamId();
            case "source" -> event.source();
            case "domain" -> event.domain();
            case "path" -> event.path();
            default -> text(members().get(key.substring(OF_BODY.length())));
        };
        return value == null ? "" : value;
    }

    private Map<?, ?> members() {
        return body.object().orElse(Map.of());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null || value instanceof String ? (String) value : JsonText.write(value);
    }
}
