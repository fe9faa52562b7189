package livecallbacks.notify;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * One text of a {@code match}: itself, a glob with {@code *} and {@code ?}, or a regular expression between slashes.
 * Each covers the whole value. Only the empty text fits the empty value, which a missing field has.
 */
sealed interface TextPattern {

    /** Whether it fits the value of a field. */
    boolean matches(String value);

    /** Whether every value that the other one fits is fitted by this one; false if that is not certain. */
    boolean covers(TextPattern other);

    /** Only this very value. */
    record Exact(String text) implements TextPattern {
        @Override
        public boolean matches(String value) {
            return value.equals(text);
        }

        @Override
        public boolean covers(TextPattern other) {
            return equals(other);
        }
    }

    /** What a glob fits. */
    record Wildcard(String text, Glob glob) implements TextPattern {
        @Override
        public boolean matches(String value) {
            return !value.isEmpty() && glob.matches(value);
        }

        @Override
        public boolean covers(TextPattern other) {
            if (other instanceof Exact exact) {
                return matches(exact.text);
            }
            return text.equals("*") || (other instanceof Wildcard wildcard && glob.covers(wildcard.glob));
        }
    }

    /**
     * What a regular expression fits as a whole, as Alertmanager has it. RE2 takes time in proportion to the value,
     * whatever the expression.
     *
     * @param start what every value begins with that it fits; may be empty
     */
    record Regex(String text, String start, Pattern pattern) implements TextPattern {
        @Override
        public boolean matches(String value) {
            return !value.isEmpty() && value.startsWith(start) && pattern.matches(value);
        }

        @Override
        public boolean covers(TextPattern other) {
            return other instanceof Exact exact
                    ? matches(exact.text)
                    : other instanceof Regex regex && regex.text.equals(text);
        }
    }

    /**
     * Reads one text, without the {@code !} of a negation.
     *
     * @throws PatternSyntaxException if the regular expression is none
     */
    static TextPattern of(String text) {
        if (isRegex(text)) {
            String regex = text.substring(1, text.length() - 1);
            return new Regex(text, literalStart(regex), Pattern.compile(regex));
        }
        return text.indexOf('*') < 0 && text.indexOf('?') < 0
                ? new Exact(text)
                : new Wildcard(text, new Glob(text));
    }

    /** Whether the text stands between slashes. */
    static boolean isRegex(String text) {
        return text.length() > 1 && text.startsWith("/") && text.endsWith("/");
    }

    /**
     * The letters, digits, hyphens and underscores that the expression begins with, if they have to be there: most
     * values are told apart by them, in a hundredth of the time.
     */
    private static String literalStart(String regex) {
        if (regex.indexOf('|') >= 0) {
            return "";
        }
        int begin = regex.startsWith("^") ? 1 : 0;
        int end = begin;
        while (end < regex.length() && isPlainLetter(regex.charAt(end))) {
            end++;
        }
        // What follows may make the last one optional.
        boolean isCounted = end < regex.length() && "*?{".indexOf(regex.charAt(end)) >= 0;
        return regex.substring(begin, Math.max(begin, isCounted ? end - 1 : end));
    }

    private static boolean isPlainLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
