package livecallbacks.notify.recipients;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livecallbacks.notify.recipients.YamlTree.Entry;
import livecallbacks.notify.recipients.YamlTree.Scalar;
import org.jspecify.annotations.Nullable;

/** Reads the settings that may stand under {@code settings}, at a receiver and at a route. */
final class SettingsParser {

    static final Set<String> KEYS = Set.of("language", "timezone", "digest", "quiet");
    static final String IN_WORDS = "language, timezone, digest and quiet";

    private static final String NONE = "none";

    /** It becomes the name of a folder. */
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhd])");
    private static final Duration LONGEST_DIGEST = Duration.ofDays(7);
    private static final Pattern QUIET =
            Pattern.compile("((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9])");

    private final YamlReading reading;
    private final Predicate<String> languages;

    /** @param languages whether there are templates in a language */
    SettingsParser(YamlReading reading, Predicate<String> languages) {
        this.reading = reading;
        this.languages = languages;
    }

    /** Those of the members that are settings, in the order of the file. */
    List<SettingLine> settings(Map<String, Entry> members) {
        List<SettingLine> lines = new ArrayList<>();
        members.forEach((key, entry) -> {
            if (!KEYS.contains(key)) {
                return;
            }
            if (!(entry.value() instanceof Scalar scalar) || scalar.empty()) {
                reading.expected(entry.value(), key + " must be a text; write " + example(key));
                return;
            }
            UnaryOperator<MailSettings> change = switch (key) {
                case "language" -> language(scalar);
                case "timezone" -> timezone(scalar);
                case "digest" -> digest(scalar);
                default -> quiet(scalar);
            };
            if (change != null) {
                lines.add(new SettingLine(key, scalar.text(), change));
            }
        });
        return lines;
    }

    private static String example(String key) {
        return switch (key) {
            case "language" -> "en";
            case "timezone" -> "Asia/Shanghai";
            case "digest" -> "10m, or none";
            default -> "\"22:00-07:00\", or none";
        };
    }

    private @Nullable UnaryOperator<MailSettings> language(Scalar scalar) {
        String language = scalar.text();
        if (!LANGUAGE.matcher(language).matches()) {
            wrong(scalar, "this is no language", "write the name of a folder under templates/, such as en");
            return null;
        }
        if (!languages.test(language)) {
            reading.warning(
                    scalar.place(),
                    "there is no folder " + YamlReading.shown(language)
                            + " under templates/, so these mails are not in that language; add the folder, or write the"
                            + " name of one that is there");
        }
        return settings -> new MailSettings(language, settings.timezone(), settings.digest(), settings.quiet());
    }

    private @Nullable UnaryOperator<MailSettings> timezone(Scalar scalar) {
        try {
            ZoneId zone = scalar.text().equals("UTC") ? ZoneOffset.UTC : ZoneId.of(scalar.text());
            return settings -> new MailSettings(settings.language(), zone, settings.digest(), settings.quiet());
        } catch (DateTimeException e) {
            wrong(
                    scalar,
                    "there is no time zone " + YamlReading.shown(scalar.text()),
                    "write one such as Asia/Shanghai, Europe/Berlin or UTC");
            return null;
        }
    }

    private @Nullable UnaryOperator<MailSettings> digest(Scalar scalar) {
        Duration digest = scalar.text().equals(NONE) ? Duration.ZERO : duration(scalar.text());
        if (digest == null) {
            wrong(
                    scalar,
                    "digest takes how long mails are collected, at most 7d",
                    "write a number with s, m, h or d, such as 10m, or none");
            return null;
        }
        return settings -> new MailSettings(settings.language(), settings.timezone(), digest, settings.quiet());
    }

    private static @Nullable Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
        return duration.isZero() || duration.compareTo(LONGEST_DIGEST) > 0 ? null : duration;
    }

    private @Nullable UnaryOperator<MailSettings> quiet(Scalar scalar) {
        if (scalar.text().equals(NONE)) {
            return settings -> new MailSettings(settings.language(), settings.timezone(), settings.digest(), null);
        }
        Matcher matcher = QUIET.matcher(scalar.text());
        if (!matcher.matches()) {
            wrong(
                    scalar,
                    "quiet takes the time of day in which mails wait, from 00:00 to 23:59",
                    "write it as \"22:00-07:00\", or none");
            return null;
        }
        if (matcher.group(1).equals(matcher.group(2))) {
            wrong(
                    scalar,
                    "the quiet hours begin and end at the same time",
                    "write two times, as in \"22:00-07:00\", or none");
            return null;
        }
        QuietHours quiet = new QuietHours(LocalTime.parse(matcher.group(1)), LocalTime.parse(matcher.group(2)));
        return settings -> new MailSettings(settings.language(), settings.timezone(), settings.digest(), quiet);
    }

    private void wrong(Scalar scalar, String wrong, String right) {
        reading.problem(scalar.place(), wrong + "; " + right);
    }
}
