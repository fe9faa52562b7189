package livecallbacks.management;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * The health check {@code recipients}: whether recipients.yaml is in use as it lies there. It is up also while the file
 * is broken, since callbacks are taken and the last good version is used; the detail then says where the fault is.
 */
public final class RecipientsHealth extends AbstractHealthCheck {

    private final Supplier<Optional<String>> problem;

    /** A check of what the supplier says, which has nobody's address in it. */
    public RecipientsHealth(Supplier<Optional<String>> problem) {
        super("live-callbacks", "recipients");
        this.problem = problem;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        problem.get().ifPresent(text -> builder.message("The last good version stays in use: " + text));
    }
}
