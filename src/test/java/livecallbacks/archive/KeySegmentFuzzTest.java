package livecallbacks.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.nio.charset.StandardCharsets;

/** Stream ids that nobody thought of; run as {@code CallbackFuzzTest} is. */
class KeySegmentFuzzTest {

    private static final KeySegment SEGMENT = new KeySegment();

    @FuzzTest(maxDuration = "60s")
    void segment(@NotNull String stream) {
        String segment = SEGMENT.of(stream);
        assertThat(segment).matches("[A-Za-z0-9._%-]{1,190}").isNotIn(".", "..");
        String read = KeySegment.textOf(segment);
        if (read != null && !stream.equals(KeySegment.NO_VALUE)) {
            // What UTF-8 cannot write, half a surrogate pair, is a question mark.
            String written = new String(stream.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertThat(read).isEqualTo(written);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void key(@NotNull String key) {
        ArchiveKey parsed = ArchiveKey.parse("callbacks/", key);
        if (parsed != null) {
            assertThat(parsed.key()).isEqualTo(key);
            assertThat(parsed.idStart()).hasSize(16);
        }
    }
}
