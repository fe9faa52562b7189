package livecallbacks.notify.recipients;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One route of the tree, with its receivers resolved to people.
 *
 * @param rule its place in the tree, such as {@code routes[1].routes[0]}
 * @param place its place in the file
 * @param matchers all of them must hold
 * @param receivers the names of its receivers
 * @param addressees who is mailed, and how; empty for nobody on purpose
 * @param continues whether the routes after it are asked although it matched
 * @param settings the settings that stand at it
 * @param routes its children, asked before it answers itself
 */
record Route(
        String rule,
        Place place,
        List<Matcher> matchers,
        List<String> receivers,
        List<Addressee> addressees,
        boolean continues,
        List<SettingLine> settings,
        Siblings routes) {

    private static final List<String> KEYS = List.of("stream", "domain", "path", "source");

    /** Sibling routes, in order. */
    static final class Siblings {

        static final Siblings NONE = new Siblings(List.of());

        private final List<Route> routes;
        private final @Nullable RouteIndex index;

        Siblings(List<Route> routes) {
            this.routes = List.copyOf(routes);
            this.index = RouteIndex.of(this.routes);
        }

        Stream<Route> stream() {
            return routes.stream();
        }

        /** Those, they or routes below them, that answer for the event, in order; none if none matches. */
        List<Route> deciding(EventFields event) {
            List<Route> deciding = new ArrayList<>();
            collect(event, deciding);
            return deciding;
        }

        private void collect(EventFields event, List<Route> deciding) {
            if (index == null) {
                for (Route route : routes) {
                    if (route.answers(event, deciding)) {
                        return;
                    }
                }
                return;
            }
            int before = -1;
            for (int candidate : index.candidates(event)) {
                if (candidate != before && routes.get(candidate).answers(event, deciding)) {
                    return;
                }
                before = candidate;
            }
        }
    }

    /** Adds itself or routes below it, if it matches; true if no other has to be asked then. */
    private boolean answers(EventFields event, List<Route> deciding) {
        if (!matches(event)) {
            return false;
        }
        int before = deciding.size();
        routes.collect(event, deciding);
        if (deciding.size() == before) {
            deciding.add(this);
        }
        return !continues;
    }

    private boolean matches(EventFields event) {
        for (int i = 0; i < matchers.size(); i++) {
            if (!matchers.get(i).matches(event)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether every event that this route would match, below such parents, is matched by the earlier one.
     *
     * @param inherited the matchers of the parents
     */
    boolean isCoveredBy(Route earlier, List<Matcher> inherited) {
        // From the end: events, which stand first, tell routes apart least.
        for (int i = earlier.matchers.size() - 1; i >= 0; i--) {
            Matcher theirs = earlier.matchers.get(i);
            if (!isCovered(theirs, matchers) && !isCovered(theirs, inherited)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCovered(Matcher broad, List<Matcher> narrow) {
        for (int i = 0; i < narrow.size(); i++) {
            Matcher matcher = narrow.get(i);
            if (broad.key().equals(matcher.key()) && broad.covers(matcher)) {
                return true;
            }
        }
        return false;
    }

    /** Whether no event that its parents match can match this route. */
    boolean isExcludedBy(List<Matcher> inherited) {
        return matchers.stream()
                .anyMatch(own ->
                        inherited.stream().anyMatch(theirs -> theirs.key().equals(own.key()) && own.excludes(theirs)));
    }

    /** Whether it asks for event types and names none that is known. */
    boolean matchesNothing() {
        return matchers.stream()
                .anyMatch(matcher ->
                        matcher instanceof Matcher.Type type && type.types().isEmpty() && !type.inverted());
    }

    /** What it can be found by, by the field that tells most apart; null if there is nothing. */
    Matcher.@Nullable Text hooked() {
        Matcher.Text best = null;
        for (Matcher matcher : matchers) {
            if (matcher instanceof Matcher.Text text
                    && !text.hooks().isEmpty()
                    && (best == null || rank(text.key()) < rank(best.key()))) {
                best = text;
            }
        }
        return best;
    }

    /** Those of the body last: they have to be read. */
    private static int rank(String key) {
        int rank = KEYS.indexOf(key);
        return rank < 0 ? KEYS.size() : rank;
    }
}
