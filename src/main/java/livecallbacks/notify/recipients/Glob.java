package livecallbacks.notify.recipients;

/**
 * A pattern over a whole text: {@code *} stands for any characters or none, {@code ?} for exactly one code point,
 * everything else for itself.
 */
public final class Glob {

    private final String pattern;
    private final String start;
    private final String end;
    /** The longest text between two wildcards, or beside one: where a pattern has no start and end it decides. */
    private final String longest;

    /** Any text is a pattern. */
    public Glob(String pattern) {
        this.pattern = pattern;
        int literal = 0;
        while (literal < pattern.length() && "*?".indexOf(pattern.charAt(literal)) < 0) {
            literal++;
        }
        this.start = pattern.substring(0, literal);
        this.end = pattern.substring(Math.max(pattern.lastIndexOf('*'), pattern.lastIndexOf('?')) + 1);
        this.longest = longest(pattern);
    }

    private static String longest(String pattern) {
        String longest = "";
        int from = 0;
        for (int i = 0; i <= pattern.length(); i++) {
            if (i == pattern.length() || "*?".indexOf(pattern.charAt(i)) >= 0) {
                if (i - from > longest.length()) {
                    longest = pattern.substring(from, i);
                }
                from = i + 1;
            }
        }
        return longest;
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
        // Nearly all texts are told apart here, and none is taken to pieces.
        return value.startsWith(start) && value.endsWith(end) && value.contains(longest) && matches(value, false);
    }

    /** Whether every text that the other pattern matches is matched by this one; false if that is not certain. */
    boolean covers(Glob other) {
        return other.start.startsWith(start)
                && other.end.endsWith(end)
                && other.pattern.contains(longest)
                && matches(other.pattern, true);
    }

    /** @param globs whether the text is a pattern itself, whose {@code *} only a {@code *} can stand for */
    private boolean matches(String text, boolean globs) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && fits(pattern.codePointAt(p), text.codePointAt(t), globs)) {
                p = pattern.offsetByCodePoints(p, 1);
                t = text.offsetByCodePoints(t, 1);
            } else if (star >= 0) {
                p = star + 1;
                resume = text.offsetByCodePoints(resume, 1);
                t = resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static boolean fits(int wanted, int found, boolean globs) {
        return wanted == found || (wanted == '?' && !(globs && found == '*'));
    }
}
