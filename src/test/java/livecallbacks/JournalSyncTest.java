package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import livecallbacks.broker.HeldChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The 200 comes after the callback is forced to disk: where the force is held up, so is the 200. */
@Timeout(60)
class JournalSyncTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private static String recording(String stream) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    @Test
    void the200WaitsUntilTheBytesOfTheCallbackAreForcedToDisk() throws Exception {
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            assertThat(service.post(recording("before")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(service::isDrained);

            HeldChannel journal = HeldChannel.underJournal(service.brokerServer(), "held-up");
            CompletableFuture<HttpResponse<String>> answer = HttpClient.newHttpClient()
                    .sendAsync(
                            HttpRequest.newBuilder(service.uri("/callbacks/live"))
                                    .POST(HttpRequest.BodyPublishers.ofString(recording("held-up")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            try {
                await().atMost(PATIENCE).until(() -> journal.isHolding() || answer.isDone());
                assertThat(answer)
                        .as("the answer, while the journal is written but not forced")
                        .isNotDone();
                await().during(LONG_ENOUGH).atMost(PATIENCE).until(() -> !answer.isDone());
            } finally {
                journal.letGo();
            }
            assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode())
                    .isEqualTo(200);
        }
    }
}
