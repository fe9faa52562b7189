package livecallbacks.receive.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.BitSet;
import java.util.Locale;
import java.util.regex.Pattern;
import livecallbacks.receive.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The request line and header lines of one request, by RFC 9112 to the letter. Where two servers in a row read a
 * request differently, one can be smuggled past the first inside another; so what the RFC lets a server read leniently
 * is refused here. Plain Java; knows nothing of the server.
 */
final class RequestHead {

    private static final BitSet TOKEN = lettersDigitsAnd("!#$%&'*+-.^_`|~");
    /** RFC 3986: what a path or query may have without a percent sign. */
    private static final BitSet URL = lettersDigitsAnd("-._~!$&'()*+,;=:@/");

    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{0,5})?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private final byte[] head;
    private final int length;
    private final int maxHeaders;

    private int at;
    private boolean http10;
    private int headers;
    private int hosts;
    private int lengths;
    private int encodings;

    private RequestHead(byte[] head, int length, int maxHeaders) {
        this.head = head;
        this.length = length;
        this.maxHeaders = maxHeaders;
    }

    /**
     * Judges a whole head.
     *
     * @param head has the bytes at its beginning, from the first one of the request to the empty line after the headers
     * @param length how many bytes of the array that are
     * @param maxHeaders how many header lines there may be
     * @return what is wrong with it; null if nothing is
     */
    static Refusal.@Nullable Cause faultOf(byte[] head, int length, int maxHeaders) {
        return new RequestHead(head, length, maxHeaders).fault();
    }

    private Refusal.@Nullable Cause fault() {
        if (length >= 2 && head[0] == '\r' && head[1] == '\n') {
            // RFC 9112, 2.2: some old clients send one empty line too many after a body.
            at = 2;
        }
        String requestLine = line();
        if (requestLine == null || !isRequestLine(requestLine)) {
            return Refusal.Cause.MALFORMED_REQUEST;
        }
        while (true) {
            String line = line();
            if (line == null) {
                return Refusal.Cause.MALFORMED_REQUEST;
            }
            if (line.isEmpty()) {
                break;
            }
            Refusal.Cause fault = header(line);
            if (fault != null) {
                return fault;
            }
        }
        if (at != length) {
            return Refusal.Cause.MALFORMED_REQUEST;
        }
        if (lengths + encodings > 1) {
            return Refusal.Cause.LENGTH_UNCLEAR;
        }
        return hosts > 1 || (hosts == 0 && !http10) ? Refusal.Cause.HOST_WRONG : null;
    }

    /** The next line without its CR LF; null if it does not end with these two, or has one of them elsewhere. */
    private @Nullable String line() {
        for (int i = at; i < length; i++) {
            if (head[i] == '\n') {
                return null;
            }
            if (head[i] == '\r') {
                if (i + 1 >= length || head[i + 1] != '\n') {
                    return null;
                }
                String line = new String(head, at, i - at, ISO_8859_1);
                at = i + 2;
                return line;
            }
        }
        return null;
    }

    /** Only the form that is for a server itself: a path. The others are for proxies, and for OPTIONS. */
    private boolean isRequestLine(String line) {
        int target = line.indexOf(' ') + 1;
        int version = line.lastIndexOf(' ') + 1;
        if (target < 2 || version <= target || !consistsOf(TOKEN, line, 0, target - 1)) {
            return false;
        }
        http10 = line.startsWith("HTTP/1.0", version);
        return line.length() == version + 8
                && (http10 || line.startsWith("HTTP/1.1", version))
                && line.charAt(target) == '/'
                && isUrl(line, target, version - 1);
    }

    private static boolean isUrl(String line, int from, int to) {
        boolean query = false;
        for (int i = from; i < to; i++) {
            char c = line.charAt(i);
            if (c == '%') {
                if (i + 2 >= to
                        || Character.digit(line.charAt(i + 1), 16) < 0
                        || Character.digit(line.charAt(i + 2), 16) < 0) {
                    return false;
                }
            } else if (c == '?') {
                query = true;
            } else if (!URL.get(c)) {
                return false;
            }
        }
        // A NUL or a slash that hides behind a percent sign is nobody's name.
        String path = line.substring(from, query ? line.indexOf('?', from) : to).toLowerCase(Locale.ROOT);
        return !path.contains("%00") && !path.contains("%2f") && !path.contains("%5c");
    }

    private Refusal.@Nullable Cause header(String line) {
        if (++headers > maxHeaders) {
            return Refusal.Cause.HEADER_TOO_LARGE;
        }
        int colon = line.indexOf(':');
        // A line that goes on from the one before (obsolete folding) begins with white space, which is no name.
        if (colon < 1 || !consistsOf(TOKEN, line, 0, colon)) {
            return Refusal.Cause.MALFORMED_REQUEST;
        }
        for (int i = colon + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return Refusal.Cause.MALFORMED_REQUEST;
            }
        }
        return switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "host" -> host(valueOf(line, colon));
            case "content-length" -> contentLength(valueOf(line, colon));
            case "transfer-encoding" -> transferEncoding(valueOf(line, colon));
            // The first WebSocket drafts had eight bytes of body that no header tells of.
            case "sec-websocket-key1", "sec-websocket-key2" -> Refusal.Cause.LENGTH_UNCLEAR;
            default -> null;
        };
    }

    private Refusal.@Nullable Cause host(String value) {
        hosts++;
        return HOST.matcher(value).matches() ? null : Refusal.Cause.HOST_WRONG;
    }

    private Refusal.@Nullable Cause contentLength(String value) {
        lengths++;
        return LENGTH.matcher(value).matches() ? null : Refusal.Cause.LENGTH_UNCLEAR;
    }

    /** Only {@code chunked}: a body in any other coding is not known here, and HTTP/1.0 has none at all. */
    private Refusal.@Nullable Cause transferEncoding(String value) {
        encodings++;
        return !http10 && value.equalsIgnoreCase("chunked") ? null : Refusal.Cause.LENGTH_UNCLEAR;
    }

    private static String valueOf(String line, int colon) {
        int from = colon + 1;
        int to = line.length();
        while (from < to && isBlank(line.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(line.charAt(to - 1))) {
            to--;
        }
        return line.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean consistsOf(BitSet characters, String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!characters.get(text.charAt(i))) {
                return false;
            }
        }
        return to > from;
    }

    private static BitSet lettersDigitsAnd(String others) {
        BitSet characters = new BitSet(128);
        others.chars().forEach(characters::set);
        characters.set('0', '9' + 1);
        characters.set('A', 'Z' + 1);
        characters.set('a', 'z' + 1);
        return characters;
    }
}
