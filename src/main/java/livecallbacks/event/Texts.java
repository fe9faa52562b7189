package livecallbacks.event;

/** Makes text that strangers wrote fit to be shown in a mail or on a terminal. */
public final class Texts {

    private static final int REPLACEMENT = 0xFFFD;

    private Texts() {}

    /**
     * The text on one line: white space of every kind becomes a space, and what no reader sees (control characters,
     * direction marks, lone surrogates) becomes U+FFFD, so that nobody is fooled by what is not there to see.
     */
    public static String plain(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            plain.appendCodePoint(isSpace(c) ? ' ' : isInvisible(c) ? REPLACEMENT : c);
        }
        return plain.toString();
    }

    /** Whether {@link #plain} would leave the text as it is. */
    public static boolean isPlain(String text) {
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            // Nearly all text is of these, and looked at more than once on its way into a mail.
            boolean printable = c >= ' ' && c < 0x7f;
            if (!printable && (isSpace(c) || isInvisible(c))) {
                return false;
            }
        }
        return true;
    }

    /** The text with one space where there are several in a row. */
    public static String singleSpaced(String text) {
        if (!text.contains("  ")) {
            return text;
        }
        StringBuilder spaced = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != ' ' || i == 0 || text.charAt(i - 1) != ' ') {
                spaced.append(text.charAt(i));
            }
        }
        return spaced.toString();
    }

    /** At most this many code points of it, the last one an ellipsis if something was cut off. */
    public static String bounded(String text, int most) {
        if (text.length() <= most || text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    private static boolean isSpace(int c) {
        return (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE -> true;
            // Of the format characters only the joiners stay: emoji and several scripts need them.
            case Character.FORMAT -> c != 0x200C && c != 0x200D;
            default -> false;
        };
    }
}
