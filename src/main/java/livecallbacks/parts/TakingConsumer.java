package livecallbacks.parts;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import livecallbacks.broker.Broker;
import livecallbacks.broker.Delivery;
import livecallbacks.broker.Taking;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsConstants;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of a queue from the broker in this process. An exchange carries its {@link Delivery} as the
 * property {@value #DELIVERY}; when it has come to its end without an exception, the message is done with.
 */
final class TakingConsumer extends JmsConsumer {

    static final String DELIVERY = "livecallbacks.delivery";

    private static final String ATTEMPT = "JMSXDeliveryCount";

    private final Broker broker;
    private @Nullable ExecutorService threads;
    private @Nullable Taking taking;

    TakingConsumer(JmsEndpoint endpoint, Processor processor, Broker broker) {
        // Camel's class asks for a container that would poll; this one is never started.
        super(endpoint, processor, endpoint.createMessageListenerContainer());
        this.broker = broker;
    }

    @Override
    protected void doStart() throws Exception {
        ServiceHelper.startService(getProcessor());
        JmsEndpoint endpoint = getEndpoint();
        int concurrency = Math.max(1, endpoint.getConcurrentConsumers());
        String name = endpoint.getDestinationName();
        ExecutorService started = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newFixedThreadPool(this, "JmsConsumer[" + name + "]", concurrency);
        threads = started;
        taking = broker.take(name, concurrency, started, this::take);
    }

    @Override
    protected void doSuspend() {
        if (taking != null) {
            taking.suspend();
        }
    }

    @Override
    protected void doResume() {
        if (taking != null) {
            taking.resume();
        }
    }

    @Override
    protected void doStop() {
        if (taking != null) {
            taking.close();
            taking = null;
        }
        if (threads != null) {
            getEndpoint().getCamelContext().getExecutorServiceManager().shutdownNow(threads);
            threads = null;
        }
        ServiceHelper.stopService(getProcessor());
    }

    @Override
    protected void doShutdown() {
        ServiceHelper.stopAndShutdownService(getProcessor());
    }

    private void take(Delivery delivery) {
        Exchange exchange = createExchange(true);
        exchange.setPattern(ExchangePattern.InOnly);
        exchange.setProperty(DELIVERY, delivery);
        fill(exchange, delivery);
        getAsyncProcessor().process(exchange, doneSync -> {
            if (exchange.getException() == null && !exchange.isRollbackOnly()) {
                delivery.done();
            } else {
                delivery.failed();
            }
        });
    }

    /** As Camel's own binding does with the properties of a JMS message. */
    private void fill(Exchange exchange, Delivery delivery) {
        JmsEndpoint endpoint = getEndpoint();
        HeaderFilterStrategy filter = endpoint.getHeaderFilterStrategy();
        Message message = exchange.getMessage();
        for (Map.Entry<String, Object> property : delivery.properties().entrySet()) {
            String name = property.getKey();
            Object value = property.getValue();
            if (filter == null || !filter.applyFilterToExternalHeaders(name, value, exchange)) {
                message.setHeader(endpoint.getJmsKeyFormatStrategy().decodeKey(name), value);
            }
        }
        message.setHeader(JmsConstants.JMS_HEADER_MESSAGE_ID, delivery.messageId());
        message.setHeader(JmsConstants.JMS_HEADER_TIMESTAMP, delivery.timestamp());
        message.setHeader(JmsConstants.JMS_HEADER_REDELIVERED, delivery.attempt() > 1);
        message.setHeader(ATTEMPT, delivery.attempt());
        message.setBody(delivery.body());
    }
}
