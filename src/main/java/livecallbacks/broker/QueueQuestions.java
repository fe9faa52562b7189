package livecallbacks.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.management.ManagementHelper;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a broker elsewhere how the queues of {@code broker.xml} stand. An Artemis whose user may manage it says so; of
 * any other it is only learnt whether it is there.
 */
final class QueueQuestions {

    private static final Logger LOG = LoggerFactory.getLogger(QueueQuestions.class);

    /** A broker that did not tell is asked again after so many times: it may have been about to go. */
    private static final int SKIPPED = 30;

    private final ConnectionFactory connections;
    private final List<String> queues;
    private int toSkip;
    private boolean said;

    /**
     * @param connections pooled ones
     * @throws BrokerException if this application's own broker.xml cannot be read
     */
    QueueQuestions(ConnectionFactory connections) throws BrokerException {
        this.connections = connections;
        this.queues = BrokerXml.read().getAddressConfigurations().stream()
                .map(CoreAddressConfiguration::getQueueConfigs)
                .flatMap(List::stream)
                .map(QueueConfiguration::getName)
                .map(String::valueOf)
                .toList();
    }

    /**
     * How each of them stands; nothing if the broker does not tell.
     *
     * @throws BrokerException if it cannot be reached
     */
    synchronized List<QueueState> ask(Clock clock) throws BrokerException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            if (toSkip > 0) {
                toSkip--;
                return List.of();
            }
            return states(session, clock);
        } catch (JMSException e) {
            throw new BrokerException("The broker cannot be reached: " + e.getMessage(), e);
        }
    }

    private List<QueueState> states(Session session, Clock clock) {
        List<QueueState> states = new ArrayList<>();
        try {
            for (String queue : queues) {
                if (!(attribute(session, queue, "messageCount") instanceof Number messages)) {
                    throw new JMSException("no number of messages");
                }
                Object age = attribute(session, queue, "firstMessageAge");
                states.add(new QueueState(
                        queue,
                        messages.longValue(),
                        age instanceof Number millis ? clock.millis() - millis.longValue() : null));
            }
            return states;
        } catch (Exception e) {
            toSkip = SKIPPED;
            if (!said) {
                said = true;
                LOG.info(
                        "The broker does not tell how its queues stand ({}), so there are no metrics of them; Artemis"
                                + " does if this user may manage it",
                        String.valueOf(e.getMessage()));
            }
            return List.of();
        }
    }

    private static @Nullable Object attribute(Session session, String queue, String name) throws Exception {
        return BrokerCheck.answer(
                session, ResourceNames.QUEUE + queue, ManagementHelper.HDR_ATTRIBUTE.toString(), name, "");
    }
}
