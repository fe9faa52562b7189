package livecallbacks;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.apache.logging.log4j.jul.Log4jBridgeHandler;

/**
 * One trace for each callback, from its request to its mails, sent to a collector over OTLP (HTTP, protobuf). What
 * comes by a timer, and steps within a route, are left out of it.
 */
final class Tracing implements AutoCloseable {

    private final OpenTelemetrySdk sdk;

    private Tracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /**
     * Traces to this collector, such as {@code http://collector:4318}. The variables that OpenTelemetry knows
     * ({@code OTEL_SERVICE_NAME}, {@code OTEL_TRACES_SAMPLER}, {@code OTEL_EXPORTER_OTLP_HEADERS} and others) win.
     */
    static Tracing to(URI collector) {
        // The JDK's logging is what it says its troubles with.
        Log4jBridgeHandler.install(true, "", false);
        Map<String, String> ours = Map.of(
                "otel.service.name", "live-callbacks",
                "otel.exporter.otlp.endpoint", collector.toString(),
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.traces.exporter", "otlp",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none");
        return new Tracing(AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> ours)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk());
    }

    /** Has Camel write spans; it finds what it needs by type. */
    void bind(Main main) {
        main.bind("tracer", sdk.getTracer("live-callbacks"));
        main.bind("contextPropagators", sdk.getPropagators());
        main.addInitialProperty("camel.opentelemetry2.enabled", "true");
        main.addInitialProperty(
                "camel.opentelemetry2.excludePatterns",
                Stream.of("direct", "timer", "scheduler", "seda", "file")
                        .map(scheme -> scheme + ":*")
                        .collect(Collectors.joining(",")));
    }

    /** Sends what it still has, for ten seconds at most. */
    @Override
    public void close() {
        sdk.close();
    }
}
