package livecallbacks.notify.recipients;

import jakarta.mail.internet.AddressException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import livecallbacks.notify.recipients.Recipients.Receiver;
import livecallbacks.notify.recipients.Route.Siblings;
import livecallbacks.notify.recipients.YamlTree.Entry;
import livecallbacks.notify.recipients.YamlTree.Mapping;
import livecallbacks.notify.recipients.YamlTree.Node;
import livecallbacks.notify.recipients.YamlTree.Scalar;
import livecallbacks.notify.recipients.YamlTree.Sequence;
import org.jspecify.annotations.Nullable;

/** Reads one {@code recipients.yaml} and collects all its faults on the way. */
final class RecipientsParser {

    /** Names of what a part of the file may hold, with its settings. */
    private static final Set<String> OF_RECEIVER = with(SettingsParser.KEYS, "to");

    private static final Set<String> OF_ROUTE = with(SettingsParser.KEYS, "match", "receivers", "continue", "routes");

    private final YamlReading reading;
    private final SettingsParser settings;
    private final MatchParser matches;
    private final Map<String, Receiver> receivers = new LinkedHashMap<>();
    private final Map<String, List<SettingLine>> settingsOfReceivers = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();
    private List<SettingLine> forAll = List.of();

    /**
     * @param fileName how the file is called in the problems
     * @param languages whether there are templates in a language
     */
    RecipientsParser(String fileName, Predicate<String> languages) {
        this.reading = new YamlReading(fileName);
        this.settings = new SettingsParser(reading, languages);
        this.matches = new MatchParser(reading);
    }

    /** @throws RecipientsException with all faults of the text, if there is any */
    Recipients parse(String text) throws RecipientsException {
        Siblings routes = Siblings.NONE;
        Route otherwise = new Route(
                Recipients.DEFAULT, Place.START, List.of(), List.of(), List.of(), false, List.of(), Siblings.NONE);
        if (text.length() > Recipients.LONGEST_FILE) {
            reading.problem(Place.START, "the file is larger than 1 MiB; make it smaller");
        } else {
            Node root = reading.document(text);
            Map<String, Entry> members = reading.members(
                    root,
                    "the file",
                    Set.of("settings", "receivers", "routes", "default"),
                    null,
                    "settings, receivers, routes and default");
            if (members.containsKey("settings")) {
                forAll = settings.settings(reading.members(
                        members.get("settings").value(),
                        "settings",
                        SettingsParser.KEYS,
                        null,
                        SettingsParser.IN_WORDS));
            }
            if (members.containsKey("receivers")) {
                receivers(members.get("receivers").value());
            }
            if (members.containsKey("routes")) {
                routes = routes(members.get("routes").value(), new Parent("", null, List.of(), List.of()));
            }
            if (members.containsKey("default")) {
                Entry entry = members.get("default");
                List<String> names = receiversNamed(entry.value());
                otherwise = new Route(
                        Recipients.DEFAULT,
                        entry.key().place(),
                        List.of(),
                        names,
                        addressees(names, Recipients.DEFAULT, List.of()),
                        false,
                        List.of(),
                        Siblings.NONE);
            } else if (root instanceof Mapping || YamlReading.isEmpty(root)) {
                reading.problem(
                        root.place(),
                        "default is missing: who is mailed about a recording that no route matches;"
                                + " write default: [team] with a receiver's name, or default: [] for nobody");
            }
        }
        reading.refuseProblems();
        warnOfUnused();
        return new Recipients(
                SettingLine.all(forAll), List.copyOf(receivers.values()), routes, otherwise, reading.warnings());
    }

    private void warnOfUnused() {
        receivers.forEach((name, receiver) -> {
            if (!used.contains(name)) {
                reading.warning(
                        receiver.place(),
                        "no route and not the default names the receiver " + YamlReading.shown(name)
                                + "; name it there, or remove it");
            }
        });
    }

    // receivers

    private void receivers(Node node) {
        if (YamlReading.isEmpty(node)) {
            return;
        }
        if (!(node instanceof Mapping mapping)) {
            reading.expected(
                    node, "receivers must be names, each with its addresses; write team: {to: [team@example.com]}");
            return;
        }
        for (Entry entry : mapping.entries()) {
            String name = reading.text(entry.key(), "a receiver's name");
            if (name == null) {
                continue;
            }
            Place place = entry.key().place();
            if (name.isBlank()) {
                reading.problem(place, "a receiver's name is empty; give it one, such as team");
            }
            if (receivers.containsKey(name)) {
                reading.problem(place, "the receiver " + YamlReading.shown(name) + " stands here twice; keep one");
            }
            receiver(name, place, entry.value());
        }
    }

    private void receiver(String name, Place place, Node node) {
        List<Address> addresses = List.of();
        List<SettingLine> own = List.of();
        if (node instanceof Mapping) {
            Map<String, Entry> members =
                    reading.members(node, "a receiver", OF_RECEIVER, null, "to, " + SettingsParser.IN_WORDS);
            own = settings.settings(members);
            if (members.containsKey("to")) {
                addresses = addresses(members.get("to").value());
            } else {
                reading.problem(node.place(), "to is missing; write to: [team@example.com]");
            }
        } else {
            reading.expected(node, "a receiver must say to whom it mails; write to: [team@example.com]");
        }
        List<SettingLine> all = joined(forAll, own);
        settingsOfReceivers.putIfAbsent(name, all);
        receivers.putIfAbsent(name, new Receiver(name, place, addresses, SettingLine.all(all)));
    }

