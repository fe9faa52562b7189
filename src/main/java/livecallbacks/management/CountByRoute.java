package livecallbacks.management;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The beans {@code countRetry} and {@code countFailed}: count a message under the route that took it from its queue.
 * They change nothing. (Camel's component {@code micrometer} could do so, but takes tags only from a bean.)
 */
public final class CountByRoute implements Processor {

    /** Counted from 0 on, so that the first one is seen as a change. */
    private static final List<String> ROUTES = List.of("archive", "notify", "mail", "digest", "receipts");

    private final MeterRegistry meters;
    private final String name;
    private final String description;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    /**
     * A counter of this name, with the tag route.
     *
     * @param description what is counted, for people
     */
    public CountByRoute(MeterRegistry meters, String name, String description) {
        this.meters = meters;
        this.name = name;
        this.description = description;
        ROUTES.forEach(this::of);
    }

    @Override
    public void process(Exchange exchange) {
        of(exchange.getFromRouteId()).increment();
    }

    private Counter of(String route) {
        return counters.computeIfAbsent(
                route,
                id -> Counter.builder(name)
                        .description(description)
                        .tag("route", id)
                        .register(meters));
    }
}
