package livecallbacks.notify.recipients;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import livecallbacks.notify.recipients.TextPattern.Hook;

/** Numbers of routes by what the value of one field is, begins with or ends with where they match. */
final class Hooks {

    private final Map<String, List<Integer>> whole = new HashMap<>();
    private final Map<Integer, Map<String, List<Integer>>> starts = new TreeMap<>();
    private final Map<Integer, Map<String, List<Integer>>> ends = new TreeMap<>();

    /** Adds a route with what it asks of the field. */
    void add(Matcher.Text text, int route) {
        for (Hook hook : text.hooks()) {
            Map<String, List<Integer>> texts = switch (hook.part()) {
                case WHOLE -> whole;
                case START -> starts.computeIfAbsent(hook.text().length(), length -> new HashMap<>());
                case END -> ends.computeIfAbsent(hook.text().length(), length -> new HashMap<>());
            };
            texts.computeIfAbsent(hook.text(), any -> new ArrayList<>()).add(route);
        }
    }

    /** Adds those that may match where the field has this value; one may be found twice. */
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
