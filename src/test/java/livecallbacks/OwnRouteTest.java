package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example of a team's own route, dropped into routes/ as the README says. */
class OwnRouteTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(
                            file,
                            to.resolve(
                                    from.getParent() == null
                                            ? file
                                            : from.getParent().relativize(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static String callback(int eventType, String stream) {
        return Signer.signed(
                "{\"event_type\":" + eventType + ",\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    @Test
    void getsItsOwnCopyOfEveryArchivedCallbackAlsoOfThoseThatCameWhileItFailed(@TempDir Path folder) throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        for (String part : List.of("application.properties", "recipients.yaml", "routes", "templates")) {
            copy(Path.of(part), home);
        }
        Files.copy(Path.of("examples/recordings-list.camel.yaml"), home.resolve("routes/recordings-list.camel.yaml"));

        try (TestService service = TestService.start(home, folder, Clock.systemUTC(), Map.of())) {
            String recording = callback(100, "own-1");
            assertThat(service.post(recording).statusCode()).isEqualTo(200);
            assertThat(service.post(callback(1, "own-2")).statusCode()).isEqualTo(200);
            Path list = folder.resolve("data/recordings.ndjson");
            await().atMost(PATIENCE).until(() -> Files.exists(list));
            await().atMost(PATIENCE).until(service::isDrained);
            await().atMost(PATIENCE).until(() -> service.queued("recordingsList") == 0);
            assertThat(Files.readAllLines(list)).containsExactly(recording);

            service.service().camel().getRouteController().stopRoute("recordingsList");
            String second = callback(100, "own-3");
            assertThat(service.post(second).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.queued("recordingsList")).isEqualTo(1);
            service.service().camel().getRouteController().startRoute("recordingsList");
            await().atMost(PATIENCE).until(() -> service.queued("recordingsList") == 0);
            assertThat(Files.readAllLines(list)).containsExactly(recording, second);
        }
    }
}
