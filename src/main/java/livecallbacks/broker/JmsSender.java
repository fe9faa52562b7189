package livecallbacks.broker;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends one message at a time and waits until the broker has it on disk: what every JMS broker can do. */
final class JmsSender {

    private final ConnectionFactory connections;

    /** Sends over these connections, which have to be pooled. */
    JmsSender(ConnectionFactory connections) {
        this.connections = connections;
    }

    /** Sends as {@link Broker#send} says, and returns when it is done. */
    void send(String queue, Map<String, Object> properties, byte[] body, Completion completion) {
        completion.done(sent(queue, properties, body));
    }

    private @Nullable Exception sent(String queue, Map<String, Object> properties, byte[] body) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            BytesMessage message = session.createBytesMessage();
            for (Map.Entry<String, Object> property : properties.entrySet()) {
                message.setObjectProperty(property.getKey(), property.getValue());
            }
            message.writeBytes(body);
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            producer.send(message);
            return null;
        } catch (JMSException | RuntimeException e) {
            return e;
        }
    }
}
