package livecallbacks;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * The health check {@code away}: which routes wait for something that is away, such as the store or the mail server. It
 * is up all the same, since callbacks are taken and wait on disk; the sender must be able to reach us then.
 */
final class AwayCheck extends AbstractHealthCheck {

    /** A check of all routes that have a {@link PauseWhileAway}. */
    AwayCheck() {
        super("live-callbacks", "away");
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        String routes = getCamelContext().getRegistry().findByType(PauseWhileAway.class).stream()
                .flatMap(policy -> policy.awayFrom().stream())
                .sorted()
                .collect(Collectors.joining(", "));
        if (!routes.isEmpty()) {
            builder.message("Waiting until what they send to is there again: " + routes);
        }
    }
}
