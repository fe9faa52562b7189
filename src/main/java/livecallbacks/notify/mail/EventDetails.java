package livecallbacks.notify.mail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is special to one kind of event, in words: a map for the templates per kind. */
final class EventDetails {

    private static final int MOST_ERRORS = 20;
    private static final int MOST_DETAILS = 3;
    private static final int MOST_SOURCES = 10;

    private final Fields fields;
    private final InWords inWords;
    private final Words words;

    EventDetails(Fields fields, InWords inWords) {
        this.fields = fields;
        this.inWords = inWords;
        this.words = inWords.words();
    }

    /**
     * By the name that templates use; null if there is no such name, or no picture. A kind that the event is not of has
     * an empty map, or one of a few odd values.
     */
    @Nullable
    Object of(String name) {
        return switch (name) {
            case "recording" -> recording();
            case "ended" -> ended();
            case "status" -> status();
            case "exception" -> exception();
            case "push" -> push();
            case "screenshot" -> screenshot();
            case "moderation" -> moderation();
            case "relay" -> relay();
            case "picture" -> picture().orElse(null);
            default -> null;
        };
    }

    private Map<String, Object> recording() {
        Map<String, Object> recording = new LinkedHashMap<>();
        put(recording, "format", fields.text("file_format").map(format -> format.toLowerCase(Locale.ROOT)));
        put(recording, "duration", fields.text("duration").map(inWords::seconds));
        put(recording, "size", fields.text("file_size").map(inWords::bytes));
        put(recording, "shortSize", fields.text("file_size").map(inWords::shortBytes));
        put(recording, "start", fields.text("start_time").map(inWords::time));
        put(recording, "end", fields.text("end_time").map(inWords::time));
        put(recording, "url", fields.text("video_url"));
        put(recording, "link", fields.link("video_url"));
        return recording;
    }

    private Map<String, Object> ended() {
        Map<String, Object> ended = new LinkedHashMap<>();
        put(ended, "cause", fields.text("errcode").map(code -> words.of("cause", cause(code))));
        ended.put(
                "byClient",
                fields.text("errcode")
                        .filter(code -> cause(code).equals("client-stopped"))
                        .isPresent());
        put(ended, "duration", fields.text("push_duration").map(inWords::milliseconds));
        return ended;
    }

    /** The sender's table of error codes: tencentcloud.com/document/product/267/38081. */
    private static String cause(String errcode) {
        return switch (errcode) {
            case "1", "2", "3", "4", "35" -> "client-stopped";
            case "5", "9", "10", "11", "24" -> "system-error";
            case "6", "23" -> "bad-rtmp";
            case "7" -> "frame-too-large";
            case "8", "20" -> "no-data";
            case "12", "13", "14", "15", "16", "17" -> "network-error";
            case "19" -> "authentication-failed";
            default -> "unknown";
        };
    }

