package livecallbacks.notify.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import livecallbacks.event.Texts;

/** Text that anybody wrote, made fit for a mail's header after RFC 5322 and RFC 2047: US-ASCII, in short lines. */
final class HeaderText {

    /** RFC 5322, 2.1.1: what a line should not be longer than, without its end. */
    private static final int LONGEST_LINE = 78;

    /** RFC 2047, 2: an encoded word has 75 characters at most; this many bytes make 72 of them. */
    private static final int BYTES_OF_ENCODED_WORD = 45;

    private HeaderText() {}

    /**
     * The value of a header of free text, such as the subject. Also plain ASCII is encoded if it looks encoded, or a
     * reader would decode what a stranger put into a stream's name; and if it has a word too long for a line.
     *
     * @param name of the header, whose length counts for the first line
     */
    static String unstructured(String name, String text) {
        String plain = Texts.plain(text);
        return isPlainAscii(plain) && plain.equals(plain.strip())
                ? foldedAtSpaces(name, plain)
                : encodedWords(plain, name.length() + 2);
    }

    /** A display name (RFC 5322, {@code phrase}), quoted or encoded; it may be followed by an address in brackets. */
    static String phrase(String name, String text) {
        String plain = Texts.plain(text);
        String quoted = "\"" + plain.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        return isPlainAscii(plain) && name.length() + 2 + quoted.length() <= LONGEST_LINE
                ? quoted
                : encodedWords(plain, name.length() + 2);
    }

    /** Whether it is ASCII that does not look encoded, in words that are short enough for a line. */
    private static boolean isPlainAscii(String text) {
        int wordLength = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            wordLength = c == ' ' ? 0 : wordLength + 1;
            if (c < ' ' || c >= 0x7f || wordLength >= LONGEST_LINE) {
                return false;
            }
        }
        return !text.contains("=?");
    }

    private static String foldedAtSpaces(String name, String text) {
        if (name.length() + 2 + text.length() <= LONGEST_LINE) {
            return text;
        }
        StringBuilder folded = new StringBuilder();
        int lineLength = name.length() + 2;
        for (String word : text.split(" ", -1)) {
            if (!folded.isEmpty()) {
                boolean fits = lineLength + 1 + word.length() <= LONGEST_LINE;
                folded.append(fits ? " " : "\r\n ");
                lineLength = fits ? lineLength + 1 : 1;
            }
            folded.append(word);
            lineLength += word.length();
        }
        return folded.toString();
    }

    /** @param used how much of the first line is taken */
    private static String encodedWords(String text, int used) {
        StringBuilder words = new StringBuilder();
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        // A quarter less for base64, and whole groups of three bytes.
        int room = Math.max(9, Math.min(BYTES_OF_ENCODED_WORD, (LONGEST_LINE - used - 12) / 4 * 3));
        int[] most = {room};
        text.codePoints().forEach(c -> {
            byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
            if (word.size() + bytes.length > most[0]) {
                words.append(encodedWord(word)).append("\r\n ");
                word.reset();
                most[0] = BYTES_OF_ENCODED_WORD;
            }
            word.writeBytes(bytes);
        });
        return words.append(encodedWord(word)).toString();
    }

    private static String encodedWord(ByteArrayOutputStream bytes) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "?=";
    }
}
