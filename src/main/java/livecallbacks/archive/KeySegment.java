package livecallbacks.archive;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code keySegment}: makes any text fit for one segment of an object key, so that a route can build its key
 * from headers. Stream ids are hostile text: {@code ../..}, slashes, line feeds, 300 kilobytes of anything.
 */
public final class KeySegment {

    /** What Hive, Athena and Spark read as "no value" in a partition. */
    static final String NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

    /** With the {@code stream_id=} before it a segment stays below 200 bytes. */
    static final int MAX_BYTES = 190;

    private static final int HASH_DIGITS = 16;
    private static final Pattern CUT = Pattern.compile(".*-[0-9a-f]{" + HASH_DIGITS + "}");

    /**
     * Percent-encodes every byte of the UTF-8 text but {@code A-Za-z0-9._-}. A text of dots only is encoded as well; a
     * result of over {@value #MAX_BYTES} bytes is cut and ends with {@code -} and 16 hex digits of the whole text's
     * SHA-256, so that different texts stay apart.
     *
     * @param text null or empty for none
     * @return 1 to {@value #MAX_BYTES} ASCII characters, never {@code .} or {@code ..}
     */
    public String of(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return NO_VALUE;
        }
        boolean dotsOnly = text.chars().allMatch(c -> c == '.');
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length);
        int fits = 0;
        for (byte b : bytes) {
            if (isPlain(b) && !dotsOnly) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
            if (encoded.length() <= MAX_BYTES - HASH_DIGITS - 1) {
                fits = encoded.length();
            } else if (encoded.length() > MAX_BYTES) {
                return encoded.substring(0, fits) + "-" + hash(bytes);
            }
        }
        return encoded.toString();
    }

    /**
     * The text that {@link #of} made a segment from.
     *
     * @param segment as it stands in a key
     * @return empty for "no value"; null if the segment may have been cut, so that the text cannot be told from it
     * @throws IllegalArgumentException if a percent sign is not followed by two hex digits
     */
    static @Nullable String textOf(String segment) {
        if (segment.equals(NO_VALUE)) {
            return "";
        }
        // A cut ends before a byte that is three characters long, so at most two stay unused.
        if (segment.length() >= MAX_BYTES - 2 && CUT.matcher(segment).matches()) {
            return null;
        }
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean isPlain(byte b) {
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-".indexOf(b) >= 0;
    }

    private static String hash(byte[] bytes) {
        return DigestUtils.sha256Hex(bytes).substring(0, HASH_DIGITS);
    }
}
