package livecallbacks.operate;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import java.util.Map;
import livecallbacks.event.CallbackEvent;

/** Puts events where the receive room puts those that it takes, in the same form. */
public final class ReceivedQueue implements AutoCloseable {

    private static final String QUEUE = "callbacks.received";

    private final JMSContext context;
    private final Queue queue;

    /**
     * A connection to the queue.
     *
     * @throws JMSRuntimeException if the broker cannot be reached
     */
    public ReceivedQueue(ConnectionFactory connections) {
        this.context = connections.createContext();
        this.queue = context.createQueue(QUEUE);
    }

    /**
     * Returns when the event is forced to disk, or dropped as one that the broker has had already.
     *
     * @param body the callback's bytes as they came
     * @throws JMSException or {@link JMSRuntimeException} if the broker does not take it
     */
    public void put(CallbackEvent event, byte[] body) throws JMSException {
        BytesMessage message = context.createBytesMessage();
        for (Map.Entry<String, Object> header : event.toHeaders().entrySet()) {
            message.setObjectProperty(header.getKey(), header.getValue());
        }
        // As routes/receive.camel.yaml sets it, for the reason given there.
        message.setStringProperty("_AMQ_DUPL_ID", event.eventId());
        message.writeBytes(body);
        context.createProducer().setDeliveryMode(DeliveryMode.PERSISTENT).send(queue, message);
    }

    @Override
    public void close() {
        context.close();
    }
}
