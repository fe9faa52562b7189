package livecallbacks.archive;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the key of an object says about the callback in it, by the layout of the archive route.
 *
 * @param key all of it
 * @param source the callback template of the sender
 * @param eventType the sender's
 * @param stream the stream's id as sent, empty if there is none; null if it was too long for the key, which the object
 *     then has to be asked for
 * @param time of the event, in seconds
 * @param idStart the first 16 hex digits of the event's id
 */
public record ArchiveKey(
        String key, String source, int eventType, @Nullable String stream, Instant time, String idStart) {

    private static final Pattern LAYOUT = Pattern.compile("source=([a-z][a-z0-9]*)/event_type=(-?[0-9]{1,10})/"
            + "date=([0-9]{4}-[0-9]{2}-[0-9]{2})/stream_id=([^/]+)/([0-9]{8}T[0-9]{6}Z)-([0-9a-f]{16})\\.json");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    /**
     * Reads a key.
     *
     * @param prefix what comes before {@code source=}, such as {@code callbacks/}
     * @return null if the key does not fit the layout
     */
    static @Nullable ArchiveKey parse(String prefix, String key) {
        Matcher matcher = LAYOUT.matcher(key).region(Math.min(prefix.length(), key.length()), key.length());
        if (!key.startsWith(prefix) || !matcher.matches()) {
            return null;
        }
        try {
            LocalDateTime time = LocalDateTime.parse(matcher.group(5), TIME);
            return time.toLocalDate().equals(LocalDate.parse(matcher.group(3)))
                    ? new ArchiveKey(
                            key,
                            matcher.group(1),
                            Integer.parseInt(matcher.group(2)),
                            KeySegment.textOf(matcher.group(4)),
                            time.toInstant(ZoneOffset.UTC),
                            matcher.group(6))
                    : null;
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }
}
