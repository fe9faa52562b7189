package livecallbacks.notify.recipients;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.Texts;
import livecallbacks.notify.recipients.Route.Siblings;

/**
 * Who is mailed about which stream: the routing tree of a {@code recipients.yaml}. It works as Prometheus
 * Alertmanager's does: children are asked first and the parent answers if none of them matches; the first match decides
 * unless it says {@code continue}.
 */
public final class Recipients {

    /** The longest file that is read, in bytes. */
    public static final int LONGEST_FILE = 1024 * 1024;

    /**
     * {@code default} answers for the event type that the product is made for; others are mailed when a route matches
     * them.
     */
    private static final int RECORDING = 100;

    /** The name of the rule that answers for a recording that no route matched. */
    public static final String DEFAULT = "default";

    private final MailSettings settings;
    private final List<Receiver> receivers;
    private final Siblings routes;
    private final Route otherwise;
    private final List<Remark> warnings;

    /**
     * One name under {@code receivers}.
     *
     * @param place where it stands in the file
     * @param addresses who is behind it
     * @param settings how they are mailed, unless a route says otherwise
     */
    public record Receiver(String name, Place place, List<Address> addresses, MailSettings settings) {}

    /**
     * One rule of the tree, to be shown to people.
     *
     * @param name its place in the tree, such as {@code routes[1].routes[0]}, or {@code default}
     * @param place its place in the file
     * @param match what it asks for, such as {@code stream: match-*}; empty for everything
     * @param receivers the names of those who are mailed; empty for nobody on purpose
     * @param settings those that stand at it, such as {@code digest: none}
     * @param continues whether the rules after it are asked as well
     * @param rules its children
     */
    public record Rule(
            String name,
            Place place,
            List<String> match,
            List<String> receivers,
            List<String> settings,
            boolean continues,
            List<Rule> rules) {

        /** Where it stands as compilers write it, such as {@code recipients.yaml:12:5}. */
        public String placeIn(Path file) {
            return file.getFileName() + ":" + place;
        }

        private static Rule of(Route route) {
            return new Rule(
                    route.rule(),
                    route.place(),
                    route.matchers().stream()
                            .map(matcher -> matcher.key() + ": "
                                    + (matcher.written().size() == 1
                                            ? shown(matcher.written().get(0))
                                            : matcher.written().stream()
                                                    .map(Rule::shown)
                                                    .toList()))
                            .toList(),
                    route.receivers(),
                    route.settings().stream()
                            .map(line -> line.key() + ": " + line.value())
                            .toList(),
                    route.continues(),
                    route.routes().stream().map(Rule::of).toList());
        }

        private static String shown(String text) {
            return text.isEmpty() ? "\"\"" : Texts.plain(text);
        }
    }

    /**
     * What the tree says about one event.
     *
     * @param rules those that decided, without their children; none if no route matched and there is no default for it
     * @param addressees who is mailed
     */
    public record Decision(List<Rule> rules, List<Addressee> addressees) {

        /**
         * The rule that chose somebody.
         *
         * @param addressee one of {@link #addressees}
         * @throws java.util.NoSuchElementException if it is none of them
         */
        public Rule ruleOf(Addressee addressee) {
            return rules.stream()
                    .filter(rule -> rule.name().equals(addressee.rule()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    Recipients(
            MailSettings settings, List<Receiver> receivers, Siblings routes, Route otherwise, List<Remark> warnings) {
        this.settings = settings;
        this.receivers = List.copyOf(receivers);
        this.routes = routes;
        this.otherwise = otherwise;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Reads the text of a {@code recipients.yaml}.
     *
     * @param fileName how the file is called in the problems
     * @param languages whether there are templates in a language; if not, that is a warning
     * @throws RecipientsException with all faults of the file, if there is any
     */
    public static Recipients parse(String fileName, String text, Predicate<String> languages)
            throws RecipientsException {
        return new RecipientsParser(fileName, languages).parse(text);
    }

    /**
     * Who is mailed about this event: one entry per e-mail address, with the first rule that names it. May be empty.
     *
     * @param body the callback as received, for the matchers that ask for a field of it; it is read only if one does
     */
    public List<Addressee> addressees(CallbackEvent event, CallbackContent body) {
        return addressees(deciding(event, body));
    }

    /** The same as {@link #addressees}, with the rules that decided. */
    public Decision decision(CallbackEvent event, CallbackContent body) {
        List<Route> deciding = deciding(event, body);
        return new Decision(deciding.stream().map(Rule::of).toList(), addressees(deciding));
    }

    private List<Route> deciding(CallbackEvent event, CallbackContent body) {
        List<Route> deciding = routes.deciding(new EventFields(event, body));
        return deciding.isEmpty() && event.eventType() == RECORDING ? List.of(otherwise) : deciding;
    }

    private static List<Addressee> addressees(List<Route> deciding) {
        if (deciding.size() == 1) {
            return deciding.get(0).addressees();
        }
        Map<String, Addressee> byEmail = new LinkedHashMap<>();
        for (Route route : deciding) {
            for (Addressee addressee : route.addressees()) {
                byEmail.putIfAbsent(addressee.email().toLowerCase(Locale.ROOT), addressee);
            }
        }
        return List.copyOf(byEmail.values());
    }

    /** What is allowed and hardly meant, each {@code recipients.yaml:LINE:COLUMN: ...}, without anyone's address. */
    public List<String> warnings() {
        return warnings.stream().map(Remark::toString).toList();
    }

    /** The same as {@link #warnings}, with their places, in the order of the file. */
    public List<Remark> remarks() {
        return warnings;
    }

    /** The settings that hold where no receiver and no route says otherwise. */
    public MailSettings settings() {
        return settings;
    }

    /** Those who can be mailed, in the order of the file. */
    public List<Receiver> receivers() {
        return receivers;
    }

    /** The tree in the order in which it is asked, the default at its end. */
    public List<Rule> rules() {
        return Stream.concat(routes.stream(), Stream.of(otherwise))
                .map(Rule::of)
                .toList();
    }
}
