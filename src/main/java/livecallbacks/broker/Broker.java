package livecallbacks.broker;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/**
 * The durable hand-off between the rooms: an Artemis broker inside this process, or a connection to one elsewhere. It
 * is up before anything sends and down after everything has sent.
 */
public final class Broker implements AutoCloseable {

    /** Brokers of one process (tests start several) must not share an in-VM address. */
    private static final AtomicInteger NEXT_IN_VM_ID = new AtomicInteger();

    /**
     * callTimeout: a send that is not on disk by then has failed, and the sender gets its 503 while it still listens.
     * consumerWindowSize 0: a message waits in the broker for whichever consumer is free, not behind a slow one.
     */
    private static final String CLIENT_OPTIONS = "callTimeout=4000&consumerWindowSize=0";

    private static final int CONNECTIONS = 4;
    private static final int SESSIONS_PER_CONNECTION = 500;

    private final @Nullable EmbeddedActiveMQ server;
    private final ActiveMQConnectionFactory connections;
    private final JmsPoolConnectionFactory pool;
    private final JmsPoolConnectionFactory independentPool;

    private Broker(@Nullable EmbeddedActiveMQ server, ActiveMQConnectionFactory connections) {
        this.server = server;
        this.connections = connections;
        this.pool = pool(connections);
        this.independentPool = pool(connections);
    }

    /**
     * Starts a broker in this process and waits until it takes messages.
     *
     * @param directory holds the journal; made if it does not exist. Only one broker may use it at a time.
     * @throws BrokerException if it does not start: a broken journal, no right to write, another process on the
     *     directory
     */
    public static Broker embedded(Path directory) throws BrokerException {
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        int inVmId = NEXT_IN_VM_ID.getAndIncrement();
        try {
            FileConfiguration configuration = new FileConfiguration();
            FileDeploymentManager deployment = new FileDeploymentManager("broker.xml");
            deployment.addDeployable(configuration);
            deployment.readConfiguration();
            configuration.setBrokerInstance(directory.toFile());
            configuration.setJournalDirectory(directory.resolve("journal").toString());
            configuration.setBindingsDirectory(directory.resolve("bindings").toString());
            configuration.setPagingDirectory(directory.resolve("paging").toString());
            configuration.setLargeMessagesDirectory(
                    directory.resolve("large-messages").toString());
            configuration.addAcceptorConfiguration("in-vm", "vm://" + inVmId);
            server.setConfiguration(configuration);
            server.start();
            if (!server.getActiveMQServer().isActive()) {
                throw new BrokerException("The broker in " + directory + " did not become active; does another process"
                        + " use the folder? (data.dir)");
            }
            return new Broker(server, new ActiveMQConnectionFactory("vm://" + inVmId + "?" + CLIENT_OPTIONS));
        } catch (BrokerException e) {
            throw e;
        } catch (Exception e) {
            throw new BrokerException("The broker in " + directory + " did not start: " + e.getMessage(), e);
        }
    }

    /**
     * Connects to a broker elsewhere, at the first use.
     *
     * @param url of an Artemis broker, such as {@code tcp://broker:61616?sslEnabled=true}
     * @param username null for none
     * @param password null for none
     */
    public static Broker at(String url, @Nullable String username, @Nullable String password) {
        String options = (url.contains("?") ? "&" : "?") + CLIENT_OPTIONS;
        ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(url + options);
        connections.setUser(username);
        connections.setPassword(password);
        return new Broker(null, connections);
    }

    /** Pooled connections; what a route sends over them while it consumes belongs to the consumer's transaction. */
    public ConnectionFactory connections() {
        return pool;
    }

    /**
     * Pooled connections outside any consumer's transaction. A message with a duplicate id that the broker knows is
     * dropped silently on these; inside a transaction it would fail the whole transaction again and again.
     */
    public ConnectionFactory independentConnections() {
        return independentPool;
    }

    /** The server, if it runs in this process. */
    public @Nullable ActiveMQServer server() {
        return server == null ? null : server.getActiveMQServer();
    }

    /**
     * Whether the embedded broker's disk is as full as it may get; it looks every second. Beyond that it would let a
     * sender wait. Of a broker elsewhere this is not known here.
     */
    public boolean isFull() {
        return server != null
                && server.getActiveMQServer().isActive()
                && server.getActiveMQServer().getPagingManager().isDiskFull();
    }

    /** Closes the connections, then stops the broker if it is ours. */
    @Override
    public void close() throws BrokerException {
        pool.stop();
        independentPool.stop();
        connections.close();
        if (server != null) {
            try {
                server.stop();
            } catch (Exception e) {
                throw new BrokerException("The broker did not stop in good order: " + e.getMessage(), e);
            }
        }
    }

    private static JmsPoolConnectionFactory pool(ActiveMQConnectionFactory connections) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(connections);
        pool.setMaxConnections(CONNECTIONS);
        pool.setMaxSessionsPerConnection(SESSIONS_PER_CONNECTION);
        pool.start();
        return pool;
    }
}