    private List<Address> addresses(Node to) {
        List<Address> addresses = new ArrayList<>();
        for (Scalar scalar : reading.texts(to, "to", "an address, such as team@example.com")) {
            try {
                addresses.add(Address.parse(scalar.text()));
            } catch (AddressException e) {
                reading.problem(
                        scalar.place(),
                        "this is no e-mail address (" + e.getMessage()
                                + "); write ben@example.com or \"Ben Li <ben@example.com>\"");
            }
        }
        if (to instanceof Sequence sequence && sequence.items().isEmpty()) {
            reading.problem(
                    to.place(),
                    "this receiver has no address; give it one, or to mail nobody on purpose write receivers: [] at the route");
        }
        return List.copyOf(addresses);
    }

    private List<String> receiversNamed(Node node) {
        List<String> names = new ArrayList<>();
        for (Scalar scalar : reading.texts(node, "the receivers", "a receiver's name, or [] for nobody")) {
            String name = scalar.text();
            if (receivers.containsKey(name)) {
                names.add(name);
                used.add(name);
            } else if (name.indexOf('@') >= 0) {
                reading.problem(
                        scalar.place(),
                        "an address stands where a receiver's name is expected; define a receiver with it under receivers: and write its name here");
            } else {
                reading.problem(
                        scalar.place(),
                        "the receiver " + YamlReading.shown(name) + " is not defined; "
                                + (receivers.isEmpty()
                                        ? "define it under receivers:"
                                        : "define it under receivers: or write one of "
                                                + YamlReading.list(receivers.keySet().stream()
                                                        .map(YamlReading::shown)
                                                        .toList())));
            }
        }
        return List.copyOf(names);
    }

    /** The people behind the names, each address once: the first receiver that has it gives its settings. */
    private List<Addressee> addressees(List<String> names, String rule, List<SettingLine> ofRoute) {
        Map<String, Addressee> byEmail = new LinkedHashMap<>();
        for (String name : names) {
            MailSettings resolved = SettingLine.all(joined(settingsOfReceivers.getOrDefault(name, List.of()), ofRoute));
            Receiver receiver = receivers.get(name);
            for (Address address : receiver == null ? List.<Address>of() : receiver.addresses()) {
                byEmail.putIfAbsent(
                        address.email().toLowerCase(Locale.ROOT),
                        new Addressee(address.written(), address.email(), rule, resolved));
            }
        }
        return List.copyOf(byEmail.values());
    }

    // routes

    /**
     * What routes have from above.
     *
     * @param rule with a dot behind it; empty at the top
     * @param receivers null at the top
     */
    private record Parent(
            String rule, @Nullable List<String> receivers, List<SettingLine> settings, List<Matcher> matchers) {}

    private Siblings routes(Node node, Parent parent) {
        if (YamlReading.isEmpty(node)) {
            return Siblings.NONE;
        }
        if (!(node instanceof Sequence sequence)) {
            reading.expected(
                    node, "routes must be a list; begin each route with a dash, as in - match: {stream: \"match-*\"}");
            return Siblings.NONE;
        }
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            routes.add(route(sequence.items().get(i), parent.rule + "routes[" + i + "]", parent));
        }
        new DeadRoutes(parent.matchers, reading).warnOf(routes);
        return new Siblings(routes);
    }

    private Route route(Node node, String rule, Parent parent) {
        if (!(node instanceof Mapping)) {
            reading.expected(node, "a route must be a mapping; write match: {...} and receivers: [...]");
            return new Route(rule, node.place(), List.of(), List.of(), List.of(), false, List.of(), Siblings.NONE);
        }
        Map<String, Entry> members = reading.members(
                node, "a route", OF_ROUTE, null, "match, receivers, continue, routes, " + SettingsParser.IN_WORDS);
        List<Matcher> matchers = members.containsKey("match")
                ? matches.matchers(members.get("match").value())
                : List.of();
        List<String> names = parent.receivers;
        if (members.containsKey("receivers")) {
            names = receiversNamed(members.get("receivers").value());
        } else if (names == null) {
            reading.problem(
                    node.place(),
                    "receivers is missing in this route; write receivers: [team] with a receiver's name, or receivers: [] for nobody");
        }
        names = names == null ? List.of() : names;
        List<SettingLine> own = settings.settings(members);
        List<SettingLine> all = joined(parent.settings, own);
        boolean continues = members.containsKey("continue")
                && trueOrFalse(members.get("continue").value());
        Siblings children = members.containsKey("routes")
                ? routes(
                        members.get("routes").value(),
                        new Parent(rule + ".", names, all, joined(parent.matchers, matchers)))
                : Siblings.NONE;
        return new Route(rule, node.place(), matchers, names, addressees(names, rule, all), continues, own, children);
    }

    private boolean trueOrFalse(Node node) {
        if (node instanceof Scalar scalar
                && (scalar.text().equals("true") || scalar.text().equals("false"))) {
            return scalar.text().equals("true");
        }
        reading.expected(node, "continue is neither true nor false; write one of the two");
        return false;
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static Set<String> with(Set<String> names, String... more) {
        Set<String> all = new HashSet<>(names);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }
}
