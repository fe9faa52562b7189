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
import org.jspecify.annotations.Nullable;

/**
 * What a mail template can show of one event: maps and lists of texts, each of them without secrets, on one line,
 * without invisible characters and of bounded length. {@code templates/README.md} lists the names for those who write
 * templates. A field that is missing, null or of an unexpected type costs a line of the mail and never the mail.
 */
final class EventView extends LazyModel {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_STREAM_IN_SUBJECT = 80;
    private static final int MOST_ROWS = 100;

    /** In the order in which one of them is the link of the event. */
    private static final List<String> LINKS = List.of("cdn_url", "img", "pic_full_url", "video_url");

    private static final Set<String> TIMES = Set.of(
            "start_time", "end_time", "event_time", "create_time", "timestamp", "begin_time", "data_time", "sendtime");

    private static final List<String> NAMES = List.of(
            "language",
            "event",
            "readable",
            "body",
            "rows",
            "moreRows",
            "recording",
            "ended",
            "status",
            "exception",
            "push",
            "screenshot",
            "moderation",
            "relay",
            "picture",
            "link");

    private final CallbackEvent event;
    private final InWords inWords;
    private final boolean readable;
    private final Fields fields;
    private final EventDetails details;

    private EventView(CallbackEvent event, @Nullable Fields readable, InWords inWords) {
        this.event = event;
        this.inWords = inWords;
        this.readable = readable != null;
        this.fields = readable == null ? Fields.none() : readable;
        this.details = new EventDetails(fields, inWords);
    }

    /** The model of the templates for this event and what it came as, in a language and a time zone. */
    static Map<String, Object> of(CallbackEvent event, CallbackContent body, InWords inWords) {
        return new EventView(event, body.object().map(Fields::of).orElse(null), inWords);
    }

    /** What is known of the event without its body. */
    static Map<String, Object> event(CallbackEvent event, InWords inWords) {
        return new About(event, inWords);
    }

    @Override
    List<String> names() {
        return NAMES;
    }

    @Override
    @Nullable
    Object make(String name) {
        return switch (name) {
            case "language" -> inWords.words().locale().toLanguageTag();
            case "event" -> event(event, inWords);
            case "readable" -> readable;
            case "body" -> new Body(fields);
            case "rows" -> rows();
            case "moreRows" -> Math.max(0, fields.names().size() - MOST_ROWS);
            case "link" -> link();
            default -> details.of(name);
        };
    }

    private @Nullable String link() {
        for (String name : LINKS) {
            Optional<String> link = fields.link(name);
            if (link.isPresent()) {
                return link.get();
            }
        }
        return null;
    }

    /** The fields in the order sent, for a template that shows them all. */
    private List<Map<String, String>> rows() {
        List<String> names = fields.names();
        List<Map<String, String>> rows = new ArrayList<>();
        for (String name : names.subList(0, Math.min(MOST_ROWS, names.size()))) {
            Map<String, String> row = new LinkedHashMap<>();
            row.put("name", Texts.plain(Texts.bounded(name, LONGEST_NAME)));
            String text = fields.any(name).orElse("");
            Optional<Instant> time =
                    TIMES.contains(name.toLowerCase(Locale.ROOT)) ? InWords.instant(text) : Optional.empty();
            row.put(
                    "value",
                    time.map(instant -> text + " (" + inWords.time(instant) + ")")
                            .orElse(text));
            if (LINKS.contains(name)) {
                fields.link(name).ifPresent(link -> row.put("link", link));
            }
            rows.add(row);
        }
        return rows;
    }

    /** The fields by name, for a template that knows what it looks for. */
    private static final class Body extends LazyModel {

        private final Fields fields;

        Body(Fields fields) {
            this.fields = fields;
        }

        @Override
        List<String> names() {
            return fields.names();
        }

        @Override
        @Nullable
        Object make(String name) {
            return fields.any(name).orElse(null);
        }
    }

    /** What is known without the fields. */
    private static final class About extends LazyModel {

        private static final List<String> NAMES = List.of(
                "id",
                "name",
                "title",
                "type",
                "source",
                "stream",
                "shortStream",
                "domain",
                "path",
                "time",
                "day",
                "clock",
                "received",
                "late");

        private final CallbackEvent event;
        private final InWords inWords;

        About(CallbackEvent event, InWords inWords) {
            this.event = event;
            this.inWords = inWords;
        }

        @Override
        List<String> names() {
            return NAMES;
        }

        @Override
        @Nullable
        Object make(String name) {
            return switch (name) {
                case "id" -> event.eventId();
                case "name" -> EventNames.of(event.eventType());
                case "title" -> title();
                case "type" -> Integer.toString(event.eventType());
                case "source" -> Fields.shown(event.source());
                case "stream" -> stream();
                case "shortStream" -> Texts.bounded(stream(), LONGEST_STREAM_IN_SUBJECT);
                case "domain" -> event.domain() == null ? null : Fields.shown(event.domain());
                case "path" -> event.path() == null ? null : Fields.shown(event.path());
                case "time" -> inWords.time(event.eventTime());
                case "day" -> inWords.day(event.eventTime());
                case "clock" -> inWords.clock(event.eventTime());
                case "received" -> inWords.time(event.receivedAt());
                case "late" -> event.late();
                default -> null;
            };
        }

        private String stream() {
            String stream = event.streamId() == null ? "" : Fields.shown(event.streamId());
            return stream.isBlank() ? inWords.words().filled("no-stream", "(no stream)") : stream;
        }

        private String title() {
            Words words = inWords.words();
            String name = EventNames.of(event.eventType());
            if (!EventNames.isKnown(event.eventType())) {
                return words.filled("event.other", "Event {0}", Integer.toString(event.eventType()));
            }
            String plain = name.replace('-', ' ');
            return words.filled("event." + name, plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1));
        }
    }
}
