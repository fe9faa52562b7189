package livecallbacks.management;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * The health check {@code intake}: whether callbacks can be forced to disk. It is the one reason, beside starting and
 * stopping, for which a load balancer should send them to another instance.
 */
public final class IntakeHealth extends AbstractHealthCheck {

    private final BooleanSupplier takes;

    /** A check that asks this; it has to answer at once. */
    public IntakeHealth(BooleanSupplier takes) {
        super("live-callbacks", "intake");
        this.takes = takes;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (takes.getAsBoolean()) {
            builder.up();
        } else {
            builder.message("Callbacks are answered 503: the disk is full or has failed, or the broker is away")
                    .down();
        }
    }
}
