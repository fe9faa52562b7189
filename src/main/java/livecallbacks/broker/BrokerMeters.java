package livecallbacks.broker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every message that is sent to the embedded broker: which of them it had already, and how long the journal
 * took to be forced to disk. It has nothing to tell before it has a registry.
 */
final class BrokerMeters implements ActiveMQServerMessagePlugin {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(4)
    };

    /** All that there is to count into; they come into being together. */
    private record Meters(MeterRegistry registry, Timer sync, Map<String, Counter> duplicates) {}

    private volatile @Nullable Meters meters;

    /** From now on it counts into this registry. */
    void bindTo(MeterRegistry registry) {
        Timer sync = Timer.builder("livecallbacks.journal.sync")
                .description("From a message given to the journal, or to a page, to its being forced to disk")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        meters = new Meters(registry, sync, new ConcurrentHashMap<>());
    }

    @Override
    public void afterSend(
            ServerSession session,
            @Nullable Transaction transaction,
            Message message,
            boolean direct,
            boolean noAutoCreateQueue,
            RoutingStatus result) {
        if (result == RoutingStatus.DUPLICATED_ID) {
            duplicate(message.getAddress());
        } else if (transaction == null && message.isDurable()) {
            long since = System.nanoTime();
            session.getSessionContext().executeOnCompletion(new IOCallback() {
                @Override
                public void done() {
                    synced(System.nanoTime() - since);
                }

                @Override
                public void onError(int errorCode, String errorMessage) {
                    // Whoever sent the message is told.
                }
            });
        }
    }

    /** Counts a message that was known and therefore dropped. */
    void duplicate(String queue) {
        Meters current = meters;
        if (current != null) {
            current.duplicates()
                    .computeIfAbsent(
                            queue,
                            name -> Counter.builder("livecallbacks.duplicates")
                                    .description("Messages that the broker had already and dropped")
                                    .tag("queue", name)
                                    .register(current.registry()))
                    .increment();
        }
    }

    /** Counts a sync of the journal, in nanoseconds. */
    void synced(long nanos) {
        Meters current = meters;
        if (current != null) {
            current.sync().record(Duration.ofNanos(nanos));
        }
    }
}
