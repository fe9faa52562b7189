package livecallbacks.broker;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The durable hand-off between the rooms: an Artemis broker inside this process, or a connection to one elsewhere. It
 * is up before anything sends and down after everything has sent.
 */
public sealed interface Broker extends AutoCloseable permits EmbeddedBroker, RemoteBroker {

    /**
     * A connection to the broker of a service for a command beside it: through the service's door if it is running on
     * this machine, else by starting the embedded broker on its folder for as long as the command takes.
     *
     * @param url of a broker elsewhere; null for the embedded one
     * @param username null for none; of a broker elsewhere
     * @param password null for none; of a broker elsewhere
     * @param directory of the embedded broker
     * @throws BrokerException if it can be reached in neither way
     */
    static Broker reach(@Nullable String url, @Nullable String username, @Nullable String password, Path directory)
            throws BrokerException {
        if (url != null) {
            return RemoteBroker.at(url, username, password);
        }
        RemoteBroker running = Door.enter(directory);
        return running != null ? running : EmbeddedBroker.start(directory, 0);
    }

    /** Pooled connections; what a route sends over them while it consumes belongs to the consumer's transaction. */
    ConnectionFactory connections();

    /**
     * Pooled connections outside any consumer's transaction. A message with a duplicate id that the broker knows is
     * dropped silently on these; inside a transaction it would fail the whole transaction again and again.
     */
    ConnectionFactory independentConnections();

    /**
     * Sends a message that is kept, as bytes, and says when it is on disk. Many threads may do so at the same time, and
     * their messages then share a sync where the broker is in this process. With one elsewhere it waits for the answer.
     *
     * @param sending to a queue
     * @param completion is told once what came of it
     */
    void send(Sending sending, Completion completion);

    /**
     * Whether {@link #take} can be used with a queue: the broker is in this process, and it does not bring the messages
     * of a group to one consumer, which takes consumers that can be told apart.
     *
     * @param queue its name, or that of its address, two colons and its name
     */
    boolean canTake(String queue);

    /**
     * Takes messages from a queue, each in a transaction of its own; many of them then share a sync of the disk.
     *
     * @param queue as in {@link #canTake}
     * @param concurrency how many are dealt with at the same time, from 1 on
     * @param threads where that is done; has as many of them
     * @param taker deals with a message, and sees to it that it is done or failed
     * @throws BrokerException if the queue cannot be used so
     */
    Taking take(String queue, int concurrency, Executor threads, Consumer<Delivery> taker) throws BrokerException;

    /**
     * Whether the broker cannot keep anything now, as far as it is known without asking it: the disk of the embedded
     * one is as full as it may get, or it has stopped after a fault of the disk. Answers at once.
     */
    boolean isFull();

    /**
     * How the queues stand, so far as the broker tells: the embedded one all of them, an Artemis elsewhere those of
     * {@code broker.xml} if this user may manage it, any other none. It may take seconds if the broker is away.
     *
     * @throws BrokerException if it cannot be reached
     */
    List<QueueState> queues(Clock clock) throws BrokerException;

    /** From now on it counts into this registry what only it knows: nothing, where it is elsewhere. */
    void bindTo(MeterRegistry meters);

    /** Closes the connections, then stops the broker if it is ours. */
    @Override
    void close() throws BrokerException;
}
