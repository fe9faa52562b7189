package livecallbacks.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;

class KeySegmentTest {

    private static final String FITS = "[A-Za-z0-9._%-]{1,190}";

    private final KeySegment keySegment = new KeySegment();

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("stream-1_a.b", "stream-1_a.b"),
                arguments("3891_@v_tls#3pfnm5fw35qt", "3891_%40v_tls%233pfnm5fw35qt"),
                arguments("../..", "..%2F.."),
                arguments("/", "%2F"),
                arguments("//", "%2F%2F"),
                arguments("\\..\\", "%5C..%5C"),
                arguments(".", "%2E"),
                arguments("..", "%2E%2E"),
                arguments("...", "%2E%2E%2E"),
                arguments(".a", ".a"),
                arguments(" ", "%20"),
                arguments("a+b c", "a%2Bb%20c"),
                arguments("100%", "100%25"),
                arguments("%2E%2E", "%252E%252E"),
                arguments("a=b&c?d", "a%3Db%26c%3Fd"),
                arguments("a\0b", "a%00b"),
                arguments("a\r\nb", "a%0D%0Ab"),
                arguments("~!*'()", "%7E%21%2A%27%28%29"),
                arguments("直播", "%E7%9B%B4%E6%92%AD"),
                arguments("\uD83D\uDE00", "%F0%9F%98%80"),
                arguments("\u202Eabc\u007F", "%E2%80%AEabc%7F"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everyByteOfTheUtf8TextButThePlainOnesIsPercentEncoded(String text, String expected) {
        assertThat(keySegment.of(text)).isEqualTo(expected).matches(FITS);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aShortTextCanBeReadBack(String text, String ignored) {
        assertThat(URLDecoder.decode(keySegment.of(text), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void noTextIsWhatQueryEnginesReadAsNoValue(@Nullable String none) {
        assertThat(keySegment.of(none)).isEqualTo("__HIVE_DEFAULT_PARTITION__").matches(FITS);
    }

    @Test
    void halfACharacterIsReplacedBecauseUtf8HasNoBytesForIt() {
        for (char surrogate : new char[] {'\uD800', '\uDBFF', '\uDC00', '\uDFFF'}) {
            assertThat(keySegment.of("a" + surrogate + "b")).isEqualTo("a%3Fb");
            assertThat(keySegment.of(String.valueOf(surrogate).repeat(500))).matches(FITS);
        }
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                arguments("plain", "a", 190),
                arguments("encoded", "/", 63),
                arguments("dots", ".", 63),
                arguments("three bytes", "直", 21),
                arguments("four bytes", "\uD83D\uDE00", 15));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void whatFitsExactlyIsKeptAndOneMoreIsCut(String ignored, String character, int fitting) {
        String whole = keySegment.of(character.repeat(fitting));
        String cut = keySegment.of(character.repeat(fitting + 1));

        assertThat(URLDecoder.decode(whole, StandardCharsets.UTF_8)).isEqualTo(character.repeat(fitting));
        assertThat(whole).matches(FITS);
        assertThat(cut).matches(FITS).matches(".*-[0-9a-f]{16}");
    }

    @ParameterizedTest
    @CsvSource({
        // SHA-256 of 191 and of 307,200 letters a, by sha256sum
        "191, 311834ddbafe2067",
        "307200, c1b808e1c5917515",
    })
    void aLongTextEndsWithTheHashOfAllOfIt(int length, String hash) {
        assertThat(keySegment.of("a".repeat(length))).isEqualTo("a".repeat(173) + "-" + hash);
    }

    @Test
    void aCutNeverSplitsAnEncodedByte() {
        // One more plain character before them each time, so that the cut meets every place of a %XX.
        assertThat(IntStream.range(0, 12).mapToObj(plain -> keySegment.of("a".repeat(plain) + "/".repeat(300))))
                .allSatisfy(segment -> assertThat(segment).matches(FITS).matches("a*(%2F)+-[0-9a-f]{16}"));
    }

    @Test
    void longTextsThatDifferAnywhereStayDifferent() {
        String common = "x".repeat(300_000);

        assertThat(Stream.of(common, common + "x", common + "y", "y" + common, common + "/", "X" + common)
                        .map(keySegment::of))
                .doesNotHaveDuplicates()
                .allMatch(segment -> segment.matches(FITS));
    }

    @Test
    void everySingleCharacterGivesASafeSegment() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_VALUE).mapToObj(c -> keySegment.of(String.valueOf((char) c))))
                .allMatch(segment -> segment.matches(FITS))
                .noneMatch(segment -> segment.matches("\\.+"));
    }

    @Test
    void withTheNameOfThePartitionASegmentStaysBelow200Bytes() {
        assertThat("stream_id=".length() + KeySegment.MAX_BYTES).isLessThanOrEqualTo(200);
    }
}
