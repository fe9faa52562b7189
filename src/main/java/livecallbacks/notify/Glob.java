package livecallbacks.notify;

/**
 * A pattern over a whole text: {@code *} stands for any characters or none, {@code ?} for exactly one code point,
 * everything else for itself.
 */
public final class Glob {

    private final int[] pattern;

    /** Any text is a pattern. */
    public Glob(String pattern) {
        this.pattern = pattern.codePoints().toArray();
    }

    /**
     * Whether the whole text is as the pattern says. Stream ids are written by strangers, so this goes back to the last
     * star only and takes at most (length of the pattern) times (length of the text) steps.
     */
    public boolean matches(String value) {
        int[] text = value.codePoints().toArray();
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == text[t])) {
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
