package livecallbacks.management;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * The health check {@code away}: which routes wait for something that is away, such as the store or the mail server. It
 * is up all the same, since callbacks are taken and wait on disk; the sender must be able to reach us then.
 */
public final class AwayHealth extends AbstractHealthCheck {

    private final Supplier<List<String>> routes;

    /** A check that asks for the ids of the routes that wait now. */
    public AwayHealth(Supplier<List<String>> routes) {
        super("live-callbacks", "away");
        this.routes = routes;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        List<String> waiting = routes.get();
        if (!waiting.isEmpty()) {
            builder.message("Waiting until what they send to is there again: "
                    + waiting.stream().sorted().collect(Collectors.joining(", ")));
        }
    }
}
