package livecallbacks.notify.recipients;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * A time of each day in which mails wait, {@code 22:00-07:00}; it may go over midnight.
 *
 * @param from when it begins, local time
 * @param to when it ends, local time, no longer part of it; never equal to {@code from}
 */
public record QuietHours(LocalTime from, LocalTime to) {

    /** @throws IllegalArgumentException if it begins when it ends, which could mean a whole day or nothing */
    public QuietHours {
        if (from.equals(to)) {
            throw new IllegalArgumentException("it begins and ends at the same time");
        }
    }

    /** When the quiet hours end that the instant is in, in the time zone; empty if it is in none. */
    public Optional<Instant> endAfter(Instant instant, ZoneId zone) {
        ZonedDateTime local = instant.atZone(zone);
        LocalTime time = local.toLocalTime();
        boolean overMidnight = to.isBefore(from);
        boolean quiet =
                overMidnight ? !time.isBefore(from) || time.isBefore(to) : !time.isBefore(from) && time.isBefore(to);
        if (!quiet) {
            return Optional.empty();
        }
        boolean tomorrow = overMidnight && !time.isBefore(from);
        ZonedDateTime end =
                local.toLocalDate().plusDays(tomorrow ? 1 : 0).atTime(to).atZone(zone);
        // An hour that a time zone has twice: who is in its second run waits for the second end.
        return Optional.of(
                end.toInstant().isAfter(instant)
                        ? end.toInstant()
                        : end.withLaterOffsetAtOverlap().toInstant());
    }
}
