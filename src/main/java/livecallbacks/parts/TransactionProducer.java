package livecallbacks.parts;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import livecallbacks.broker.Delivery;
import livecallbacks.broker.Sending;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.JmsKeyFormatStrategy;
import org.apache.camel.component.jms.JmsMessageType;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * Sends bytes in the transaction of the message that the exchange is about, if there is one; all else over JMS. Whether
 * there is such an address shows when the transaction is committed.
 */
final class TransactionProducer extends DefaultAsyncProducer {

    private final JmsEndpoint endpoint;
    private final AsyncProducer overJms;

    TransactionProducer(JmsEndpoint endpoint, Producer overJms) {
        super(endpoint);
        this.endpoint = endpoint;
        this.overJms = AsyncProcessorConverterHelper.convert(overJms);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Delivery delivery = exchange.getProperty(TakingConsumer.DELIVERY, Delivery.class);
        byte[] body = delivery == null || exchange.getPattern().isOutCapable() ? null : bytes(exchange);
        if (delivery != null && body != null && delivery.send(sending(exchange, body))) {
            callback.done(true);
            return true;
        }
        return overJms.process(exchange, callback);
    }

    private Sending sending(Exchange exchange, byte[] body) {
        String name = endpoint.getDestinationName();
        Map<String, Object> properties = properties(exchange);
        return endpoint.isPubSubDomain()
                ? Sending.toTopic(name, properties, body)
                : Sending.toQueue(name, properties, body);
    }

    /** The body, if the message is to be a {@code BytesMessage}. */
    private byte @Nullable [] bytes(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        JmsMessageType type = endpoint.getConfiguration().getJmsMessageType();
        if (type == JmsMessageType.Bytes) {
            return body == null ? null : exchange.getMessage().getBody(byte[].class);
        }
        return type == null && body instanceof byte[] bytes ? bytes : null;
    }

    /** As Camel's own binding makes properties of a JMS message. */
    private Map<String, Object> properties(Exchange exchange) {
        HeaderFilterStrategy filter = endpoint.getHeaderFilterStrategy();
        JmsKeyFormatStrategy names = endpoint.getJmsKeyFormatStrategy();
        Map<String, Object> properties = new HashMap<>();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            Object property = property(value);
            if (property != null
                    && (!name.startsWith("JMS") || name.startsWith("JMSX"))
                    && (filter == null || !filter.applyFilterToCamelHeaders(name, value, exchange))) {
                properties.put(names.encodeKey(name), property);
            }
        });
        return properties;
    }

    private static @Nullable Object property(@Nullable Object value) {
        if (value instanceof BigInteger || value instanceof BigDecimal || value instanceof CharSequence) {
            return value.toString();
        }
        return value instanceof Number || value instanceof Boolean || value instanceof Character ? value : null;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ServiceHelper.startService(overJms);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(overJms);
        super.doStop();
    }
}
