package livecallbacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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

    /** A home with one of the examples among its routes. */
    private static Path homeWith(String example, Path folder, String... properties) throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        for (String part : List.of("application.properties", "recipients.yaml", "routes", "templates")) {
            copy(Path.of(part), home);
        }
        Files.copy(Path.of("examples", example), home.resolve("routes").resolve(example));
        Files.write(home.resolve("application.properties"), List.of(properties), StandardOpenOption.APPEND);
        return home;
    }

    /** Takes posts, and refuses the first one. */
    private static final class WebHook implements AutoCloseable {

        private final HttpServer server;
        private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();
        private final List<String> bodies = new CopyOnWriteArrayList<>();

        WebHook() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                exchange.sendResponseHeaders(requests.isEmpty() ? 500 : 204, -1);
                requests.add(exchange);
                bodies.add(body);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void aWebhookGetsEachRecordingAsItCameAlsoIfItFailedAtFirst(@TempDir Path folder) throws Exception {
        try (WebHook hook = new WebHook()) {
            Path home = homeWith("webhook.camel.yaml", folder, "webhook.url=" + hook.url());
            try (TestService service = TestService.start(home, folder, Clock.systemUTC(), Map.of())) {
                String recording = callback(100, "own\\r\\nx-evil: 1");
                assertThat(service.post(callback(1, "own-2")).statusCode()).isEqualTo(200);
                assertThat(service.post(recording).statusCode()).isEqualTo(200);
                await().atMost(PATIENCE).until(() -> hook.bodies.size() == 2 && service.queued("webhook") == 0);
            }
            assertThat(hook.bodies).allMatch(body -> body.contains("own\\r\\nx-evil"));
            HttpExchange request = hook.requests.get(1);
            assertThat(request.getRequestMethod()).isEqualTo("POST");
            assertThat(request.getRequestHeaders())
                    .containsKeys("Eventid", "Source")
                    .doesNotContainKeys("X-evil", "Streamid");
            assertThat(request.getRequestHeaders().getFirst("Content-Type")).isEqualTo("application/json");
        }
    }

    @Test
    void slackIsToldOfAProblemAndAStreamIdCallsNobody(@TempDir Path folder) throws Exception {
        try (WebHook hook = new WebHook()) {
            Path home = homeWith("slack.camel.yaml", folder, "slack.url=" + hook.url());
            try (TestService service = TestService.start(home, folder, Clock.systemUTC(), Map.of())) {
                assertThat(service.post(callback(341, "<!channel> \\\"own\\\" ${body}"))
                                .statusCode())
                        .isEqualTo(200);
                await().atMost(PATIENCE).until(() -> hook.bodies.size() == 2 && service.queued("slack") == 0);
            }
            assertThat(hook.bodies.get(1))
                    .isEqualTo(
                            "{\"text\":\":warning: The recording of ‹!channel> \\\"own\\\" ${body} has a problem.\"}");
        }
    }

    @Test
    void getsItsOwnCopyOfEveryArchivedCallbackAlsoOfThoseThatCameWhileItFailed(@TempDir Path folder) throws Exception {
        Path home = homeWith("recordings-list.camel.yaml", folder);

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
