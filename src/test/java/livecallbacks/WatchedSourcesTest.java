package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys and tokens are changed while the service runs, and no callback is refused in between. */
@Timeout(60)
class WatchedSourcesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OLD = "dbJ7Xm2QvK9sLw4TzR6nYc8P";
    private static final String NEW = "Hq3VgN5xBt7WkD2mZj9RfS4L";

    @TempDir
    private Path folder;

    private static int answerTo(TestService service, String key, String path) throws Exception {
        String body = Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"match-42\",\"end_time\":1545049971}",
                key,
                Clock.systemUTC().instant().getEpochSecond() + 600);
        return TestService.send(
                        HttpRequest.newBuilder(service.uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }

    @Test
    void aKeyIsReplacedWithoutARestartAndAFaultyChangeLeavesTheLastGoodOne() throws Exception {
        Path keys = Files.writeString(folder.resolve("keys"), OLD + "\n");
        try (LogLines log = LogLines.of(WatchedSources.class);
                TestService service = TestService.start(
                        folder.resolve("service"),
                        Clock.systemUTC(),
                        Map.of("CALLBACKS_LIVE_KEYS_FILE", keys.toString()))) {
            assertThat(answerTo(service, OLD, "/callbacks/live")).isEqualTo(200);
            assertThat(answerTo(service, NEW, "/callbacks/live")).isEqualTo(401);

            Files.writeString(keys, NEW + "," + OLD);
            await().atMost(PATIENCE).until(() -> answerTo(service, NEW, "/callbacks/live") == 200);
            assertThat(answerTo(service, OLD, "/callbacks/live")).isEqualTo(200);

            Files.writeString(keys, NEW);
            await().atMost(PATIENCE).until(() -> answerTo(service, OLD, "/callbacks/live") == 401);
            assertThat(answerTo(service, NEW, "/callbacks/live")).isEqualTo(200);

            // A file that is written in two steps is empty for a moment.
            Files.writeString(keys, "");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(log.lines())
                            .last()
                            .asString()
                            .contains("the last good one stays", "callbacks.live.keys: is missing"));
            assertThat(answerTo(service, NEW, "/callbacks/live")).isEqualTo(200);
            assertThat(log.lines())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line).doesNotContain(OLD, NEW));
        }
    }
}
