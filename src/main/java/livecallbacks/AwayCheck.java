package livecallbacks;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.apache.camel.spi.Registry;

/**
 * The health check {@code away}: which routes wait for something that is away, such as the store or the mail server. It
 * is up all the same, since callbacks are taken and wait on disk; the sender must be able to reach us then.
 */
final class AwayCheck extends AbstractHealthCheck {

    private final Supplier<Registry> registry;

    /** A check of all routes of this Camel that have a {@link PauseWhileAway}. */
    AwayCheck(Supplier<Registry> registry) {
        super("live-callbacks", "away");
        this.registry = registry;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        String routes = registry.get().findByType(PauseWhileAway.class).stream()
                .flatMap(policy -> policy.awayFrom().stream())
                .sorted()
                .collect(Collectors.joining(", "));
        if (!routes.isEmpty()) {
            builder.message("Waiting until what they send to is there again: " + routes);
        }
    }
}
