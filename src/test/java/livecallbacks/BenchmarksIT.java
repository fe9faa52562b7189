package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmarks still compile and run; what they measure here says nothing. */
class BenchmarksIT {

    @TempDir
    private Path folder;

    @Test
    void eachMicroBenchmarkRunsForAMoment() throws Exception {
        Path results = folder.resolve("results.json");
        // Without a process for each, one short iteration, on the smallest of what they can be run with.
        try (RunningProcess micro = RunningProcess.start(
                Map.of(),
                ("bench/micro -foe true -f 0 -wi 0 -i 1 -r 1ms -p tree=example,mixed -p body=recording -p keys=2 -rff "
                                + results)
                        .split(" "))) {
            assertThat(micro.exitCode()).as(micro.output()).isZero();
        }
        List<JsonNode> runs = List.of(new ObjectMapper().readValue(results.toFile(), JsonNode[].class));
        assertThat(runs)
                .extracting(run -> run.path("benchmark").asText().replaceFirst(".*\\.(.*\\..*)", "$1"))
                .containsExactlyInAnyOrder(
                        "MailBenchmark.write",
                        "MailBenchmark.write",
                        "RecipientsBenchmark.match",
                        "RecipientsBenchmark.match",
                        "RecipientsBenchmark.read",
                        "RecipientsBenchmark.read",
                        "ReceiveBenchmark.canonicalText",
                        "ReceiveBenchmark.eventAndId",
                        "ReceiveBenchmark.refuseForged",
                        "ReceiveBenchmark.take",
                        "ReceiveBenchmark.verifySignature");
        assertThat(runs)
                .allSatisfy(run -> assertThat(run.at("/secondaryMetrics/gc.alloc.rate.norm/score")
                                .asDouble())
                        .isPositive());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--light=false", "--light"})
    void aSteadyRateIsFollowedToBucketAndMailbox(String servers) throws Exception {
        try (RunningProcess steady = RunningProcess.start(
                Map.of(), "bench/run", "steady", "--rate", "20", "--seconds", "2", "--warmup", "1", servers)) {
            assertThat(steady.exitCode()).as(steady.output()).isZero();
            assertThat(steady.output())
                    .contains("40 of 40 answered 200 at ")
                    .contains("61 callbacks acknowledged, 61 objects, 61 mails");
        }
    }
}
