package livecallbacks.broker;

import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;

/** A connection to a broker in another process, made at the first use. */
public final class RemoteBroker implements Broker {

    /**
     * callTimeout: a send that is not on disk by then has failed, and the sender gets its 503 while it still listens.
     * consumerWindowSize 0: a message waits in the broker for whichever consumer is free, not behind a slow one.
     */
    static final String CLIENT_OPTIONS = "callTimeout=4000&consumerWindowSize=0";

    private final ActiveMQConnectionFactory factory;
    private final Connections connections;

    private RemoteBroker(ActiveMQConnectionFactory factory) {
        this.factory = factory;
        this.connections = new Connections(factory);
    }

    /**
     * Connects to a broker elsewhere, at the first use.
     *
     * @param url of an Artemis broker, such as {@code tcp://broker:61616?sslEnabled=true}
     * @param username null for none
     * @param password null for none
     */
    public static RemoteBroker at(String url, @Nullable String username, @Nullable String password) {
        String options = (url.contains("?") ? "&" : "?") + CLIENT_OPTIONS;
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url + options);
        factory.setUser(username);
        factory.setPassword(password);
        return new RemoteBroker(factory);
    }

    @Override
    public ConnectionFactory connections() {
        return connections.ofConsumers();
    }

    @Override
    public ConnectionFactory independentConnections() {
        return connections.independent();
    }

    /** Not known of a broker elsewhere: a send that it cannot keep fails. */
    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void close() {
        connections.close();
        factory.close();
    }
}
