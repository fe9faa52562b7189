package livecallbacks.cli;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import livecallbacks.notify.recipients.MailSettings;

/** Says in words how and when a mail goes out. */
final class Sending {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private Sending() {}

    /** When a mail goes out about what happens at this moment. */
    static String when(MailSettings settings, Instant at) {
        Optional<Instant> end = settings.quietUntil(at);
        if (end.isPresent()) {
            return "not before " + LOCAL.format(end.get().atZone(settings.timezone())) + " "
                    + settings.writtenTimezone() + ", when the quiet hours end";
        }
        return settings.digest().isZero()
                ? "at once"
                : "at once if it is the first one; what follows within " + settings.writtenDigest()
                        + ", in one mail at the end of them";
    }

    /** {@code language en, time zone UTC, digest none, quiet none}. */
    static String shown(MailSettings settings) {
        return "language " + settings.language() + ", time zone " + settings.writtenTimezone() + ", digest "
                + settings.writtenDigest() + ", quiet " + settings.writtenQuiet();
    }
}
