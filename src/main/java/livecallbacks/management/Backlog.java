package livecallbacks.management;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import livecallbacks.broker.Broker;
import livecallbacks.broker.BrokerException;
import livecallbacks.broker.QueueState;

/**
 * Looks every few seconds at how the queues stand and whether the broker is there, so that nobody who asks for metrics
 * or health waits for that.
 */
public final class Backlog implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final Broker broker;
    private final Clock clock;
    private final MultiGauge messages;
    private final MultiGauge oldest;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "backlog");
        thread.setDaemon(true);
        return thread;
    });
    private final Future<?> next;
    private final Runnable each;
    private volatile boolean away;
    private volatile List<QueueState> states = List.of();

    /**
     * Begins to look.
     *
     * @param meters gets the gauges {@code livecallbacks.queue.messages} and {@code livecallbacks.queue.oldest.seconds}
     *     with the tag queue, and {@code livecallbacks.taking}
     * @param each is done at each look as well
     */
    public Backlog(Broker broker, Clock clock, MeterRegistry meters, Runnable each) {
        this.broker = broker;
        this.clock = clock;
        this.each = each;
        this.messages = MultiGauge.builder("livecallbacks.queue.messages")
                .description("Messages in a queue, those in hand or put off included")
                .register(meters);
        this.oldest = MultiGauge.builder("livecallbacks.queue.oldest.seconds")
                .description("For how long the oldest message of a queue has been there; 0 if it is empty")
                .register(meters);
        Gauge.builder("livecallbacks.taking", this, backlog -> backlog.takes() ? 1 : 0)
                .description(
                        "1 if callbacks can be taken; 0 if they are answered 503, because of the disk or the broker")
                .register(meters);
        this.next = looks.scheduleWithFixedDelay(this::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether a callback can be forced to disk now, as far as it is known. */
    public boolean takes() {
        return !away && !broker.isFull();
    }

    /** How each queue stood at the last look, a few seconds ago at most; empty before the first one. */
    public List<QueueState> states() {
        return states;
    }

    private void look() {
        each.run();
        try {
            List<QueueState> found = broker.queues(clock);
            states = found;
            away = false;
            messages.register(
                    found.stream()
                            .map(state -> Row.of(Tags.of("queue", state.queue()), state.messages()))
                            .toList(),
                    true);
            oldest.register(
                    found.stream()
                            .map(state -> Row.of(Tags.of("queue", state.queue()), seconds(state)))
                            .toList(),
                    true);
        } catch (BrokerException | RuntimeException e) {
            // A broker elsewhere that cannot be reached. The embedded one says by itself when it is down; it can stop
            // while it is looked at.
            away = e instanceof BrokerException;
        }
    }

    private double seconds(QueueState state) {
        Long since = state.oldestSince();
        if (since == null) {
            return state.messages() == 0 ? 0 : Double.NaN;
        }
        return Math.max(0, clock.millis() - since) / 1000.0;
    }

    @Override
    public void close() {
        next.cancel(true);
        looks.shutdownNow();
    }
}
