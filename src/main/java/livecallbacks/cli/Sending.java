package livecallbacks.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import livecallbacks.notify.recipients.MailSettings;
import livecallbacks.notify.recipients.QuietHours;

/** Says in words how and when a mail goes out. */
final class Sending {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private Sending() {}

    /** The end of the quiet hours that the moment is in. */
    static Optional<Instant> quietUntil(MailSettings settings, Instant at) {
        QuietHours quiet = settings.quiet();
        return quiet == null ? Optional.empty() : quiet.endAfter(at, settings.timezone());
    }

    /** When a mail goes out about what happens at this moment. */
    static String when(MailSettings settings, Instant at) {
        Optional<Instant> end = quietUntil(settings, at);
        if (end.isPresent()) {
            return "not before " + LOCAL.format(end.get().atZone(settings.timezone())) + " " + zone(settings)
                    + ", when the quiet hours end";
        }
        return settings.digest().isZero()
                ? "at once"
                : "at once if it is the first one; what follows within " + written(settings.digest())
                        + ", in one mail at the end of them";
    }

    /** {@code language en, time zone UTC, digest none, quiet none}. */
    static String shown(MailSettings settings) {
        return "language " + settings.language() + ", time zone " + zone(settings) + ", digest " + digest(settings)
                + ", quiet " + quiet(settings);
    }

    static String zone(MailSettings settings) {
        ZoneId zone = settings.timezone();
        return zone.getId().equals("Z") ? "UTC" : zone.getId();
    }

    static String digest(MailSettings settings) {
        return settings.digest().isZero() ? "none" : written(settings.digest());
    }

    static String quiet(MailSettings settings) {
        QuietHours quiet = settings.quiet();
        return quiet == null ? "none" : quiet.from() + "-" + quiet.to();
    }

    /** As it is written in the file: in the largest unit without a rest. */
    private static String written(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
