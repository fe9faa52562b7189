package livecallbacks.notify;

import jakarta.mail.internet.AddressException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.notify.Route.FieldMatcher;
import livecallbacks.notify.Route.Matcher;
import livecallbacks.notify.Route.TypeMatcher;
import livecallbacks.notify.YamlTree.Entry;
import livecallbacks.notify.YamlTree.Faulty;
import livecallbacks.notify.YamlTree.Mapping;
import livecallbacks.notify.YamlTree.Node;
import livecallbacks.notify.YamlTree.Place;
import livecallbacks.notify.YamlTree.Scalar;
import livecallbacks.notify.YamlTree.Sequence;
import org.jspecify.annotations.Nullable;

/** Reads one {@code recipients.yaml} and collects all its faults on the way. */
final class RecipientsParser {

    private static final int LONGEST_GLOB = 500;
    private static final Set<String> SETTINGS = Set.of("language", "timezone", "digest", "quiet");
    private static final Map<String, Function<CallbackEvent, @Nullable String>> FIELDS = fields();

    private final String fileName;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, List<Address>> receivers = new LinkedHashMap<>();

    private record Problem(Place place, String text) {}

    RecipientsParser(String fileName) {
        this.fileName = fileName;
    }

    Recipients parse(String text) throws RecipientsException {
        List<Route> routes = List.of();
        List<Address> defaults = List.of();
        if (text.length() > Recipients.LONGEST_FILE) {
            problem(Place.START, "the file is larger than 1 MiB; make it smaller");
        } else {
            Node root = YamlTree.read(text, this::problem);
            Map<String, Entry> members = members(
                    root,
                    "the file",
                    Set.of("receivers", "routes", "default"),
                    Set.of("settings"),
                    "receivers, routes and default");
            if (members.containsKey("receivers")) {
                receivers(members.get("receivers").value());
            }
            if (members.containsKey("routes")) {
                routes = routes(members.get("routes").value(), "", null);
            }
            if (members.containsKey("default")) {
                defaults = receiversNamed(members.get("default").value());
            } else if (root instanceof Mapping || isEmpty(root)) {
                problem(
                        root.place(),
                        "default is missing: who is mailed about a recording that no route matches;"
                                + " write default: [team] with a receiver's name, or default: [] for nobody");
            }
        }
        if (!problems.isEmpty()) {
            throw new RecipientsException(problems.stream()
                    .sorted(Comparator.comparing((Problem problem) -> problem.place.line())
                            .thenComparing(problem -> problem.place.column()))
                    .map(problem ->
                            fileName + ":" + problem.place.line() + ":" + problem.place.column() + ": " + problem.text)
                    .distinct()
                    .toList());
        }
        return new Recipients(routes, defaults);
    }

    // receivers

    private void receivers(Node node) {
        if (isEmpty(node)) {
            return;
        }
        if (!(node instanceof Mapping mapping)) {
            expected(node, "receivers must be names, each with its addresses; write team: {to: [team@example.com]}");
            return;
        }
        for (Entry entry : mapping.entries()) {
            String name = text(entry.key(), "a receiver's name");
            if (name == null) {
                continue;
            }
            if (name.isBlank()) {
                problem(entry.key().place(), "a receiver's name is empty; give it one, such as team");
            }
            List<Address> addresses = receiver(entry.value());
            if (receivers.putIfAbsent(name, addresses) != null) {
                problem(entry.key().place(), "the receiver " + shown(name) + " stands here twice; keep one");
            }
        }
    }

    private List<Address> receiver(Node node) {
        if (!(node instanceof Mapping)) {
            expected(node, "a receiver must say to whom it mails; write to: [team@example.com]");
            return List.of();
        }
        Map<String, Entry> members = members(node, "a receiver", Set.of("to"), SETTINGS, "to");
        if (!members.containsKey("to")) {
            problem(node.place(), "to is missing; write to: [team@example.com]");
            return List.of();
        }
        Node to = members.get("to").value();
        List<Address> addresses = new ArrayList<>();
        for (Scalar scalar : texts(to, "to", "an address, such as team@example.com")) {
            try {
                addresses.add(Address.parse(scalar.text()));
            } catch (AddressException e) {
                problem(
                        scalar.place(),
                        "this is no e-mail address (" + e.getMessage()
                                + "); write ben@example.com or \"Ben Li <ben@example.com>\"");
            }
        }
        if (to instanceof Sequence sequence && sequence.items().isEmpty()) {
            problem(
                    to.place(),
                    "this receiver has no address; give it one, or to mail nobody on purpose write receivers: [] at the route");
        }
        return addresses;
    }

