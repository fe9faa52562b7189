package livecallbacks.notify.recipients;

/**
 * A pattern over a whole text: {@code *} stands for any characters or none, {@code ?} for exactly one code point,
 * everything else for itself.
 */
public final class Glob {

    private final int[] pattern;
    private final String start;
    private final String end;

    /** Any text is a pattern. */
    public Glob(String pattern) {
        this.pattern = pattern.codePoints().toArray();
        int literal = 0;
        while (literal < pattern.length() && "*?".indexOf(pattern.charAt(literal)) < 0) {
            literal++;
        }
        this.start = pattern.substring(0, literal);
        this.end = pattern.substring(Math.max(pattern.lastIndexOf('*'), pattern.lastIndexOf('?')) + 1);
    }

    /** What every matching text begins with; may be empty. */
    String start() {
        return start;
    }

    /** What every matching text ends with; may be empty. */
    String end() {
        return end;
    }

    /**
     * Whether the whole text is as the pattern says. Stream ids are written by strangers, so this goes back to the last
     * star only and takes at most (length of the pattern) times (length of the text) steps.
     */
    public boolean matches(String value) {
        // Most texts are told apart here, without being taken to pieces.
        return value.startsWith(start)
                && value.endsWith(end)
                && matches(value.codePoints().toArray(), false);
    }

    /** Whether every text that the other pattern matches is matched by this one; false if that is not certain. */
    boolean covers(Glob other) {
        return other.start.startsWith(start) && matches(other.pattern, true);
    }

    /** @param globs whether the text is a pattern itself, whose {@code *} only a {@code *} can stand for */
    private boolean matches(int[] text, boolean globs) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length
                    && (pattern[p] == text[t] || (pattern[p] == '?' && !(globs && text[t] == '*')))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }
}
