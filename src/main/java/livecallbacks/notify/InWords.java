package livecallbacks.notify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Numbers of the sender in words. What is no plain number of a sensible size is shown as it was sent: a mail with an
 * odd number in it is better than none.
 */
final class InWords {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The last second of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;
    /**
     * Seconds of the year 5138, milliseconds of 1973: no event of the sender lies beyond the one or before the other.
     */
    private static final long FIRST_MILLISECOND = 100_000_000_000L;

    private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB", "EB");

    private InWords() {}

    /** {@code 154} as {@code 2 min 34 s}. */
    static String seconds(String digits) {
        return isCount(digits, 15) ? duration(Long.parseLong(digits)) : withUnit(digits, "s");
    }

    /** {@code 128581} as {@code 2 min 8 s}; less than a second in milliseconds. */
    static String milliseconds(String digits) {
        if (!isCount(digits, 15)) {
            return withUnit(digits, "ms");
        }
        long milliseconds = Long.parseLong(digits);
        return milliseconds < 1000 ? milliseconds + " ms" : duration(milliseconds / 1000);
    }

    private static String duration(long seconds) {
        List<String> parts = new ArrayList<>();
        if (seconds >= 3600) {
            parts.add(seconds / 3600 + " h");
        }
        if (seconds / 60 % 60 > 0) {
            parts.add(seconds / 60 % 60 + " min");
        }
        if (seconds % 60 > 0 || parts.isEmpty()) {
            parts.add(seconds % 60 + " s");
        }
        return String.join(" ", parts);
    }

    /** {@code 277941079} as {@code 277.9 MB (277941079 bytes)}. */
    static String bytes(String digits) {
        if (!isCount(digits, 25) || digits.length() < 4) {
            return withUnit(digits, "bytes");
        }
        BigInteger thousand = BigInteger.valueOf(1000);
        BigInteger size = new BigInteger(digits);
        int unit = 0;
        BigInteger divisor = thousand;
        while (unit < UNITS.size() - 1 && size.compareTo(divisor.multiply(thousand)) >= 0) {
            divisor = divisor.multiply(thousand);
            unit++;
        }
        return size.compareTo(thousand) < 0
                ? digits + " bytes"
                : new BigDecimal(size).divide(new BigDecimal(divisor), 1, RoundingMode.HALF_UP) + " " + UNITS.get(unit)
                        + " (" + digits + " bytes)";
    }

    /** Seconds or milliseconds since 1970 as {@code 2022-01-13 15:59:58 UTC}. */
    static String time(String digits) {
        if (!isCount(digits, 15)) {
            return digits;
        }
        long number = Long.parseLong(digits);
        long seconds = number >= FIRST_MILLISECOND ? number / 1000 : number;
        return seconds > LAST_SECOND ? digits : time(Instant.ofEpochSecond(seconds));
    }

    /** As {@code 2022-01-13 15:59:58 UTC}. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static String withUnit(String text, String unit) {
        boolean number = !text.isEmpty() && text.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
        return number ? text + " " + unit : text;
    }

    /** Whether it is a number of at most so many decimal digits, and nothing else. */
    static boolean isCount(String digits, int most) {
        return !digits.isEmpty() && digits.length() <= most && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
