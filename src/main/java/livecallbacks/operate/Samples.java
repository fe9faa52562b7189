package livecallbacks.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import livecallbacks.event.EventNames;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks as the sender makes them, one per event type, without {@code t} and {@code sign}. They lie as
 * {@code samples/<event name>.json} among the resources, with {@code -<event type>} in the name where one name stands
 * for several types, and happened at the beginning of 2026; here they get other times and ids.
 */
public final class Samples {

    /** What the times in the files are counted from: 2026-01-01T00:00:00Z. */
    private static final long TIME_OF_THE_FILES = 1767225600;

    private static final long FIRST_MILLISECONDS = 100_000_000_000L;
    private static final long FIRST_SECONDS = 1_000_000_000L;

    private static final Set<String> TIMES = Set.of(
            "begin_time",
            "create_time",
            "data_time",
            "end_time",
            "end_unix_time",
            "event_time",
            "occur_time",
            "screenshotTime",
            "sendTime",
            "start_time",
            "start_unix_time",
            "time",
            "timestamp");

    /** Stand in the files where the sender has an id of the task, session or file. */
    private static final String ID_OF_THE_FILES = "1820625260475124043";

    private static final String HEX_ID_OF_THE_FILES = "783c543e415d41a8a4c16da76f83eb81";

    private Samples() {}

    /**
     * A sample with ids of its own. A few event types have no id: of those only another time makes another event.
     *
     * @param eventType any; one without a sample of its own gets a body of the common fields only
     * @param time when the event is to have happened, or to have ended if it lasted; to the second
     * @param random where the ids come from
     * @return compact JSON
     */
    public static String of(int eventType, Instant time, RandomGenerator random) {
        try {
            HexFormat hex = HexFormat.of();
            String id = Long.toString(random.nextLong(1L << 60, Long.MAX_VALUE));
            String hexId = hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
            CallbackBody body = CallbackBody.of(moved(eventType, time.getEpochSecond() - TIME_OF_THE_FILES)
                    .replace(HEX_ID_OF_THE_FILES, hexId)
                    .replace(ID_OF_THE_FILES, id));
            body.set("event_type", Integer.toString(eventType));
            return body.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("The sample of event type " + eventType + " cannot be read", e);
        }
    }

    private static String moved(int eventType, long seconds) throws IOException {
        StringWriter json = new StringWriter();
        try (InputStream file = open(eventType);
                JsonParser parser = CallbackBody.JSON.createParser(file);
                JsonGenerator generator = CallbackBody.JSON.createGenerator(json)) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                if (token == JsonToken.VALUE_NUMBER_INT && TIMES.contains(String.valueOf(parser.currentName()))) {
                    generator.writeNumber(moved(parser.getLongValue(), seconds));
                } else if (token.isNumeric()) {
                    generator.writeNumber(parser.getText());
                } else {
                    generator.copyCurrentEvent(parser);
                }
                token = parser.nextToken();
            }
        }
        return json.toString();
    }

    /** Some events count milliseconds, and some count them from the beginning of the stream: those stay. */
    private static long moved(long time, long seconds) {
        if (time >= FIRST_MILLISECONDS) {
            return time + seconds * 1000;
        }
        return time >= FIRST_SECONDS ? time + seconds : time;
    }

    private static InputStream open(int eventType) {
        String name = EventNames.of(eventType);
        for (String file : List.of(name + "-" + eventType, name, "event")) {
            @Nullable InputStream found = Samples.class.getResourceAsStream("/samples/" + file + ".json");
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException("samples/event.json is missing from the application");
    }

    /** The event type that a name or a number stands for, or null if it is neither; of several types the first. */
    public static @Nullable Integer eventType(String nameOrNumber) {
        Map<String, Set<Integer>> names = EventNames.all();
        if (names.containsKey(nameOrNumber)) {
            return names.get(nameOrNumber).stream().min(Integer::compare).orElseThrow();
        }
        String number = nameOrNumber.startsWith("event-") ? nameOrNumber.substring(6) : nameOrNumber;
        try {
            return Integer.valueOf(number);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
