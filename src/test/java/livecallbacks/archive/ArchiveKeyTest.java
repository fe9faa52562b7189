package livecallbacks.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveKeyTest {

    private static final String END = "/20261101T100000Z-0123456789abcdef.json";

    private static String key(String stream) {
        return "callbacks/source=live/event_type=100/date=2026-11-01/stream_id=" + stream + END;
    }

    @Test
    void aKeySaysWhatTheCallbackIs() {
        assertThat(ArchiveKey.parse("callbacks/", key("a")))
                .isEqualTo(new ArchiveKey(
                        key("a"), "live", 100, "a", Instant.parse("2026-11-01T10:00:00Z"), "0123456789abcdef"));
        assertThat(ArchiveKey.parse("", key("a").substring("callbacks/".length())))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"match-42", "..", "...", "a/b c%+&?=", "直播🎥", "", "__x", "-0123456789abcdef"})
    void theStreamIsTheOneThatTheKeyWasMadeFrom(String stream) {
        ArchiveKey key = ArchiveKey.parse("callbacks/", key(new KeySegment().of(stream)));
        assertThat(key).isNotNull().extracting(ArchiveKey::stream).isEqualTo(stream);
    }

    @ParameterizedTest
    @ValueSource(ints = {191, 192, 193, 1000})
    void aStreamThatWasCutIsNotToldFromTheKey(int length) {
        for (String character : new String[] {"x", "/", "ü", "直"}) {
            String segment = new KeySegment().of(character.repeat(length));
            assertThat(ArchiveKey.parse("callbacks/", key(segment)))
                    .isNotNull()
                    .extracting(ArchiveKey::stream)
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "callbacks/",
                "callback",
                "callbacks/source=live/event_type=100/date=2026-11-01/stream_id=a/x.json",
                "callbacks/source=live/event_type=100/date=2026-11-02/stream_id=a" + END,
                "callbacks/source=live/event_type=100/date=2026-13-01/stream_id=a" + END,
                "callbacks/source=live/event_type=9999999999/date=2026-11-01/stream_id=a" + END,
                "callbacks/source=live/event_type=100/date=2026-11-01/stream_id=%ZZ" + END,
                "callbacks/source=live/event_type=100/date=2026-11-01/stream_id=a/b" + END,
                "callbacks/source=Live/event_type=100/date=2026-11-01/stream_id=a" + END,
                "other/source=live/event_type=100/date=2026-11-01/stream_id=a" + END
            })
    void anythingElseDoesNotFit(String key) {
        assertThat(ArchiveKey.parse("callbacks/", key)).isNull();
    }
}
