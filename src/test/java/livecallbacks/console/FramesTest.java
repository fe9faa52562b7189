package livecallbacks.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the frames of a page show. */
class FramesTest {

    @Test
    void theNewestAreThereAndOlderOnesMakeRoom() {
        Frames frames = new Frames();
        List<String> ids =
                IntStream.range(0, 100).mapToObj(i -> frames.keep("mail " + i)).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(frames.get(ids.get(99))).isEqualTo("mail 99");
        assertThat(frames.get(ids.get(80))).isEqualTo("mail 80");
        assertThat(frames.get(ids.get(0))).isNull();
        assertThat(frames.get("")).isNull();
    }

    @Test
    void largeOnesMakeRoomSoonerAndTheLastOneStaysWhateverItsSize() {
        Frames frames = new Frames();
        String first = frames.keep("x".repeat(3_000_000));
        String second = frames.keep("y".repeat(5_000_000));
        assertThat(frames.get(first)).isNull();
        assertThat(frames.get(second)).hasSize(5_000_000);
        String third = frames.keep("z");
        assertThat(frames.get(second)).isNull();
        assertThat(frames.get(third)).isEqualTo("z");
    }
}
