package livecallbacks.notify.recipients;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import livecallbacks.event.Texts;
import livecallbacks.notify.recipients.YamlTree.Entry;
import livecallbacks.notify.recipients.YamlTree.Faulty;
import livecallbacks.notify.recipients.YamlTree.Mapping;
import livecallbacks.notify.recipients.YamlTree.Node;
import livecallbacks.notify.recipients.YamlTree.Scalar;
import livecallbacks.notify.recipients.YamlTree.Sequence;
import org.jspecify.annotations.Nullable;

/** What every reader of a YAML file of ours does: take nodes for what they should be, and collect what they are not. */
final class YamlReading {

    private final String fileName;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    private record Problem(Place place, String text) {}

    /** @param fileName how the file is called in the problems */
    YamlReading(String fileName) {
        this.fileName = fileName;
    }

    /** The one document in the text, see {@link YamlTree#read}. */
    Node document(String text) {
        return YamlTree.read(text, this::problem);
    }

    /** Notes an error: {@code what is wrong; what would be right}. */
    void problem(Place place, String text) {
        problems.add(new Problem(place, text));
    }

    /** Notes what is allowed and hardly meant. */
    void warning(Place place, String text) {
        warnings.add(new Problem(place, text));
    }

    /** @throws RecipientsException if there is any error, with all of them in the order of the file */
    void refuseProblems() throws RecipientsException {
        if (!problems.isEmpty()) {
            throw new RecipientsException(lines(problems));
        }
    }

    /** The warnings in the order of the file, each with its place. */
    List<String> warnings() {
        return lines(warnings);
    }

    private List<String> lines(List<Problem> found) {
        return found.stream()
                .sorted(Comparator.comparing((Problem problem) -> problem.place.line())
                        .thenComparing(problem -> problem.place.column()))
                .map(problem -> fileName + ":" + problem.place + ": " + problem.text)
                .distinct()
                .toList();
    }

    /**
     * The members of a mapping by their names, without those that are not allowed; none if it is null.
     *
     * @param where what it is, in the problems
     * @param allowed the names
     * @param open what more names may begin with; null for nothing
     * @param allowedInWords names those that are allowed
     */
    Map<String, Entry> members(
            Node node, String where, Set<String> allowed, @Nullable String open, String allowedInWords) {
        Map<String, Entry> members = new LinkedHashMap<>();
        if (!(node instanceof Mapping mapping)) {
            if (!isEmpty(node)) {
                expected(node, where + " must be a mapping; write one of " + allowedInWords + ", followed by a colon");
            }
            return members;
        }
        for (Entry entry : mapping.entries()) {
            String key = text(entry.key(), "a key");
            if (key == null) {
                continue;
            }
            boolean isOpen = open != null && key.startsWith(open) && key.length() > open.length();
            if (!isOpen && !allowed.contains(key)) {
                problem(
                        entry.key().place(),
                        where + " has no key " + shown(key) + "; allowed " + (allowed.size() == 1 ? "is " : "are ")
                                + allowedInWords);
            } else if (members.putIfAbsent(key, entry) != null) {
                problem(entry.key().place(), "the key " + shown(key) + " stands here twice; keep one");
            }
        }
        return members;
    }

    /** The text or the texts of a list; what is no text goes to the problems. */
    List<Scalar> texts(Node node, String what, String right) {
        List<Scalar> texts = new ArrayList<>();
        for (Node item : node instanceof Sequence sequence ? sequence.items() : List.of(node)) {
            if (item instanceof Scalar scalar && !scalar.empty()) {
                texts.add(scalar);
            } else {
                expected(item, what + " must be a text or a list of texts; write " + right);
            }
        }
        return texts;
    }

    /** The text of a node; null if it is none, which goes to the problems. */
    @Nullable
    String text(Node node, String what) {
        if (node instanceof Scalar scalar && !scalar.empty()) {
            return scalar.text();
        }
        expected(node, what + " must be a text; write one, in quotes if it has special characters");
        return null;
    }

    /** Notes that the node is not what it should be, unless that has been said before. */
    void expected(Node node, String text) {
        if (!(node instanceof Faulty)) {
            problem(node.place(), text);
        }
    }

    static boolean isEmpty(Node node) {
        return node instanceof Scalar scalar && scalar.empty();
    }

    /** The text in quotes, fit for a log: bounded, without control characters, and without people's addresses. */
    static String shown(String text) {
        return text.indexOf('@') >= 0 ? "(an address)" : "\"" + Texts.bounded(Texts.plain(text), 60) + "\"";
    }

    /** The names after each other, not all if there are many. */
    static String list(List<String> names) {
        int most = 30;
        return String.join(", ", names.subList(0, Math.min(names.size(), most))) + (names.size() > most ? ", ..." : "");
    }
}
