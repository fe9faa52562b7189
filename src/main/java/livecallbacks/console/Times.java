package livecallbacks.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import livecallbacks.config.Durations;

/** How times are shown: in UTC, as everywhere else in the product, and how long ago they were. */
final class Times {

    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Clock clock;

    Times(Clock clock) {
        this.clock = clock;
    }

    /**
     * A moment for a page.
     *
     * @param iso for machines
     * @param text such as {@code 2026-11-01 10:00:00}, in UTC
     * @param age such as {@code 12m}
     */
    public record Moment(String iso, String text, String age) {}

    /** The moment for a page. */
    Moment of(Instant time) {
        return new Moment(
                time.toString(), SHOWN.format(time), Durations.shown(Duration.between(time, clock.instant())));
    }

    /** The time of now. */
    Instant now() {
        return clock.instant();
    }
}
