package livecallbacks.notify.mail;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import livecallbacks.event.Texts;

/**
 * Numbers of the sender as a person reads them in a language and a time zone. What is no plain number of a sensible
 * size is shown as it was sent: a mail with an odd number in it is better than none.
 */
final class InWords {

    /** The names of the patterns of {@link DateTimeFormatter} among the words. */
    static final String TIME = "time.pattern";

    static final String DAY = "time.day";
    static final String CLOCK = "time.clock";

    /** The last second of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;
    /**
     * Seconds of the year 5138, milliseconds of 1973: no event of the sender lies beyond the one or before the other.
     */
    private static final long FIRST_MILLISECOND = 100_000_000_000L;

    /** Of so many digits, also ten times a number fits into a long. */
    private static final int LONGEST_QUICK = 17;

    private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB", "EB");

    private final Words words;
    private final ZoneId zone;

    /**
     * @param words with the patterns {@code duration.*}, {@code size.*} and {@code time.*}; English ones where missing
     * @param zone what times are told in
     */
    InWords(Words words, ZoneId zone) {
        this.words = words;
        this.zone = zone;
    }

    /** The words of the language. */
    Words words() {
        return words;
    }

    /** {@code 154} as {@code 2 min 34 s}. */
    String seconds(String digits) {
        return isCount(digits, 15) ? duration(Long.parseLong(digits)) : oddNumber(digits, "duration.s", "{0} s");
    }

    /** {@code 128581} as {@code 2 min 8 s}; less than a second in milliseconds. */
    String milliseconds(String digits) {
        if (!isCount(digits, 15)) {
            return oddNumber(digits, "duration.ms", "{0} ms");
        }
        long milliseconds = Long.parseLong(digits);
        return milliseconds < 1000
                ? words.filled("duration.ms", "{0} ms", Long.toString(milliseconds))
                : duration(milliseconds / 1000);
    }

    private String duration(long seconds) {
        String hours = part(seconds / 3600, "duration.h", "{0} h");
        String minutes = part(seconds / 60 % 60, "duration.min", "{0} min");
        String rest = seconds > 0 && seconds % 60 == 0
                ? ""
                : words.filled("duration.s", "{0} s", Long.toString(seconds % 60));
        return Texts.singleSpaced(words.filled("duration", "{0} {1} {2}", hours, minutes, rest))
                .strip();
    }

    private String part(long number, String name, String pattern) {
        return number == 0 ? "" : words.filled(name, pattern, Long.toString(number));
    }

    /** {@code 277941079} as {@code 277.9 MB (277941079 bytes)}. */
    String bytes(String digits) {
        return rounded(digits)
                .map(size -> words.filled("size", "{0} ({1} bytes)", size, digits))
                .orElseGet(() -> fewBytes(digits));
    }

    /** {@code 277941079} as {@code 277.9 MB}. */
    String shortBytes(String digits) {
        return rounded(digits).orElseGet(() -> fewBytes(digits));
    }

    private String fewBytes(String digits) {
        return digits.equals("1") ? words.filled("size.one", "1 byte") : oddNumber(digits, "size.bytes", "{0} bytes");
    }

    private Optional<String> rounded(String digits) {
        if (digits.length() <= LONGEST_QUICK && isCount(digits, LONGEST_QUICK)) {
            return rounded(Long.parseLong(digits));
        }
        BigInteger thousand = BigInteger.valueOf(1000);
        if (!isCount(digits, 25) || new BigInteger(digits).compareTo(thousand) < 0) {
            return Optional.empty();
        }
        BigInteger size = new BigInteger(digits);
        int unit = 0;
        BigInteger divisor = thousand;
        while (unit < UNITS.size() - 1 && size.compareTo(divisor.multiply(thousand)) >= 0) {
            divisor = divisor.multiply(thousand);
            unit++;
        }
        BigDecimal rounded = new BigDecimal(size).divide(new BigDecimal(divisor), 1, RoundingMode.HALF_UP);
        return Optional.of(words.filled(
                "size.rounded", "{0} {1}", String.format(words.locale(), "%.1f", rounded), UNITS.get(unit)));
    }

    /**
     * Seconds or milliseconds since 1970 as {@code 2022-01-13 15:59:58 UTC}, or {@code 2022-01-13 23:59:58 (UTC+8)}.
     */
    String time(String digits) {
        return instant(digits).map(this::time).orElse(digits);
    }

    /** As {@code 2022-01-13 15:59:58 UTC}, or {@code 2022-01-13 23:59:58 (UTC+8)}. */
    String time(Instant instant) {
        String time = formatted(TIME, "uuuu-MM-dd HH:mm:ss", instant);
        ZoneOffset offset = zone.getRules().getOffset(instant);
        if (offset.equals(ZoneOffset.UTC)) {
            return words.filled("time.utc", "{0} UTC", time);
        }
        // +08:00 as +8, +05:30 as +5:30
        String id = offset.getId();
        int end = id.endsWith(":00") ? id.length() - 3 : id.length();
        String shortOffset = id.charAt(0) + id.substring(id.charAt(1) == '0' ? 2 : 1, end);
        return words.filled("time.zoned", "{0} (UTC{1})", time, shortOffset);
    }

    /** The day alone, {@code 2022-01-13}. */
    String day(Instant instant) {
        return formatted(DAY, "uuuu-MM-dd", instant);
    }

    /** The time of day alone, {@code 23:59:58}. */
    String clock(Instant instant) {
        return formatted(CLOCK, "HH:mm:ss", instant);
    }

    private String formatted(String name, String pattern, Instant instant) {
        return words.formatter(name, pattern).format(instant.atZone(zone));
    }

    /** Seconds or milliseconds since 1970; empty if it is no number, or after the year 9999. */
    static Optional<Instant> instant(String digits) {
        if (!isCount(digits, 15)) {
            return Optional.empty();
        }
        long number = Long.parseLong(digits);
        long seconds = number >= FIRST_MILLISECOND ? number / 1000 : number;
        return seconds > LAST_SECOND ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    /** The same as with any number of digits, for all files that there are. */
    private Optional<String> rounded(long size) {
        if (size < 1000) {
            return Optional.empty();
        }
        int unit = 0;
        long divisor = 1000;
        while (unit < UNITS.size() - 1 && size / 1000 >= divisor) {
            divisor *= 1000;
            unit++;
        }
        long tenths = (size * 10 + divisor / 2) / divisor;
        return Optional.of(words.filled("size.rounded", "{0} {1}", words.oneDecimal(tenths), UNITS.get(unit)));
    }

    private String oddNumber(String text, String name, String pattern) {
        boolean number = !text.isEmpty() && text.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
        return number ? words.filled(name, pattern, text) : text;
    }

    /** Whether it is a number of at most so many decimal digits, and nothing else. */
    static boolean isCount(String digits, int most) {
        if (digits.isEmpty() || digits.length() > most) {
            return false;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
