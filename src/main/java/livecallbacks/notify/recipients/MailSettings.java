package livecallbacks.notify.recipients;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How and when a person is mailed about an event, as {@code recipients.yaml} says it for all, for a receiver or for a
 * route.
 *
 * @param language a folder below {@code templates/}, such as {@code en} or {@code zh}
 * @param timezone what the times in a mail and the quiet hours are told in
 * @param digest how long what repeats is collected after the first mail; zero for a mail each
 * @param quiet when mails wait; null for never
 */
public record MailSettings(
        String language,
        ZoneId timezone,
        Duration digest,
        @Nullable QuietHours quiet) {

    /** What holds where {@code recipients.yaml} says nothing. */
    public static final MailSettings DEFAULT = new MailSettings("en", ZoneOffset.UTC, Duration.ZERO, null);

    private static final String NONE = "none";

    /** The end of the quiet hours that the moment is in; empty if it is in none. */
    public Optional<Instant> quietUntil(Instant moment) {
        return quiet == null ? Optional.empty() : quiet.endAfter(moment, timezone);
    }

    /** The time zone as it would be written in the file. */
    public String writtenTimezone() {
        return timezone.getId().equals("Z") ? "UTC" : timezone.getId();
    }

    /** The digest as it would be written in the file: {@code none}, or in the largest unit without a rest. */
    public String writtenDigest() {
        if (digest.isZero()) {
            return NONE;
        }
        long seconds = digest.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** The quiet hours as they would be written in the file: {@code none}, or {@code 22:00-07:00}. */
    public String writtenQuiet() {
        return quiet == null ? NONE : quiet.from() + "-" + quiet.to();
    }
}
