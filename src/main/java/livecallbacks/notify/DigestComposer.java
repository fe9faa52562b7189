package livecallbacks.notify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.MailTemplates.Rendered;

/** Writes one mail about many events of a stream to one person. Safe for use by several threads. */
final class DigestComposer {

    private static final int LONGEST_STREAM_IN_SUBJECT = 80;

    private final MailComposer composer;

    /**
     * A composer of digests.
     *
     * @param composer of the mails about single events, whose sender, templates and form the digests share
     */
    DigestComposer(MailComposer composer) {
        this.composer = composer;
    }

    /**
     * The event as a row of the table: {@code time}, {@code title}, {@code text}, {@code eventId}, perhaps
     * {@code link}.
     *
     * @param body the callback as received
     */
    static Map<String, String> row(CallbackEvent event, byte[] body) {
        Map<String, Object> view = EventView.of(event, body);
        Map<String, String> row = new LinkedHashMap<>();
        row.put("time", part(view, "event", "time"));
        row.put("title", part(view, "event", "title"));
        row.put(
                "text",
                String.join(
                        ", ",
                        Stream.of(
                                        part(view, "recording", "format"),
                                        part(view, "recording", "duration"),
                                        part(view, "recording", "size"),
                                        part(view, "ended", "cause"),
                                        part(view, "exception", "type"))
                                .filter(text -> !text.isEmpty())
                                .toList()));
        row.put("eventId", event.eventId());
        String link = part(view, "recording", "link");
        if (!link.isEmpty()) {
            row.put("link", link);
        }
        return row;
    }

    private static String part(Map<String, Object> view, String group, String name) {
        return view.get(group) instanceof Map<?, ?> values ? Objects.toString(values.get(name), "") : "";
    }

    /**
     * The mail about all of them, with an id that is always the same for the same ones, in the language that was last
     * wanted.
     *
     * @param stream as sent, hostile text; empty for none
     * @param entries at least one, all to one address
     * @throws IllegalStateException if the address is none
     */
    Mail compose(String stream, List<DigestEntry> entries) {
        Addressee addressee = entries.get(entries.size() - 1).addressee();
        List<Map<String, String>> rows = entries.stream().map(DigestEntry::row).toList();
        String shown = stream.isBlank() ? "(no stream)" : Texts.bounded(Texts.plain(stream), LONGEST_STREAM_IN_SUBJECT);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("stream", shown);
        model.put("count", Integer.toString(rows.size()));
        model.put("rows", rows);
        Rendered rendered = composer.templates().renderDigest(model).orElseGet(() -> list(shown, rows));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Live-Callbacks-Event", "digest");
        headers.put("X-Live-Callbacks-Events", Integer.toString(rows.size()));
        return composer.write(DigestEntry.idOfAll(entries), addressee, rendered, headers);
    }

    /** Without templates: a broken one must not hold up a mail. */
    private static Rendered list(String stream, List<Map<String, String>> rows) {
        List<String> lines = new ArrayList<>();
        for (Map<String, String> row : rows) {
            lines.add(String.join(
                    "  ",
                    Stream.of("time", "title", "text", "link")
                            .map(name -> row.getOrDefault(name, ""))
                            .filter(text -> !text.isEmpty())
                            .toList()));
        }
        String text = String.join("\n", lines) + "\n";
        String html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return new Rendered(
                rows.size() + " events: " + stream,
                text,
                "<!DOCTYPE html>\n<html><body><pre>" + html + "</pre></body></html>\n");
    }
}
