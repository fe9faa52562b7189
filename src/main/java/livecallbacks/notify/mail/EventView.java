package livecallbacks.notify.mail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.event.Texts;

/**
 * What a mail template can show of one event: maps and lists of texts, each of them without secrets, on one line,
 * without invisible characters and of bounded length. {@code templates/README.md} lists the names for those who write
 * templates. A field that is missing, null or of an unexpected type costs a line of the mail and never the mail.
 */
final class EventView {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_STREAM_IN_SUBJECT = 80;
    private static final int MOST_ROWS = 100;

    private static final Set<String> LINKS = Set.of("video_url", "pic_full_url", "img", "cdn_url");
    private static final Set<String> TIMES = Set.of(
            "start_time", "end_time", "event_time", "create_time", "timestamp", "begin_time", "data_time", "sendtime");

    private EventView() {}

    /** The model of the templates for this event and what it came as, in a language and a time zone. */
    static Map<String, Object> of(CallbackEvent event, CallbackContent body, InWords inWords) {
        Optional<Fields> readable = body.object().map(Fields::of);
        Fields fields = readable.orElse(Fields.none());
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("language", inWords.words().locale().toLanguageTag());
        model.put("event", event(event, inWords));
        model.put("readable", readable.isPresent());
        model.put("body", texts(fields));
        model.put("rows", rows(fields, inWords));
        model.put("moreRows", Math.max(0, fields.present().size() - MOST_ROWS));
        model.putAll(new EventDetails(fields, inWords).all());
        LINKS.stream()
                .sorted()
                .flatMap(name -> fields.link(name).stream())
                .findFirst()
                .ifPresent(link -> model.put("link", link));
        return model;
    }

    /** What is known of the event without its body. */
    static Map<String, Object> event(CallbackEvent event, InWords inWords) {
        String name = EventNames.of(event.eventType());
        Words words = inWords.words();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", event.eventId());
        model.put("name", name);
        model.put("title", title(event, words));
        model.put("type", Integer.toString(event.eventType()));
        model.put("source", Fields.shown(event.source()));
        String stream = event.streamId() == null ? "" : Fields.shown(event.streamId());
        stream = stream.isBlank() ? words.filled("no-stream", "(no stream)") : stream;
        model.put("stream", stream);
        model.put("shortStream", Texts.bounded(stream, LONGEST_STREAM_IN_SUBJECT));
        if (event.domain() != null) {
            model.put("domain", Fields.shown(event.domain()));
        }
        if (event.path() != null) {
            model.put("path", Fields.shown(event.path()));
        }
        model.put("time", inWords.time(event.eventTime()));
        model.put("day", inWords.day(event.eventTime()));
        model.put("clock", inWords.clock(event.eventTime()));
        model.put("received", inWords.time(event.receivedAt()));
        model.put("late", event.late());
        return model;
    }

    private static String title(CallbackEvent event, Words words) {
        String name = EventNames.of(event.eventType());
        if (name.equals("event-" + event.eventType())) {
            return words.filled("event.other", "Event {0}", Integer.toString(event.eventType()));
        }
        String plain = name.replace('-', ' ');
        return words.filled("event." + name, plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1));
    }

    /** The fields by name, for a template that knows what it looks for. */
    private static Map<String, String> texts(Fields fields) {
        Map<String, String> texts = new LinkedHashMap<>();
        fields.present().forEach((name, value) -> texts.put(name, Fields.shown(value)));
        return texts;
    }

    /** The fields in the order sent, for a template that shows them all. */
    private static List<Map<String, String>> rows(Fields fields, InWords inWords) {
        List<Map<String, String>> rows = new ArrayList<>();
        fields.present().forEach((name, value) -> {
            if (rows.size() < MOST_ROWS) {
                Map<String, String> row = new LinkedHashMap<>();
                row.put("name", Texts.plain(Texts.bounded(name, LONGEST_NAME)));
                String text = Fields.shown(value);
                Optional<Instant> time =
                        TIMES.contains(name.toLowerCase(Locale.ROOT)) ? InWords.instant(text) : Optional.empty();
                row.put(
                        "value",
                        time.map(instant -> text + " (" + inWords.time(instant) + ")")
                                .orElse(text));
                if (LINKS.contains(name)) {
                    Fields.link(value).ifPresent(link -> row.put("link", link));
                }
                rows.add(row);
            }
        });
        return rows;
    }
}
