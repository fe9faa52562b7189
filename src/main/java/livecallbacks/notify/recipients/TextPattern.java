package livecallbacks.notify.recipients;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * One text of a {@code match}: itself, a glob with {@code *} and {@code ?}, or a regular expression between slashes.
 * Each covers the whole value. Only the empty text fits the empty value, which a missing field has.
 */
sealed interface TextPattern {

    /** How long an expression may be, in characters, with all repetitions written out. */
    int LARGEST = 100_000;

    /** {@code {3}}, {@code {3,}} or {@code {3,5}}. */
    java.util.regex.Pattern COUNT = java.util.regex.Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?\\}");

    /** As it stands in the file, without a negation. */
    String text();

    /** Whether it fits the value of a field. */
    boolean matches(String value);

    /** Whether every value that the other one fits is fitted by this one; false if that is not certain. */
    boolean covers(TextPattern other);

    /** Something that every value has that this fits, to find it by; null if there is nothing. */
    @Nullable
    Hook hook();

    /** A text with the {@link Hook} of every pattern that covers this one and has a hook. */
    String probe();

    /**
     * Something that a value has.
     *
     * @param text not empty, unless it is the whole value
     */
    record Hook(Part part, String text) {

        /** The whole value, or what it begins or ends with. */
        enum Part {
            WHOLE,
            START,
            END
        }
    }

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

        @Override
        public Hook hook() {
            return new Hook(Hook.Part.WHOLE, text);
        }

        @Override
        public String probe() {
            return text;
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

        @Override
        public @Nullable Hook hook() {
            if (!glob.start().isEmpty()) {
                return new Hook(Hook.Part.START, glob.start());
            }
            return glob.end().isEmpty() ? null : new Hook(Hook.Part.END, glob.end());
        }

        /** As it is written: a glob covers it if its own start and end stand there. */
        @Override
        public String probe() {
            return text;
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

        @Override
        public @Nullable Hook hook() {
            return start.isEmpty() ? null : new Hook(Hook.Part.START, start);
        }

        /** Only an expression that is the same, and begins alike, covers it. */
        @Override
        public String probe() {
            return start;
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
            refuseTooLarge(regex);
            return new Regex(text, literalStart(regex), Pattern.compile(regex));
        }
        return text.indexOf('*') < 0 && text.indexOf('?') < 0 ? new Exact(text) : new Wildcard(text, new Glob(text));
    }

    /** {@code (x{1000}){1000}} would be written out in memory, a million times. */
    private static void refuseTooLarge(String regex) {
        long size = regex.length();
        java.util.regex.Matcher counts = COUNT.matcher(regex);
        while (counts.find() && size <= LARGEST) {
            size *= Math.max(1, Math.max(number(counts.group(1)), number(counts.group(2))));
        }
        if (size > LARGEST) {
            throw new PatternSyntaxException("its repetitions make it too large", "");
        }
    }

    private static int number(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? 0 : Integer.parseInt(digits);
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
