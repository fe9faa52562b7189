package livecallbacks.notify.recipients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import livecallbacks.notify.recipients.TextPattern.Hook;
import org.jspecify.annotations.Nullable;

/**
 * Finds those of many sibling routes that may match an event, without asking all of them: by the stream, or else the
 * domain, path or source that they name, or what these begin or end with.
 */
final class RouteIndex {

    /** Below that, asking all of them takes no longer. */
    private static final int WORTH_IT = 8;

    private static final List<String> KEYS = List.of("stream", "domain", "path", "source");

    private final Map<String, Hooks> byKey = new HashMap<>();
    /** Those that have to be asked for every event. */
    private final int[] others;

    /** Numbers of routes, in ascending order, by what a value is, begins with or ends with. */
    private static final class Hooks {
        final Map<String, List<Integer>> whole = new HashMap<>();
        final Map<Integer, Map<String, List<Integer>>> starts = new TreeMap<>();
        final Map<Integer, Map<String, List<Integer>>> ends = new TreeMap<>();

        void add(Hook hook, int route) {
            Map<String, List<Integer>> texts = switch (hook.part()) {
                case WHOLE -> whole;
                case START -> starts.computeIfAbsent(hook.text().length(), length -> new HashMap<>());
                case END -> ends.computeIfAbsent(hook.text().length(), length -> new HashMap<>());
            };
            texts.computeIfAbsent(hook.text(), text -> new ArrayList<>()).add(route);
        }

        void find(String value, List<Integer> found) {
            found.addAll(whole.getOrDefault(value, List.of()));
            starts.forEach((length, texts) -> {
                if (value.length() >= length) {
                    found.addAll(texts.getOrDefault(value.substring(0, length), List.of()));
                }
            });
            ends.forEach((length, texts) -> {
                if (value.length() >= length) {
                    found.addAll(texts.getOrDefault(value.substring(value.length() - length), List.of()));
                }
            });
        }
    }

    private RouteIndex(List<Route> routes) {
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            if (!isHooked(routes.get(i), i)) {
                rest.add(i);
            }
        }
        others = rest.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Null if asking all of the routes takes no longer. */
    static @Nullable RouteIndex of(List<Route> routes) {
        return routes.size() < WORTH_IT ? null : new RouteIndex(routes);
    }

    private boolean isHooked(Route route, int number) {
        for (String key : KEYS) {
            for (Matcher matcher : route.matchers()) {
                if (matcher instanceof Matcher.Text text
                        && text.key().equals(key)
                        && !text.oneOf().isEmpty()) {
                    List<Hook> hooks = text.oneOf().stream()
                            .map(TextPattern::hook)
                            .filter(Objects::nonNull)
                            .toList();
                    if (hooks.size() == text.oneOf().size()) {
                        Hooks known = byKey.computeIfAbsent(key, any -> new Hooks());
                        hooks.forEach(hook -> known.add(hook, number));
                        return true;
                    }
                }
            }
        }
        return false;
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
