package livecallbacks.broker;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.jms.ConnectionFactory;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to a broker in another process, made at the first use: Artemis, or one that speaks AMQP 1.0. */
public final class RemoteBroker implements Broker {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteBroker.class);

    private final BrokerUrl url;
    private final ConnectionFactory factory;
    private final Connections connections;
    private final JmsSender sender;
    private final QueueQuestions questions;

    private RemoteBroker(BrokerUrl url, ConnectionFactory factory) throws BrokerException {
        this.url = url;
        this.factory = factory;
        this.connections = new Connections(factory);
        this.sender = new JmsSender(connections.independent());
        this.questions = new QueueQuestions(connections.independent());
    }

    /**
     * Connects to a broker elsewhere, at the first use.
     *
     * @param url of an Artemis broker, such as {@code tcp://broker:61616?sslEnabled=true}, of a pair of them, such as
     *     {@code (tcp://a:61616,tcp://b:61616)}, or of a broker that speaks AMQP 1.0, such as
     *     {@code amqp://broker:5672}
     * @param username null for none
     * @param password null for none
     * @throws BrokerException if the client does not understand the URL
     */
    public static RemoteBroker at(String url, @Nullable String username, @Nullable String password)
            throws BrokerException {
        BrokerUrl broker = new BrokerUrl(url);
        try {
            return new RemoteBroker(broker, factory(broker, username, password));
        } catch (RuntimeException e) {
            // Without the cause, which shows the whole URL.
            throw new BrokerException("broker.url: the client of the broker at " + broker
                    + " cannot read one of its options (behind the question mark): "
                    + e.getClass().getSimpleName());
        }
    }

    private static ConnectionFactory factory(BrokerUrl url, @Nullable String username, @Nullable String password) {
        if (url.isAmqp()) {
            JmsConnectionFactory factory = new JmsConnectionFactory(url.withDefaults());
            if (username != null) {
                factory.setUsername(username);
            }
            if (password != null) {
                factory.setPassword(password);
            }
            return factory;
        }
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url.withDefaults());
        factory.setUser(username);
        factory.setPassword(password);
        return factory;
    }

    /**
     * Waits until the broker answers, then asks it whether it has what the routes need; says so in the log while it
     * waits, and where the broker's policies are not those of {@code broker/primary.xml}.
     *
     * @return what is missing, one line each, for an operator; nothing if the service can start
     * @throws InterruptedException if this thread is to end
     * @throws BrokerException if this application's own broker.xml cannot be read
     */
    public List<String> awaitAndCheck() throws InterruptedException, BrokerException {
        return new BrokerCheck(factory, url.toString(), LOG::warn).awaitAndCheck();
    }

    /**
     * Asks the broker once whether it has what the routes need.
     *
     * @param differences gets a sentence for each policy of the broker's that is not that of {@code broker/primary.xml}
     * @return what is missing, one line each, for an operator; also that the broker cannot be reached
     * @throws BrokerException if this application's own broker.xml cannot be read
     */
    public List<String> checkNow(Consumer<String> differences) throws BrokerException {
        return new BrokerCheck(factory, url.toString(), differences).checkNow();
    }

    @Override
    public ConnectionFactory connections() {
        return connections.ofConsumers();
    }

    @Override
    public ConnectionFactory independentConnections() {
        return connections.independent();
    }

    @Override
    public void send(Sending sending, Completion completion) {
        sender.send(sending.address(), sending.properties(), sending.body(), completion);
    }

    @Override
    public boolean canTake(String queue) {
        return false;
    }

    @Override
    public Taking take(String queue, int concurrency, Executor threads, Consumer<Delivery> taker)
            throws BrokerException {
        throw new BrokerException("The broker at " + url + " is elsewhere; take from " + queue + " over JMS");
    }

    /** Not known of a broker elsewhere: a send that it cannot keep fails. */
    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public List<QueueState> queues(Clock clock) throws BrokerException {
        return questions.ask(clock);
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        // It has meters of its own.
    }

    @Override
    public void close() {
        connections.close();
        if (factory instanceof ActiveMQConnectionFactory artemis) {
            artemis.close();
        }
    }
}
