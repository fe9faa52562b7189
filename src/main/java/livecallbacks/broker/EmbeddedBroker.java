package livecallbacks.broker;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** The Artemis broker of {@code broker.xml} inside this process, with its journal in a folder of its own. */
public final class EmbeddedBroker implements Broker {

    /** Brokers of one process (tests start several) must not share an in-VM address. */
    private static final AtomicInteger NEXT_IN_VM_ID = new AtomicInteger();

    /**
     * callTimeout: a send that is not on disk by then has failed, and the sender gets its 503 while it still listens.
     * consumerWindowSize 0: a message waits in the broker for whichever consumer is free, not behind a slow one.
     */
    private static final String IN_VM_OPTIONS = "callTimeout=4000&consumerWindowSize=0";

    private final EmbeddedActiveMQ server;
    private final Door door;
    private final ActiveMQConnectionFactory factory;
    private final Connections connections;

    private EmbeddedBroker(EmbeddedActiveMQ server, Door door, ActiveMQConnectionFactory factory) {
        this.server = server;
        this.door = door;
        this.factory = factory;
        this.connections = new Connections(factory);
    }

    /**
     * Starts a broker in this process and waits until it takes messages.
     *
     * @param directory holds the journal; made if it does not exist. Only one broker may use it at a time.
     * @throws BrokerException if it does not start: a broken journal, no right to write, another process on the
     *     directory
     */
    public static EmbeddedBroker start(Path directory) throws BrokerException {
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        String inVm = "vm://" + NEXT_IN_VM_ID.getAndIncrement();
        Door door = new Door(directory);
        try {
            FileConfiguration configuration = configuration(directory);
            configuration.addAcceptorConfiguration("in-vm", inVm);
            configuration.addAcceptorConfiguration(Door.ACCEPTOR, Door.ACCEPTOR_URL);
            server.setConfiguration(configuration);
            server.setSecurityManager(door.lock());
            server.start();
            if (!server.getActiveMQServer().isActive()) {
                throw new BrokerException("The broker in " + directory + " did not become active; does another process"
                        + " use the folder? (data.dir)");
            }
            door.open(server.getActiveMQServer());
            ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(inVm + "?" + IN_VM_OPTIONS);
            factory.setUser(Door.USER);
            factory.setPassword(door.password());
            return new EmbeddedBroker(server, door, factory);
        } catch (BrokerException e) {
            throw e;
        } catch (Exception e) {
            throw new BrokerException("The broker in " + directory + " did not start: " + e.getMessage(), e);
        }
    }

    private static FileConfiguration configuration(Path directory) throws BrokerException {
        FileConfiguration configuration = BrokerXml.read();
        configuration.setBrokerInstance(directory.toFile());
        configuration.setJournalDirectory(directory.resolve("journal").toString());
        configuration.setBindingsDirectory(directory.resolve("bindings").toString());
        configuration.setPagingDirectory(directory.resolve("paging").toString());
        configuration.setLargeMessagesDirectory(
                directory.resolve("large-messages").toString());
        return configuration;
    }

    @Override
    public ConnectionFactory connections() {
        return connections.ofConsumers();
    }

    @Override
    public ConnectionFactory independentConnections() {
        return connections.independent();
    }

    /** The server, for whoever has to look inside. */
    public ActiveMQServer server() {
        return server.getActiveMQServer();
    }

    /** The broker looks at its disk every second. */
    @Override
    public boolean isFull() {
        return server().isActive() && server().getPagingManager().isDiskFull();
    }

    @Override
    public void close() throws BrokerException {
        door.close();
        connections.close();
        factory.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new BrokerException("The broker did not stop in good order: " + e.getMessage(), e);
        }
    }
}
