package livecallbacks.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import livecallbacks.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ready means that callbacks can be taken, and nothing else. */
class HealthTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** More than the failures in a row after which a route pauses. */
    private static final int CALLBACKS = 14;

    @TempDir
    private Path folder;

    private static HttpResponse<String> get(TestService service, String path) {
        return TestService.send(HttpRequest.newBuilder(service.managementUri(path)));
    }

    private static void post(TestService service, String stream) {
        for (int i = 0; i < CALLBACKS; i++) {
            assertThat(service.post(TestService.recording(stream + "-" + i)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whileTheStoreAndTheMailServerAreAwayItIsReadyAndSaysWhatWaits() throws Exception {
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            assertThat(get(service, "/observe/health/ready").body()).doesNotContain("Waiting until");

            int port = service.mailbox().port();
            service.mailbox().close();
            post(service, "no-mail");
            awaitReadyAndWaiting(service, "mail");
            service.s3().close();
            post(service, "no-store");
            awaitReadyAndWaiting(service, "archive, mail");
            assertThat(get(service, "/observe/metrics").body())
                    .contains(
                            "livecallbacks_away{route=\"archive\"} 1.0",
                            "livecallbacks_away{route=\"mail\"} 1.0",
                            "livecallbacks_away{route=\"lookForDue\"} 0.0");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    get(service, "/observe/metrics").body())
                            .contains("livecallbacks_queue_messages{queue=\"callbacks.received\"} " + CALLBACKS + ".0")
                            .containsPattern("livecallbacks_queue_oldest_seconds\\{queue=\"callbacks.received\"} [1-9]")
                            .containsPattern("livecallbacks_retries_total\\{route=\"archive\"} [1-9]")
                            .containsPattern("livecallbacks_retries_total\\{route=\"mail\"} [1-9]"));

            service.restartS3();
            service.restartMailbox(port);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(get(service, "/observe/health/ready").body()).doesNotContain("Waiting until");
                assertThat(get(service, "/observe/metrics").body())
                        .contains(
                                "livecallbacks_away{route=\"archive\"} 0.0",
                                "livecallbacks_away{route=\"mail\"} 0.0",
                                "livecallbacks_queue_messages{queue=\"callbacks.received\"} 0.0",
                                "livecallbacks_queue_oldest_seconds{queue=\"callbacks.received\"} 0.0");
            });
        }
    }

    private static void awaitReadyAndWaiting(TestService service, String routes) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> ready = get(service, "/observe/health/ready");
            assertThat(ready.body()).contains("Waiting until what they send to is there again: " + routes + "\"");
            assertThat(ready.statusCode()).isEqualTo(200);
        });
    }

    @Test
    void whileTheDiskHasFailedItIsAliveAndNotReady() throws Exception {
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            assertThat(get(service, "/observe/health/ready").statusCode()).isEqualTo(200);

            service.brokerServer().getStorageManager().criticalError(new IOException("the test's disk has failed"));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> get(service, "/observe/health/ready").statusCode() == 503);
            assertThat(get(service, "/observe/health/live").statusCode()).isEqualTo(200);

            await().atMost(PATIENCE)
                    .until(() -> get(service, "/observe/health/ready").statusCode() == 200
                            && get(service, "/observe/metrics").body().contains("livecallbacks_taking 1.0"));
            assertThat(service.post(TestService.recording("again")).statusCode())
                    .isEqualTo(200);
        }
    }
}
