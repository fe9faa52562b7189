package livecallbacks.parts;

import livecallbacks.broker.Broker;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.JmsQueueEndpoint;
import org.apache.camel.component.jms.QueueBrowseStrategy;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.SynchronousDelegateProducer;

/**
 * Camel's {@code jms} component, with a shorter way where the broker is in this process: {@code jms:queue:...} with
 * {@code transacted=true} takes its messages from the broker itself, and what the route sends meanwhile with
 * {@code jms:...} belongs to the same transaction. Endpoints mean what they always do; without sessions, and with many
 * messages for each sync of the disk, they cost a fraction. What asks for more than that (a selector, a connection
 * factory of its own, a subscription to a topic, messages in groups) and every broker elsewhere goes over JMS.
 */
@Component("jms")
public final class BrokerJms extends JmsComponent {

    private final Broker broker;

    /** The component for one broker. */
    public BrokerJms(Broker broker) {
        this.broker = broker;
        getConfiguration().setConnectionFactory(broker.connections());
    }

    /** Whether an endpoint asks for nothing that only JMS has. */
    boolean isPlain(JmsConfiguration configuration) {
        return configuration.getConnectionFactory() == broker.connections()
                && configuration.getListenerConnectionFactory() == null
                && configuration.getTemplateConnectionFactory() == null
                && configuration.getUsername() == null
                && configuration.getReplyTo() == null;
    }

    @Override
    protected JmsEndpoint createQueueEndpoint(
            String uri,
            JmsComponent component,
            String subject,
            JmsConfiguration configuration,
            QueueBrowseStrategy browsing) {
        return new Queue(uri, subject, configuration, browsing);
    }

    @Override
    protected JmsEndpoint createTopicEndpoint(
            String uri, JmsComponent component, String subject, JmsConfiguration configuration) {
        return new Topic(uri, subject, configuration);
    }

    private Producer inTransaction(JmsEndpoint endpoint, Producer overJms) {
        boolean plain = isPlain(endpoint.getConfiguration())
                && endpoint.isDeliveryPersistent()
                && !endpoint.isPreserveMessageQos()
                && !(overJms instanceof SynchronousDelegateProducer);
        return plain ? new TransactionProducer(endpoint, overJms) : overJms;
    }

    private final class Queue extends JmsQueueEndpoint {

        Queue(String uri, String subject, JmsConfiguration configuration, QueueBrowseStrategy browsing) {
            super(uri, BrokerJms.this, subject, configuration, browsing);
        }

        @Override
        public JmsConsumer createConsumer(Processor processor) throws Exception {
            boolean plain = isPlain(getConfiguration())
                    && isTransacted()
                    && getSelector() == null
                    && getConfiguration().getMessageListenerContainerFactory() == null
                    && getConfiguration().getMaxConcurrentConsumers() <= 0
                    && getConfiguration().getTransactionManager() == null;
            return plain && broker.canTake(getDestinationName())
                    ? new TakingConsumer(this, processor, broker)
                    : super.createConsumer(processor);
        }

        @Override
        public Producer createProducer() throws Exception {
            return inTransaction(this, super.createProducer());
        }
    }

    private final class Topic extends JmsEndpoint {

        Topic(String uri, String subject, JmsConfiguration configuration) {
            super(uri, BrokerJms.this, subject, true, configuration);
        }

        @Override
        public Producer createProducer() throws Exception {
            return inTransaction(this, super.createProducer());
        }
    }
}
