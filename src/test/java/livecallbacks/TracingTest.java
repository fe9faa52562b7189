package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces arrive at a collector, and nothing is said there that the log would not say. */
@Timeout(90)
class TracingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOKEN = "5f1c0e7bd2a94c6e";

    @TempDir
    private Path folder;

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer collector;

    @BeforeEach
    void startCollector() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(new String(body, StandardCharsets.ISO_8859_1));
            ExportTraceServiceRequest.parseFrom(body)
                    .getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stopCollector() {
        collector.stop(0);
    }

    private TestService start() throws Exception {
        return TestService.start(
                folder,
                Clock.systemUTC(),
                Map.of(
                        "TRACES_ENDPOINT",
                        "http://127.0.0.1:" + collector.getAddress().getPort(),
                        "CALLBACKS_LIVE_TOKEN",
                        TOKEN));
    }

    private static String attribute(Span span, String name) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(name))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    @Test
    void oneTraceLeadsFromTheRequestToTheMail() throws Exception {
        try (TestService service = start()) {
            String body = TestService.recording("traced");
            HttpResponse<String> answer = service.post(
                    "/callbacks/live/" + TOKEN,
                    body.getBytes(StandardCharsets.UTF_8),
                    "traceparent",
                    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            assertThat(answer.statusCode()).isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> service.mailbox().received("team@example.com").size() == 1);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(spans)
                            .extracting(span -> attribute(span, "url.scheme") + " " + attribute(span, "op"))
                            .contains(
                                    "platform-http EVENT_RECEIVED",
                                    "jms EVENT_RECEIVED",
                                    "aws2-s3 EVENT_SENT",
                                    "jms EVENT_SENT",
                                    "smtp EVENT_SENT"));
            assertThat(spans)
                    .extracting(Span::getTraceId)
                    .containsOnly(spans.get(0).getTraceId());
            assertThat(spans.stream().map(span -> attribute(span, "camel.uri")))
                    .anyMatch(uri -> uri.contains("mail.outbox"));
            assertThat(requests)
                    .allSatisfy(request -> assertThat(request)
                            .doesNotContain(
                                    TOKEN,
                                    TestService.KEY,
                                    "team@example.com",
                                    "0af7651916cd43dd8448eb211c80319c",
                                    body.substring(body.indexOf("\"sign\""))));
        }
    }

    @Test
    void aCollectorThatIsAwayHoldsNothingUp() throws Exception {
        collector.stop(0);
        try (TestService service = start()) {
            assertThat(service.post(
                                    "/callbacks/live/" + TOKEN,
                                    TestService.recording("traced").getBytes(StandardCharsets.UTF_8))
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> service.mailbox().received("team@example.com").size() == 1);
        }
    }
}
