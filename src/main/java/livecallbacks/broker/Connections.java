package livecallbacks.broker;

import jakarta.jms.ConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Two pools of connections to one broker: one for consumers' transactions, one outside of them. */
final class Connections implements AutoCloseable {

    private static final int CONNECTIONS = 4;
    private static final int SESSIONS_PER_CONNECTION = 500;

    private final JmsPoolConnectionFactory ofConsumers;
    private final JmsPoolConnectionFactory independent;

    Connections(ConnectionFactory factory) {
        this.ofConsumers = pool(factory);
        this.independent = pool(factory);
    }

    ConnectionFactory ofConsumers() {
        return ofConsumers;
    }

    ConnectionFactory independent() {
        return independent;
    }

    @Override
    public void close() {
        ofConsumers.stop();
        independent.stop();
    }

    private static JmsPoolConnectionFactory pool(ConnectionFactory factory) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(factory);
        pool.setMaxConnections(CONNECTIONS);
        pool.setMaxSessionsPerConnection(SESSIONS_PER_CONNECTION);
        pool.start();
        return pool;
    }
}
