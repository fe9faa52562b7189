package livecallbacks.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in the configuration and on the command line. */
public final class Durations {

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})\\s*(ms|s|m|h|d)");

    private Durations() {}

    /**
     * The duration in a text like {@code 500ms}, {@code 90s}, {@code 15m}, {@code 2h} or {@code 3d}: a whole number of
     * up to nine digits and a unit. Empty if it is anything else.
     */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    /** The duration in its largest unit, rounded down: {@code 0s}, {@code 59m}, {@code 12d}. Negative ones are 0s. */
    public static String shown(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + "d";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + "h";
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + "m" : Math.max(0, duration.toSeconds()) + "s";
    }
}
