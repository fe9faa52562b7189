package livecallbacks.notify.recipients;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import livecallbacks.event.EventNames;
import livecallbacks.notify.recipients.YamlTree.Entry;
import livecallbacks.notify.recipients.YamlTree.Mapping;
import livecallbacks.notify.recipients.YamlTree.Node;
import livecallbacks.notify.recipients.YamlTree.Scalar;
import livecallbacks.notify.recipients.YamlTree.Sequence;
import org.jspecify.annotations.Nullable;

/** The cases of a {@code recipients.tests.yaml}: who is to be mailed about which event. */
public final class RecipientsCases {

    private static final Set<String> KEYS =
            Set.of("name", "event", "source", "stream", "domain", "path", "field", "at", "expect", "rule", "waits");

    private static final String IN_WORDS =
            "name, event, source, stream, domain, path, field, at, expect, rule and waits";

    private final YamlReading reading;

    private RecipientsCases(String fileName) {
        this.reading = new YamlReading(fileName);
    }

    /**
     * One case.
     *
     * @param place where it begins in the file
     * @param name what it is about
     * @param event a name or a number of the sender's
     * @param source the source that it comes from
     * @param stream null for the sample's
     * @param domain null for the sample's
     * @param path null for the sample's
     * @param fields of the body, at the top level: what is JSON as JSON, anything else as text
     * @param at when it happens; null for any time
     * @param expect the bare addresses of those who are mailed
     * @param rule what decides, such as {@code routes[0]}; null for anything
     * @param waits those whose mail waits for the end of quiet hours; null for anyone
     */
    public record Case(
            Place place,
            String name,
            String event,
            String source,
            @Nullable String stream,
            @Nullable String domain,
            @Nullable String path,
            Map<String, String> fields,
            @Nullable Instant at,
            List<String> expect,
            @Nullable String rule,
            @Nullable List<String> waits) {}

    /**
     * Reads the text of a file of cases.
     *
     * @param fileName how the file is called in the problems
     * @throws RecipientsException with all faults of the file, if there is any
     */
    public static List<Case> parse(String fileName, String text) throws RecipientsException {
        RecipientsCases cases = new RecipientsCases(fileName);
        List<Case> parsed = cases.cases(cases.reading.document(text));
        cases.reading.refuseProblems();
        return parsed;
    }

    private List<Case> cases(Node root) {
        List<Case> cases = new ArrayList<>();
        if (!(root instanceof Sequence sequence) || sequence.items().isEmpty()) {
            reading.expected(
                    root,
                    "the file must be a list of cases; begin each with a dash, as in"
                            + " - {event: recording, stream: match-1, expect: [ana@example.com]}");
            return cases;
        }
        for (Node item : sequence.items()) {
            if (item instanceof Mapping) {
                cases.add(oneCase(item, reading.members(item, "a case", KEYS, null, IN_WORDS)));
            } else {
                reading.expected(item, "a case must be a mapping; write event: recording and expect: [...]");
            }
        }
        return cases;
    }

    private Case oneCase(Node node, Map<String, Entry> members) {
        if (!members.containsKey("expect")) {
            reading.problem(
                    node.place(), "expect is missing; write expect: [ana@example.com], or expect: [] for nobody");
        }
        String event = text(members, "event", "recording");
        if (members.containsKey("event") && !event.isEmpty() && !isEvent(event)) {
            reading.problem(
                    members.get("event").value().place(),
                    "there is no event named " + YamlReading.shown(event) + "; write a number or one of "
                            + YamlReading.list(List.copyOf(EventNames.all().keySet())));
        }
        String source = text(members, "source", "live");
        if (members.containsKey("source") && !source.matches("[a-z][a-z0-9]*")) {
            reading.problem(
                    members.get("source").value().place(),
                    "this is no name of a source; write lower-case letters and digits, a letter first, such as live");
        }
        Instant at = members.containsKey("at") ? at(members.get("at").value()) : null;
        if (members.containsKey("waits") && at == null && !members.containsKey("at")) {
            reading.problem(
                    members.get("waits").key().place(),
                    "waits depends on the time of day; write at: 2026-11-22T23:00:00Z beside it");
        }
        String stream = optional(members, "stream");
        return new Case(
                node.place(),
                text(members, "name", EventNames.all().containsKey(event) ? event : "event " + event)
                        + (members.containsKey("name") || stream == null ? "" : " of " + stream),
                event,
                source,
                stream,
                optional(members, "domain"),
                optional(members, "path"),
                fields(members),
                at,
                members.containsKey("expect") ? addresses(members.get("expect").value(), "expect") : List.of(),
                optional(members, "rule"),
                members.containsKey("waits") ? addresses(members.get("waits").value(), "waits") : null);
    }

    private static boolean isEvent(String text) {
        return EventNames.all().containsKey(text) || text.matches("-?[0-9]{1,9}");
    }

    private String text(Map<String, Entry> members, String key, String otherwise) {
        String text = optional(members, key);
        return text == null ? otherwise : text;
    }

    private @Nullable String optional(Map<String, Entry> members, String key) {
        return members.containsKey(key) ? reading.text(members.get(key).value(), key) : null;
    }

    private @Nullable Instant at(Node node) {
        String text = reading.text(node, "at");
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            reading.problem(node.place(), "this is no moment in UTC; write it as 2026-11-22T23:00:00Z");
            return null;
        }
    }

    private Map<String, String> fields(Map<String, Entry> members) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (!members.containsKey("field")) {
            return fields;
        }
        Node node = members.get("field").value();
        if (!(node instanceof Mapping mapping)) {
            reading.expected(node, "field must be names and values; write {file_format: mp4}");
            return fields;
        }
        for (Entry entry : mapping.entries()) {
            String name = reading.text(entry.key(), "a field's name");
            String value = reading.text(entry.value(), "a field's value");
            if (name != null && value != null && fields.putIfAbsent(name, value) != null) {
                reading.problem(
                        entry.key().place(), "the field " + YamlReading.shown(name) + " stands here twice; keep one");
            }
        }
        return fields;
    }

    private List<String> addresses(Node node, String key) {
        List<String> addresses = new ArrayList<>();
        for (Scalar scalar : reading.texts(node, key, "an address, or [] for nobody")) {
            if (scalar.text().matches("\\S+@\\S+")) {
                addresses.add(scalar.text());
            } else {
                reading.problem(
                        scalar.place(),
                        key + " takes bare addresses, not the names of receivers; write ana@example.com");
            }
        }
        return addresses;
    }
}
