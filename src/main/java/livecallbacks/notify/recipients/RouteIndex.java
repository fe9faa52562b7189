package livecallbacks.notify.recipients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds those of many sibling routes that may match an event, without asking all of them: by the stream, or else the
 * domain, path, source or field of the body that they name, or what these begin or end with.
 */
final class RouteIndex {

    /** Below that, asking all of them takes no longer. */
    private static final int WORTH_IT = 8;

    private final Map<String, Hooks> byKey = new HashMap<>();
    /** Those that have to be asked for every event. */
    private final int[] others;

    private RouteIndex(List<Route> routes) {
        Map<String, Map<Integer, Matcher.Text>> hooked = new HashMap<>();
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            Matcher.Text text = routes.get(i).hooked();
            if (text == null) {
                rest.add(i);
            } else {
                hooked.computeIfAbsent(text.key(), key -> new LinkedHashMap<>()).put(i, text);
            }
        }
        hooked.forEach((key, byRoute) -> {
            // For a few routes the body of every event would be read, also of those that another route decides about.
            if (key.startsWith(EventFields.OF_BODY) && byRoute.size() < WORTH_IT) {
                rest.addAll(byRoute.keySet());
            } else {
                Hooks known = new Hooks();
                byRoute.forEach((route, text) -> known.add(text, route));
                byKey.put(key, known);
            }
        });
        others = rest.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    /** Null if asking all of the routes takes no longer. */
    static @Nullable RouteIndex of(List<Route> routes) {
        return routes.size() < WORTH_IT ? null : new RouteIndex(routes);
    }

    /** The numbers of the routes that may match, in ascending order; one may stand there twice. */
    int[] candidates(EventFields event) {
        List<Integer> found = new ArrayList<>();
        byKey.forEach((key, hooks) -> hooks.find(event.get(key), found));
        if (found.isEmpty()) {
            return others;
        }
        int[] all = Arrays.copyOf(others, others.length + found.size());
        for (int i = 0; i < found.size(); i++) {
            all[others.length + i] = found.get(i);
        }
        Arrays.sort(all);
        return all;
    }
}
