package livecallbacks.notify.recipients;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Warns of routes that no event can reach, where that is certain. */
final class DeadRoutes {

    private final List<Matcher> inherited;
    private final YamlReading reading;

    /** @param inherited what holds for every event that these routes are asked for */
    DeadRoutes(List<Matcher> inherited, YamlReading reading) {
        this.inherited = inherited;
        this.reading = reading;
    }

    /**
     * Warns of those routes of one list that an earlier one leaves nothing, or that ask what their parent rules out.
     */
    void warnOf(List<Route> routes) {
        // Most of thousands of routes name one stream each. Those are compared only with routes of the same stream.
        List<Route> broad = new ArrayList<>();
        Map<String, List<Route>> byStream = new HashMap<>();
        for (Route route : routes) {
            if (route.matchesNothing()) {
                // Its event names are unknown, which has been said.
                continue;
            }
            List<String> streams = route.streams();
            if (route.isExcludedBy(inherited)) {
                reading.warning(
                        route.place(),
                        "this route is never reached, because what it matches is ruled out by the routes around it;"
                                + " correct its match, or move it out of them");
            } else {
                Route earlier = coveredBy(route, broad);
                if (earlier == null && !streams.isEmpty()) {
                    earlier = coveredBy(route, byStream.getOrDefault(streams.get(0), List.of()));
                }
                warn(route, earlier);
            }
            if (!route.continues()) {
                if (streams.isEmpty()) {
                    broad.add(route);
                }
                streams.forEach(stream -> byStream.computeIfAbsent(stream, key -> new ArrayList<>())
                        .add(route));
            }
        }
    }

    private @Nullable Route coveredBy(Route route, List<Route> earlier) {
        for (int i = 0; i < earlier.size(); i++) {
            if (route.isCoveredBy(earlier.get(i), inherited)) {
                return earlier.get(i);
            }
        }
        return null;
    }

    private void warn(Route route, @Nullable Route earlier) {
        if (earlier != null) {
            reading.warning(
                    route.place(),
                    "this route is never reached, because " + earlier.rule() + " in line "
                            + earlier.place().line()
                            + " decides about all that it matches; move it above that one, or write continue: true"
                            + " there");
        }
    }
}
