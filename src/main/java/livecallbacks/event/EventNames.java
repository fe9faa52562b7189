package livecallbacks.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The names that people use for the sender's event types, in {@code recipients.yaml}, templates and commands. */
public final class EventNames {

    private static final Map<String, Set<Integer>> TYPES_BY_NAME = typesByName();
    private static final Map<Integer, String> NAMES_BY_TYPE = TYPES_BY_NAME.entrySet().stream()
            .flatMap(entry -> entry.getValue().stream().map(type -> Map.entry(type, entry.getKey())))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private EventNames() {}

    /** Every known name, in the order of the event types; each with the one or several types it stands for. */
    public static Map<String, Set<Integer>> all() {
        return TYPES_BY_NAME;
    }

    /** The name of an event type, such as {@code recording} for 100, or {@code event-<n>} for one without a name. */
    public static String of(int eventType) {
        String name = NAMES_BY_TYPE.get(eventType);
        return name == null ? "event-" + eventType : name;
    }

    /** Whether an event type has a name of its own here. */
    public static boolean isKnown(int eventType) {
        return NAMES_BY_TYPE.containsKey(eventType);
    }

    private static Map<String, Set<Integer>> typesByName() {
        Map<String, Set<Integer>> names = new LinkedHashMap<>();
        names.put("stream-ended", Set.of(0));
        names.put("stream-started", Set.of(1));
        names.put("recording", Set.of(100));
        names.put("screenshot", Set.of(200));
        names.put("relay", Set.of(314));
        names.put("audio-moderation", Set.of(315));
        names.put("image-moderation", Set.of(317));
        names.put("push-error", Set.of(321));
        names.put("monitor", Set.of(328));
        names.put("recording-status", Set.of(332));
        names.put("subtitles", Set.of(338));
        names.put("recording-exception", Set.of(341));
        names.put("quality", Set.of(343, 344, 345));
        names.put("smart-erase", Set.of(347));
        names.put("summary", Set.of(348));
        names.put("highlight", Set.of(349));
        return Collections.unmodifiableMap(names);
    }
}
