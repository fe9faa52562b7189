package livecallbacks.event;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * Measures how long it took from the receipt of a callback to a point of the flow. A callback that an operator brought
 * again, or out of quarantine, is not measured: what it waited for was a person. Safe for use by several threads.
 */
public final class SinceReceived {

    /** A message header of what is replayed. */
    private static final String REPLAY = "replay";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(6)
    };

    private final Timer timer;
    private final Clock clock;

    /**
     * A timer in this registry.
     *
     * @param name of the timer
     * @param description what is measured, for people
     * @param clock the one clock of the service
     */
    public SinceReceived(MeterRegistry meters, String name, String description, Clock clock) {
        this.timer = Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        this.clock = clock;
    }

    /** Measures a message with these headers; none without {@link CallbackEvent#RECEIVED_AT}. */
    public void measure(Map<String, Object> headers) {
        if (headers.get(CallbackEvent.RECEIVED_AT) instanceof Long receivedAt
                && !headers.containsKey(CallbackEvent.RELEASE)
                && !headers.containsKey(REPLAY)) {
            // Another instance's clock may have been a little ahead.
            timer.record(Duration.ofMillis(Math.max(0, clock.millis() - receivedAt)));
        }
    }
}
