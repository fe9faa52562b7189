package livecallbacks.notify;

import java.util.ArrayList;
import java.util.List;

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
        List<Route> routes) {

    /** The routes of the list that answer for the event, in order; none if none matches. */
    static List<Route> deciding(List<Route> routes, EventFields event) {
        List<Route> deciding = new ArrayList<>();
        collect(routes, event, deciding);
        return deciding;
    }

    private static void collect(List<Route> routes, EventFields event, List<Route> deciding) {
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            if (route.matches(event)) {
                int before = deciding.size();
                collect(route.routes, event, deciding);
                if (deciding.size() == before) {
                    deciding.add(route);
                }
                if (!route.continues) {
                    return;
                }
            }
        }
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
        for (Matcher theirs : earlier.matchers) {
            if (!isCovered(theirs, matchers) && !isCovered(theirs, inherited)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCovered(Matcher broad, List<Matcher> narrow) {
        for (Matcher matcher : narrow) {
            if (broad.key().equals(matcher.key()) && broad.covers(matcher)) {
                return true;
            }
        }
        return false;
    }

    /** Whether no event that its parents match can match this route. */
    boolean isExcludedBy(List<Matcher> inherited) {
        return matchers.stream()
                .anyMatch(own -> inherited.stream()
                        .anyMatch(theirs -> theirs.key().equals(own.key()) && own.excludes(theirs)));
    }

    /** Whether it asks for event types and names none that is known. */
    boolean matchesNothing() {
        return matchers.stream()
                .anyMatch(matcher -> matcher instanceof Matcher.Type type
                        && type.types().isEmpty()
                        && !type.inverted());
    }

    /** The streams that it matches, where it lists them one by one; otherwise none. */
    List<String> streams() {
        for (Matcher matcher : matchers) {
            if (matcher instanceof Matcher.Text text && text.key().equals("stream") && text.isOnlyExact()) {
                return text.exactTexts().toList();
            }
        }
        return List.of();
    }
}
