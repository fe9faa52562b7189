package livecallbacks.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import livecallbacks.event.EventNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesTest {

    private static final Instant NOW = Instant.parse("2031-05-06T07:08:09Z");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static IntStream everyKnownType() {
        return EventNames.all().values().stream()
                .flatMap(types -> types.stream())
                .mapToInt(Integer::intValue);
    }

    @ParameterizedTest
    @MethodSource("everyKnownType")
    void everyKnownTypeHasASampleOfItsOwnAboutTheExampleStream(int eventType) throws IOException {
        JsonNode sample = MAPPER.readTree(sample(eventType, 1));

        assertThat(sample.get("event_type").intValue()).isEqualTo(eventType);
        assertThat(sample.has("t")).isFalse();
        assertThat(sample.has("sign")).isFalse();
        assertThat(Stream.of("stream_id", "streamId")
                        .filter(sample::has)
                        .map(name -> sample.get(name).textValue()))
                .containsExactly("match-42");
        assertThat(sample.properties())
                .extracting(entry -> entry.getKey())
                .isNotEqualTo(MAPPER.readTree(sample(999, 1)).properties().stream()
                        .map(entry -> entry.getKey())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("everyKnownType")
    void noTimeOfASampleIsLeftInThePast(int eventType) {
        // The files lie in the first seconds of 2026 and the hours before, which all begin like this.
        assertThat(sample(eventType, 1)).doesNotContainPattern("\\b17672\\d{5}(\\d{3})?\\b");
    }

    @Test
    void aRecordingEndsNowAndLastsAsLongAsItSays() throws IOException {
        JsonNode sample = MAPPER.readTree(sample(100, 1));

        assertThat(sample.get("end_time").longValue()).isEqualTo(NOW.getEpochSecond());
        assertThat(sample.get("start_time").longValue()).isEqualTo(NOW.getEpochSecond() - 5400);
    }

    @Test
    void timesInMillisecondsStayInMilliseconds() throws IOException {
        JsonNode sample = MAPPER.readTree(sample(321, 1));

        assertThat(sample.get("data_time").longValue()).isEqualTo(NOW.toEpochMilli());
        assertThat(sample.at("/abnormal_event/0/detail/1/occur_time").longValue())
                .isEqualTo(NOW.toEpochMilli() - 1449);
    }

    @Test
    void offsetsWithinAStreamAreNoTimes() throws IOException {
        JsonNode sample = MAPPER.readTree(sample(347, 1));

        assertThat(sample.at("/data/subtitle_tmp_res/0/end_unix_time").longValue())
                .isEqualTo(NOW.getEpochSecond());
        assertThat(sample.at("/data/subtitle_tmp_res/0/keywords_info/0/begin_time")
                        .longValue())
                .isEqualTo(957759);
    }

    @Test
    void twoRecordingsOfTheSameSecondAreDifferentFilesOfDifferentTasks() throws IOException {
        JsonNode one = MAPPER.readTree(sample(100, 1));
        JsonNode two = MAPPER.readTree(sample(100, 2));

        assertThat(one.get("task_id")).isNotEqualTo(two.get("task_id"));
        assertThat(one.get("file_id")).isNotEqualTo(two.get("file_id")).isEqualTo(one.get("record_file_id"));
    }

    @Test
    void anUnknownTypeGetsTheCommonFields() throws IOException {
        JsonNode sample = MAPPER.readTree(sample(4711, 1));

        assertThat(sample.get("event_type").intValue()).isEqualTo(4711);
        assertThat(sample.get("event_time").longValue()).isEqualTo(NOW.getEpochSecond());
        assertThat(sample.get("stream_id").textValue()).isEqualTo("match-42");
    }

    private static String sample(int eventType, long seed) {
        return Samples.of(eventType, NOW, new SplittableRandom(seed));
    }
}
