package livecallbacks.notify.recipients;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
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
}
