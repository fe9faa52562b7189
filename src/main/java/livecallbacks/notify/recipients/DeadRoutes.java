package livecallbacks.notify.recipients;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Warns of routes that no event can reach, where that is certain. */
final class DeadRoutes {

    private final List<Matcher> inherited;
    private final YamlReading reading;

    /** Numbers of the routes so far that leave nothing of what they match, in order. */
    private final List<Integer> deciding = new ArrayList<>();

    /** Of these, those that may cover a route that asks for the same field: thousands need not be compared. */
    private final Map<String, Hooks> byKey = new HashMap<>();

    /** Of these, the rest. */
    private final List<Integer> others = new ArrayList<>();

    /** @param inherited what holds for every event that these routes are asked for */
    DeadRoutes(List<Matcher> inherited, YamlReading reading) {
        this.inherited = inherited;
        this.reading = reading;
    }

    /**
     * Warns of those routes of one list that an earlier one leaves nothing, or that ask what their parent rules out.
     */
    void warnOf(List<Route> routes) {
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            if (route.matchesNothing()) {
                // Its event names are unknown, which has been said.
                continue;
            }
            if (route.isExcludedBy(inherited)) {
                reading.warning(
                        route.place(),
                        "this route is never reached, because what it matches is ruled out by the routes around it;"
                                + " correct its match, or move it out of them");
            } else {
                coveredBy(route, routes).ifPresent(earlier -> warn(route, earlier));
            }
            if (!route.continues()) {
                add(route, i);
            }
        }
    }

    /** What is not found by a field of the later route has to be compared with all of them. */
    private void add(Route route, int number) {
        deciding.add(number);
        Matcher.Text text = route.hooked();
        if (text == null
                || inherited.stream().anyMatch(around -> around.key().equals(text.key()) && text.covers(around))) {
            others.add(number);
        } else {
            byKey.computeIfAbsent(text.key(), key -> new Hooks()).add(text, number);
        }
    }

    /** The first one that covers it. */
    private Optional<Route> coveredBy(Route route, List<Route> routes) {
        return Stream.of(others, found(route))
                .flatMap(
                        numbers -> numbers.stream()
                                .filter(number -> route.isCoveredBy(routes.get(number), inherited))
                                .findFirst()
                                .stream())
                .min(Comparator.naturalOrder())
                .map(routes::get);
    }

    private List<Integer> found(Route route) {
        List<Integer> found = new ArrayList<>();
        for (Matcher matcher : route.matchers()) {
            if (matcher instanceof Matcher.Text text) {
                Hooks hooks = byKey.get(text.key());
                String probe = text.probe();
                if (probe != null && hooks != null) {
                    hooks.find(probe, found);
                } else if (probe == null && !text.exact().isEmpty()) {
                    // It lists values and rules them all out, so every other one covers it.
                    return deciding;
                }
            }
        }
        Collections.sort(found);
        return found;
    }

    private void warn(Route route, Route earlier) {
        reading.warning(
                route.place(),
                "this route is never reached, because " + earlier.rule() + " in line "
                        + earlier.place().line()
                        + " decides about all that it matches; move it above that one, or write continue: true"
                        + " there");
    }
}
