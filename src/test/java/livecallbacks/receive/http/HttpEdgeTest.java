package livecallbacks.receive.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import livecallbacks.receive.AddressRanges;
import livecallbacks.receive.Answers;
import livecallbacks.receive.Refusals;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** The edge around a server whose Camel context has started. */
class HttpEdgeTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final HttpLimits LIMITS =
            new HttpLimits(1_000, 1_000_000, 1_000, 1_000, 100, 100, 100, 100, 100, LONG, LONG, LONG);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Answers answers = new Answers(meters, List.of());
    private final Refusals refusals = new Refusals(meters, answers, Clock.systemUTC());
    private final RequestsInHand requests = new RequestsInHand();
    private final HttpEdge edge = new HttpEdge(refusals, answers, LIMITS, requests);

    @Test
    void aPathWithoutRouteIsUnknownOnlyOnceAllRoutesAreThere() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            EdgeServer server = server();
            context.addService(server);
            server.start();
            assertThat(statusOf(server)).as("before Camel starts").isEqualTo(503);
            context.start();

            edge.onCamelContextStarting(context, true);
            assertThat(statusOf(server)).as("before the last route").isEqualTo(503);
            edge.onCamelContextStarted(context, true);
            assertThat(statusOf(server)).as("while the routes' consumers start").isEqualTo(503);
            edge.onCamelContextFullyStarted(context, true);
            assertThat(statusOf(server)).as("with all routes").isEqualTo(404);
        }
    }

    private EdgeServer server() {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost("127.0.0.1");
        configuration.setBindPort(0);
        return new EdgeServer(
                configuration,
                new EdgeServer.Setup(LIMITS, AddressRanges.of(List.of()), false, null, refusals, answers, requests),
                edge);
    }

    private static int statusOf(EdgeServer server) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.getPort() + "/callbacks/live");
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(LONG).GET().build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
