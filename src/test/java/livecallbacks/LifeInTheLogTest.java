package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One line for each step of a callback, all with its id, and not more of it than that. */
@Timeout(60)
class LifeInTheLogTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void oneSearchShowsWhatBecameOfACallback() throws Exception {
        try (LogLines log = LogLines.below("livecallbacks");
                TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            String body = TestService.recording("match-42");
            assertThat(service.post("/callbacks/live", body.getBytes(StandardCharsets.UTF_8))
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.startsWith("Mailed ")));

            String eventId =
                    service.object(service.keys().get(0)).response().metadata().get("event-id");
            List<String> life = log.lines().stream()
                    .filter(line -> line.contains("eventId=" + eventId))
                    .toList();
            assertThat(life)
                    .containsExactly(
                            "Received eventId=" + eventId + " source=live eventType=100 stream=match-42",
                            "Archived eventId=" + eventId + " source=live eventType=100 stream=match-42",
                            "Mailed eventId=" + eventId + " source=live eventType=100 rule=default stream=match-42");
            assertThat(log.lines())
                    .allSatisfy(
                            line -> assertThat(line).doesNotContain(TestService.KEY, "team@example.com", "\"sign\""));
        }
    }
}