    private Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        Optional<String> event = fields.text("record_event");
        put(status, "what", event.map(code -> words.of("record-event", code)));
        status.put(
                "bad",
                event.filter(Set.of("record_start_failed", "record_error")::contains)
                        .isPresent());
        return status;
    }

    private Map<String, Object> exception() {
        Map<String, Object> exception = new LinkedHashMap<>();
        Optional<String> level = fields.text("exception_level");
        put(exception, "level", level.map(code -> words.of("level", code)));
        exception.put("bad", level.filter("error"::equalsIgnoreCase).isPresent());
        put(exception, "time", fields.text("timestamp").map(inWords::time));
        Fields inner = fields.object("exception");
        put(exception, "type", inner.text("type").map(code -> words.of("recording-exception", code)));
        put(exception, "desc", inner.text("desc"));
        put(exception, "occurs", inner.text("occurs"));
        return exception;
    }

    /** The sender's error types have words of their own; of an unknown one it says what it is in English or Chinese. */
    private Map<String, Object> push() {
        List<Map<String, Object>> errors = new ArrayList<>();
        List<Fields> abnormal = fields.objects("abnormal_event");
        for (Fields event : abnormal.subList(0, Math.min(MOST_ERRORS, abnormal.size()))) {
            Map<String, Object> error = new LinkedHashMap<>();
            String type = event.text("type").orElse("?");
            error.put(
                    "what",
                    words.find("push-error." + type)
                            .or(() -> event.text(
                                    words.locale().getLanguage().equals("zh") ? "type_desc_cn" : "type_desc_en"))
                            .or(() -> event.text("type_desc_en"))
                            .orElse(type));
            put(error, "count", event.text("count"));
            List<Fields> details = event.objects("detail");
            error.put(
                    "details",
                    details.stream()
                            .limit(MOST_DETAILS)
                            .flatMap(detail -> detail.text("desc").stream())
                            .toList());
            error.put("more", Math.max(0, details.size() - MOST_DETAILS));
            errors.add(error);
        }
        Map<String, Object> push = new LinkedHashMap<>();
        push.put("errors", errors);
        push.put("more", Math.max(0, abnormal.size() - MOST_ERRORS));
        put(push, "interval", fields.text("report_interval").map(inWords::milliseconds));
        return push;
    }

    private Map<String, Object> screenshot() {
        Map<String, Object> screenshot = new LinkedHashMap<>();
        put(screenshot, "url", fields.text("pic_full_url").or(() -> fields.text("pic_url")));
        put(screenshot, "link", fields.link("pic_full_url"));
        put(screenshot, "size", fields.text("file_size").map(inWords::bytes));
        put(screenshot, "time", fields.text("create_time").map(inWords::time));
        put(screenshot, "shortSize", fields.text("file_size").map(inWords::shortBytes));
        return screenshot;
    }

    private Optional<String> picture() {
        Optional<String> width = fields.text("width").filter(text -> InWords.isCount(text, 6) && !text.equals("0"));
        Optional<String> height = fields.text("height").filter(text -> InWords.isCount(text, 6) && !text.equals("0"));
        return width.flatMap(w -> height.map(h -> w + " × " + h));
    }

    /** Of images and of audio. The sender writes its image scores under the name {@code socre}. */
    private Map<String, Object> moderation() {
        Map<String, Object> moderation = new LinkedHashMap<>();
        List<Fields> hits = new ArrayList<>();
        for (String results : List.of("labelResults", "objectResults", "ocrResults")) {
            fields.objects(results).stream()
                    .filter(result -> result.text("HitFlag").equals(Optional.of("1")))
                    .forEach(hits::add);
        }
        Optional<String> suggestion = fields.text("suggestion");
        put(moderation, "verdict", suggestion.map(code -> words.of("verdict", code)));
        moderation.put("bad", suggestion.filter("block"::equalsIgnoreCase).isPresent());
        put(moderation, "label", fields.text("label").map(code -> words.of("label", code)));
        put(moderation, "subLabel", fields.text("subLabel").or(() -> fields.text("sub_label")));
        Optional<String> score = fields.text("score")
                .or(() -> fields.texts("socre").stream().findFirst())
                .or(() ->
                        hits.stream().flatMap(hit -> hit.text("Score").stream()).findFirst());
        put(moderation, "score", score);
        put(moderation, "scored", score.map(number -> words.filled("score", "score {0}", number)));
        moderation.put("hits", hits.stream().map(this::hit).toList());
        put(moderation, "text", fields.text("asr_text").or(() -> fields.text("ocrMsg")));
        put(moderation, "duration", fields.text("duration").map(inWords::seconds));
        put(moderation, "time", fields.text("screenshotTime").map(inWords::time));
        String url = fields.text("img").isPresent() ? "img" : "cdn_url";
        put(moderation, "url", fields.text(url));
        put(moderation, "link", fields.link(url));
        return moderation;
    }

    private Map<String, Object> hit(Fields result) {
        Map<String, Object> hit = new LinkedHashMap<>();
        put(hit, "scene", result.text("Scene").map(code -> words.of("label", code)));
        put(hit, "label", result.text("SubLabel").or(() -> result.text("Label")));
        put(hit, "score", result.text("Score"));
        put(hit, "verdict", result.text("Suggestion").map(code -> words.of("verdict", code)));
        return hit;
    }

    private Map<String, Object> relay() {
        Map<String, Object> relay = new LinkedHashMap<>();
        Fields message = fields.object("msg");
        Optional<String> event = fields.text("callback_event");
        put(relay, "what", event.map(code -> words.of("relay", code)));
        relay.put(
                "bad",
                event.filter("TaskAlarm"::equals).isPresent()
                        || message.text("message").isPresent());
        put(relay, "alarm", message.text("type").map(code -> words.of("relay-alarm", code)));
        put(relay, "file", message.text("url"));
        put(relay, "duration", message.text("duration").map(inWords::seconds));
        put(relay, "message", message.text("message"));
        put(relay, "code", message.text("code"));
        put(relay, "target", fields.text("to_url"));
        relay.put(
                "sources",
                fields.texts("source_urls").stream().limit(MOST_SOURCES).toList());
        return relay;
    }

    private static void put(Map<String, Object> map, String name, Optional<String> value) {
        value.ifPresent(text -> map.put(name, text));
    }
}
