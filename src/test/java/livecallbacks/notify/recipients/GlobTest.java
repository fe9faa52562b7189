package livecallbacks.notify.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GlobTest {

    private static final int CASES = 20_000;

    /** A few letters, so that patterns often fit, and one beyond the 65,536 of UTF-16. */
    private static final int[] LETTERS = {'a', 'b', '-', 0x1F3C6};

    private static String text(Random random, String wildcards, int longest) {
        int[] letters =
                IntStream.concat(IntStream.of(LETTERS), wildcards.chars()).toArray();
        return IntStream.range(0, random.nextInt(longest + 1))
                .map(i -> letters[random.nextInt(letters.length)])
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static Pattern regex(String glob) {
        return Pattern.compile(
                glob.codePoints()
                        .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                        .collect(Collectors.joining()),
                Pattern.DOTALL);
    }

    @Test
    void itFitsWhatTheRegularExpressionOfTheSameMeaningFits() {
        Random random = new Random(42);
        int fitting = 0;
        for (int i = 0; i < CASES; i++) {
            String glob = text(random, "**?", 6);
            String value = text(random, "", 8);
            boolean expected = regex(glob).matcher(value).matches();
            fitting += expected ? 1 : 0;
            assertThat(new Glob(glob).matches(value)).as(glob + " on " + value).isEqualTo(expected);
        }
        assertThat(fitting).isGreaterThan(CASES / 20);
    }

    @Test
    void oneThatCoversAnotherFitsAllThatTheOtherFits() {
        Random random = new Random(43);
        int covering = 0;
        for (int i = 0; i < CASES; i++) {
            Glob broad = new Glob(text(random, "***?", 4));
            String narrow = text(random, "*?", 5);
            if (broad.covers(new Glob(narrow))) {
                covering++;
                String value = narrow.codePoints()
                        .mapToObj(c -> c == '*'
                                ? text(random, "", 3)
                                : Character.toString(c == '?' ? LETTERS[random.nextInt(LETTERS.length)] : c))
                        .collect(Collectors.joining());
                assertThat(broad.matches(value)).as(narrow + ": " + value).isTrue();
            }
        }
        assertThat(covering).isGreaterThan(CASES / 20);
    }
}
