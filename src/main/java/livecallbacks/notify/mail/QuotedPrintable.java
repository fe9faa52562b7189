package livecallbacks.notify.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The encoding quoted-printable (RFC 2045, 6.7) of a text, as Angus Mail writes it. Its encoder takes one byte at a
 * time through several streams; here what needs no encoding is copied line by line.
 */
final class QuotedPrintable {

    /** A line has 76 characters at most, the last one of them the {@code =} of a soft break. */
    private static final int LONGEST_LINE = 75;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] SOFT_BREAK = {'=', '\r', '\n'};

    private QuotedPrintable() {}

    /**
     * Writes a text encoded. A line of it may end with CR, LF or both; encoded, it ends with both.
     *
     * @param text in UTF-8 or any charset that has US-ASCII in it
     */
    static void encode(byte[] text, ByteArrayOutputStream out) {
        int column = 0;
        // What needs no encoding is written in one go: the bytes from here to where it ends.
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            byte c = text[i];
            if (c == '\r' || c == '\n') {
                out.write(text, start, i - start);
                out.write(LINE_END, 0, LINE_END.length);
                column = 0;
                if (c == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
                continue;
            }
            boolean plain = c == ' ' ? !isLineEnd(text, i + 1) : c > ' ' && c < 0x7f && c != '=';
            int width = plain ? 1 : 3;
            if (column + width > LONGEST_LINE) {
                out.write(text, start, i - start);
                out.write(SOFT_BREAK, 0, SOFT_BREAK.length);
                start = i;
                column = 0;
            }
            column += width;
            if (!plain) {
                out.write(text, start, i - start);
                out.write('=');
                out.write(HEX[(c >> 4) & 0xf]);
                out.write(HEX[c & 0xf]);
                start = i + 1;
            }
        }
        out.write(text, start, text.length - start);
    }

    private static boolean isLineEnd(byte[] text, int at) {
        return at == text.length || text[at] == '\r' || text[at] == '\n';
    }
}
