package livecallbacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import livecallbacks.dev.TestS3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Two instances with a broker each, one bucket and one mail server: an event that reaches both is one of each. */
@Timeout(120)
class FirstCopyWinsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static String callback(String members, long secondsAhead) {
        return Signer.signed(
                "{" + members + "}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + secondsAhead);
    }

    private static Map<String, String> sharedWith(TestService first) {
        return Map.of(
                "ARCHIVE_ENDPOINT", first.environment().getOrDefault("ARCHIVE_ENDPOINT", ""),
                "ARCHIVE_ACCESS_KEY", first.environment().getOrDefault("ARCHIVE_ACCESS_KEY", ""),
                "ARCHIVE_SECRET_KEY", first.environment().getOrDefault("ARCHIVE_SECRET_KEY", ""),
                "MAIL_PORT", first.environment().getOrDefault("MAIL_PORT", ""));
    }

    private static void post(TestService service, String body) {
        assertThat(service.post(body).statusCode()).isEqualTo(200);
        await().atMost(PATIENCE).until(service::isDrained);
    }

    @Test
    void anEventThatReachesTwoInstancesIsOneObjectAndOneMail(@TempDir Path one, @TempDir Path two) throws Exception {
        try (TestService first = TestService.start(one, Clock.systemUTC(), Map.of());
                TestService second = TestService.start(two, Clock.systemUTC(), sharedWith(first))) {
            String recording = "\"event_type\":100,\"stream_id\":\"both\",\"end_time\":1545049971";
            String body = callback(recording, 600);
            post(first, body);
            post(second, body);
            post(second, callback(recording, 601));
            // The other way round, and from the sender's retry.
            String other = "\"event_type\":100,\"stream_id\":\"retried\",\"end_time\":1545049971";
            post(second, callback(other, 602));
            post(first, callback(other, 660));

            assertThat(first.keys()).hasSize(2);
            assertThat(first.object(first.keys().get(0)).asByteArray()).isEqualTo(body.getBytes(UTF_8));
            assertThat(first.mailbox().received("team@example.com")).hasSize(2);
        }
    }

    @Test
    void anEventWithoutATimeOfItsOwnIsOneObjectAlsoIfItsNextAttemptReachesTheOther(@TempDir Path one, @TempDir Path two)
            throws Exception {
        try (TestService first = TestService.start(one, Clock.systemUTC(), Map.of());
                TestService second = TestService.start(two, Clock.systemUTC(), sharedWith(first))) {
            String relay = "\"event_type\":314,\"stream_id\":\"both\",\"callback_event\":\"TaskExit\"";
            post(first, callback(relay, 600));
            post(second, callback(relay, 700));
            post(second, callback("\"event_type\":314,\"stream_id\":\"both\",\"callback_event\":\"TaskStart\"", 600));

            assertThat(first.keys()).hasSize(2);
        }
    }

    @Test
    void aCallbackWhoseKeyAnotherEventHasIsSetAsideAndNotLost(@TempDir Path folder) throws Exception {
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of());
                S3Client client = TestS3.client(service.s3())) {
            post(service, callback("\"event_type\":100,\"stream_id\":\"taken\",\"end_time\":1545049971", 600));
            List<String> keys = service.keys();
            client.putObject(
                    put -> put.bucket(TestService.BUCKET)
                            .key(keys.get(0))
                            .metadata(Map.of("event-id", "0".repeat(64), "received-at", "2026-01-01T00:00:00Z")),
                    RequestBody.fromString("somebody else's"));
            service.stopService();
            // Without the first broker's memory of ids.
            try (Stream<Path> files = Files.walk(folder.resolve("data/broker"))) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
            service.startService();

            post(service, callback("\"event_type\":100,\"stream_id\":\"taken\",\"end_time\":1545049971", 600));

            assertThat(service.queued("callbacks.failed")).isEqualTo(1);
            assertThat(service.object(keys.get(0)).asUtf8String()).isEqualTo("somebody else's");
            assertThat(service.mailbox().received("team@example.com")).hasSize(1);
        }
    }
}