    private List<Address> receiversNamed(Node node) {
        List<Address> addresses = new ArrayList<>();
        for (Scalar scalar : texts(node, "the receivers", "a receiver's name, or [] for nobody")) {
            List<Address> known = receivers.get(scalar.text());
            if (known != null) {
                addresses.addAll(known);
            } else if (scalar.text().indexOf('@') >= 0) {
                problem(
                        scalar.place(),
                        "an address stands where a receiver's name is expected; define a receiver with it under receivers: and write its name here");
            } else {
                problem(
                        scalar.place(),
                        "the receiver " + shown(scalar.text()) + " is not defined; "
                                + (receivers.isEmpty()
                                        ? "define it under receivers:"
                                        : "define it under receivers: or write one of "
                                                + list(receivers.keySet().stream()
                                                        .map(RecipientsParser::shown)
                                                        .toList())));
            }
        }
        return addresses;
    }

    // routes

    private List<Route> routes(Node node, String parentRule, @Nullable List<Address> inherited) {
        if (isEmpty(node)) {
            return List.of();
        }
        if (!(node instanceof Sequence sequence)) {
            expected(node, "routes must be a list; begin each route with a dash, as in - match: {stream: \"match-*\"}");
            return List.of();
        }
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            routes.add(route(sequence.items().get(i), parentRule + "routes[" + i + "]", inherited));
        }
        return routes;
    }

    private Route route(Node node, String rule, @Nullable List<Address> inherited) {
        if (!(node instanceof Mapping)) {
            expected(node, "a route must be a mapping; write match: {...} and receivers: [...]");
            return new Route(rule, List.of(), List.of(), false, List.of());
        }
        Map<String, Entry> members = members(
                node,
                "a route",
                Set.of("match", "receivers", "continue", "routes"),
                SETTINGS,
                "match, receivers, continue and routes");
        List<Matcher> matchers =
                members.containsKey("match") ? matchers(members.get("match").value()) : List.of();
        List<Address> addresses = inherited;
        if (members.containsKey("receivers")) {
            addresses = receiversNamed(members.get("receivers").value());
        } else if (inherited == null) {
            problem(
                    node.place(),
                    "receivers is missing in this route; write receivers: [team] with a receiver's name, or receivers: [] for nobody");
        }
        addresses = addresses == null ? List.of() : addresses;
        boolean continues = members.containsKey("continue")
                && trueOrFalse(members.get("continue").value());
        List<Route> children = members.containsKey("routes")
                ? routes(members.get("routes").value(), rule + ".", addresses)
                : List.of();
        return new Route(rule, matchers, addresses, continues, children);
    }

    private boolean trueOrFalse(Node node) {
        if (node instanceof Scalar scalar
                && (scalar.text().equals("true") || scalar.text().equals("false"))) {
            return scalar.text().equals("true");
        }
        expected(node, "continue is neither true nor false; write one of the two");
        return false;
    }

    private List<Matcher> matchers(Node node) {
        if (!(node instanceof Mapping mapping) || mapping.entries().isEmpty()) {
            expected(
                    node,
                    "match must say what it matches; write {stream: \"match-*\"}, or leave match out to match every event");
            return List.of();
        }
        Set<String> allowed = new HashSet<>(FIELDS.keySet());
        allowed.add("event");
        Map<String, Entry> members =
                members(node, "a match", allowed, Set.of(), "source, event, stream, domain and path");
        List<Matcher> matchers = new ArrayList<>();
        members.forEach((key, entry) -> {
            List<Scalar> texts = texts(entry.value(), key, "a text; for a missing field write \"\"");
            if (entry.value() instanceof Sequence sequence && sequence.items().isEmpty()) {
                problem(
                        sequence.place(),
                        "an empty list matches no event; write a text, or leave " + key + " out to match every one");
            }
            Function<CallbackEvent, @Nullable String> field = FIELDS.get(key);
            matchers.add(field == null ? types(texts) : new FieldMatcher(field, globs(texts)));
        });
        return matchers;
    }

    private Matcher types(List<Scalar> scalars) {
        Set<Integer> types = new HashSet<>();
        for (Scalar scalar : scalars) {
            Set<Integer> named = EventNames.all().get(scalar.text());
            Integer number = wholeNumber(scalar.text());
            if (named != null) {
                types.addAll(named);
            } else if (number != null) {
                types.add(number);
            } else if (!refusedSyntax(scalar)) {
                problem(
                        scalar.place(),
                        "there is no event named " + shown(scalar.text()) + "; write a number or one of "
                                + list(List.copyOf(EventNames.all().keySet())));
            }
        }
        return new TypeMatcher(Set.copyOf(types));
    }

    private static @Nullable Integer wholeNumber(String text) {
        try {
            Integer number = Integer.valueOf(text);
            // 0100 or +5 mean different things to different readers.
            return number.toString().equals(text) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private List<String> globs(List<Scalar> scalars) {
        Set<String> globs = new LinkedHashSet<>();
        for (Scalar scalar : scalars) {
            if (scalar.text().length() > LONGEST_GLOB) {
                problem(scalar.place(), "this text is longer than " + LONGEST_GLOB + " characters; use a shorter glob");
            } else if (!refusedSyntax(scalar)) {
                globs.add(scalar.text());
            }
        }
        return List.copyOf(globs);
    }

    /** What later versions read otherwise than as a glob is refused, so that no file changes its meaning unnoticed. */
    private boolean refusedSyntax(Scalar scalar) {
        String text = scalar.text();
        if (text.startsWith("!")) {
            problem(
                    scalar.place(),
                    "a text that begins with ! (a negation) is not supported by this version yet; match the others in a route before this one");
            return true;
        }
        if (text.length() > 1 && text.startsWith("/") && text.endsWith("/")) {
            problem(
                    scalar.place(),
                    "a text between slashes (a regular expression) is not supported by this version yet; write a glob with * and ?");
            return true;
        }
        return false;
    }

    // what all of them share

    private Map<String, Entry> members(
            Node node, String where, Set<String> allowed, Set<String> notYet, String allowedInWords) {
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
            if (notYet.contains(key) || (where.equals("a match") && key.startsWith("field."))) {
                problem(entry.key().place(), shown(key) + " is not supported by this version yet; remove it");
            } else if (!allowed.contains(key)) {
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
    private List<Scalar> texts(Node node, String what, String right) {
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

    private @Nullable String text(Node node, String what) {
        if (node instanceof Scalar scalar && !scalar.empty()) {
            return scalar.text();
        }
        expected(node, what + " must be a text; write one, in quotes if it has special characters");
        return null;
    }

    private static boolean isEmpty(Node node) {
        return node instanceof Scalar scalar && scalar.empty();
    }

    /** Reports the node, unless it has been reported before. */
    private void expected(Node node, String text) {
        if (!(node instanceof Faulty)) {
            problem(node.place(), text);
        }
    }

    private void problem(Place place, String text) {
        problems.add(new Problem(place, text));
    }

    /** The text in quotes, fit for a log: bounded, without control characters, and without people's addresses. */
    private static String shown(String text) {
        return text.indexOf('@') >= 0 ? "(an address)" : "\"" + Texts.bounded(Texts.plain(text), 60) + "\"";
    }

    private static String list(List<String> names) {
        int most = 30;
        return String.join(", ", names.subList(0, Math.min(names.size(), most))) + (names.size() > most ? ", ..." : "");
    }

    private static Map<String, Function<CallbackEvent, @Nullable String>> fields() {
        return Map.of(
                "source", CallbackEvent::source,
                "stream", CallbackEvent::streamId,
                "domain", CallbackEvent::domain,
                "path", CallbackEvent::path);
    }
}
