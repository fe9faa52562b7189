package livecallbacks.notify;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import org.jspecify.annotations.Nullable;

/**
 * What a mail template can show of one event: maps and lists of texts, each of them without secrets, on one line,
 * without invisible characters and of bounded length. {@code templates/README.md} lists the names for those who write
 * templates. A field that is missing, null or of an unexpected type costs a line of the mail and never the mail.
 */
final class EventView {

    private static final int LONGEST_VALUE = 2000;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_LINK = 8000;
    private static final int LONGEST_STREAM_IN_SUBJECT = 80;
    private static final int MOST_ROWS = 100;

    /** What the sender adds for the receiver, and personal data: nothing for a mail. */
    private static final Set<String> NOT_SHOWN = Set.of("t", "sign", "user_ip");

    private static final Set<String> LINKS = Set.of("video_url", "pic_full_url");
    private static final Set<String> TIMES = Set.of(
            "start_time", "end_time", "event_time", "create_time", "timestamp", "begin_time", "data_time", "sendtime");

    private final Map<String, @Nullable Object> fields;

    private EventView(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /** The model of the templates for this event and the bytes it came as. */
    static Map<String, Object> of(CallbackEvent event, byte[] body) {
        Object json = JsonText.parse(new String(body, StandardCharsets.UTF_8)).orElse(null);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (json instanceof Map<?, ?> members && Secrets.withoutSecrets(members) instanceof Map<?, ?> safe) {
            safe.forEach((name, value) -> fields.put(String.valueOf(name), value));
        }
        NOT_SHOWN.forEach(fields::remove);
        EventView view = new EventView(fields);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("event", eventOf(event));
        model.put("readable", json instanceof Map<?, ?>);
        model.put("body", view.texts());
        model.put("rows", view.rows());
        model.put("moreRows", Math.max(0, view.present().size() - MOST_ROWS));
        model.put("recording", view.recording());
        model.put("ended", view.ended());
        model.put("exception", view.exception());
        return model;
    }

    private static Map<String, Object> eventOf(CallbackEvent event) {
        String name = EventNames.of(event.eventType());
        String title = name.replace('-', ' ');
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", event.eventId());
        model.put("name", name);
        model.put("title", title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1));
        model.put("type", Integer.toString(event.eventType()));
        model.put("source", shown(event.source()));
        String stream = event.streamId() == null ? "" : shown(event.streamId());
        stream = stream.isBlank() ? "(no stream)" : stream;
        model.put("stream", stream);
        model.put("shortStream", Texts.bounded(stream, LONGEST_STREAM_IN_SUBJECT));
        if (event.domain() != null) {
            model.put("domain", shown(event.domain()));
        }
        if (event.path() != null) {
            model.put("path", shown(event.path()));
        }
        model.put("time", InWords.time(event.eventTime()));
        model.put("received", InWords.time(event.receivedAt()));
        model.put("late", event.late());
        return model;
    }

    /** The fields by name, for a template that knows what it looks for. */
    private Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        present().forEach((name, value) -> texts.put(name, shown(value)));
        return texts;
    }

    /** The fields in the order sent, for a template that shows them all. */
    private List<Map<String, String>> rows() {
        List<Map<String, String>> rows = new ArrayList<>();
        present().forEach((name, value) -> {
            if (rows.size() < MOST_ROWS) {
                Map<String, String> row = new LinkedHashMap<>();
                row.put("name", Texts.plain(Texts.bounded(name, LONGEST_NAME)));
                String text = shown(value);
                boolean time = TIMES.contains(name.toLowerCase(Locale.ROOT)) && InWords.isCount(text, 15);
                row.put("value", time ? text + " (" + InWords.time(text) + ")" : text);
                if (LINKS.contains(name)) {
                    link(value).ifPresent(link -> row.put("link", link));
                }
                rows.add(row);
            }
        });
        return rows;
    }

    private Map<String, String> recording() {
        Map<String, String> recording = new LinkedHashMap<>();
        put(recording, "format", text("file_format").map(format -> format.toLowerCase(Locale.ROOT)));
        put(recording, "duration", text("duration").map(InWords::seconds));
        put(recording, "size", text("file_size").map(InWords::bytes));
        put(recording, "start", text("start_time").map(InWords::time));
        put(recording, "end", text("end_time").map(InWords::time));
        put(recording, "url", text("video_url"));
        put(recording, "link", link(fields.get("video_url")));
        return recording;
    }

    private Map<String, String> ended() {
        Map<String, String> ended = new LinkedHashMap<>();
        put(ended, "cause", text("errcode").map(EventView::causeInWords));
        put(ended, "duration", text("push_duration").map(InWords::milliseconds));
        return ended;
    }

    /** The sender's table of error codes: tencentcloud.com/document/product/267/38081. */
    private static String causeInWords(String errcode) {
        return switch (errcode) {
            case "1", "2", "3", "4", "35" -> "the client stopped the push";
            case "5", "9", "10", "11", "24" -> "a system error of the live service";
            case "6", "23" -> "bad RTMP data from the client";
            case "7" -> "a frame that was too large";
            case "8", "20" -> "no data came from the client";
            case "12", "13", "14", "15", "16", "17" -> "a network error";
            case "19" -> "the authentication failed";
            default -> "unknown cause";
        };
    }

    private Map<String, String> exception() {
        Map<String, String> exception = new LinkedHashMap<>();
        put(exception, "level", text("exception_level"));
        put(exception, "time", text("timestamp").map(InWords::time));
        if (fields.get("exception") instanceof Map<?, ?> inner) {
            put(exception, "type", textOf(inner.get("type")));
            put(exception, "occurs", textOf(inner.get("occurs")));
            put(exception, "desc", textOf(inner.get("desc")));
        }
        return exception;
    }

    private Map<String, Object> present() {
        Map<String, Object> present = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (value != null) {
                present.put(name, value);
            }
        });
        return present;
    }

    private Optional<String> text(String name) {
        return textOf(fields.get(name));
    }

    private static Optional<String> textOf(@Nullable Object value) {
        return Optional.ofNullable(value).map(EventView::shown).filter(text -> !text.isBlank());
    }

    private static void put(Map<String, String> map, String name, Optional<String> value) {
        value.ifPresent(text -> map.put(name, text));
    }

    private static String shown(Object value) {
        String text = value instanceof String string ? Secrets.mask(string) : JsonText.write(value);
        return Texts.plain(Texts.bounded(text, LONGEST_VALUE));
    }

    /**
     * The text as the target of a link, if it is an absolute http or https URL that means to every reader what it seems
     * to mean: no user-info that poses as the host, nothing invisible.
     */
    private static Optional<String> link(@Nullable Object value) {
        if (!(value instanceof String text) || text.length() > LONGEST_LINK || !Texts.isPlain(text)) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null && uri.getRawUserInfo() == null ? Optional.of(text) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
