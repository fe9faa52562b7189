package livecallbacks.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.JsonUtil;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.management.ManagementHelper;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.HierarchicalObjectRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a broker elsewhere whether it has the addresses and queues of {@code broker.xml}, and, if it is an Artemis that
 * lets itself be asked, whether they behave as they do there.
 */
final class BrokerCheck {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);

    private static final int ATTEMPTS_BETWEEN_LINES = 5;
    private static final long ANSWER_MILLIS = 4_000;

    private static final String REMEDY = "; broker/README.md says how to set the broker up";

    private final ConnectionFactory factory;
    private final String place;
    private final Configuration wanted;
    private final Consumer<String> differences;

    /**
     * A check.
     *
     * @param factory of plain connections, not of pooled ones
     * @param place how the broker is called, without secrets
     * @param differences gets a sentence for each policy of the broker's that is not as it should be
     * @throws BrokerException if this application's own broker.xml cannot be read
     */
    BrokerCheck(ConnectionFactory factory, String place, Consumer<String> differences) throws BrokerException {
        this.factory = factory;
        this.place = place;
        this.wanted = BrokerXml.read();
        this.differences = differences;
    }

    /**
     * Waits until the broker answers, then asks.
     *
     * @return what makes it useless, one line each; empty if it has all that is needed
     */
    List<String> awaitAndCheck() throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                return check();
            } catch (JMSSecurityException e) {
                return List.of(notLetIn());
            } catch (JMSException e) {
                if (attempt % ATTEMPTS_BETWEEN_LINES == 0) {
                    LOG.warn(
                            "The broker at {} cannot be reached: {}. No callbacks are taken until it can (broker.url)",
                            place,
                            e.getMessage());
                }
                // A machine that comes up tells nobody, so there is nothing to wait for but time.
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    /**
     * Asks now, and does not wait for a broker that is away.
     *
     * @return what makes it useless, one line each; empty if it has all that is needed
     */
    List<String> checkNow() {
        try {
            return check();
        } catch (JMSSecurityException e) {
            return List.of(notLetIn());
        } catch (JMSException e) {
            return List.of("broker.url: the broker at " + place
                    + " cannot be reached; check its host and port, whether it runs, and what stands in between"
                    + " (firewall, TLS)");
        }
    }

    private String notLetIn() {
        return "broker.username, broker.password: the broker at " + place
                + " does not let this user in; give the ones that it knows";
    }

    private List<String> check() throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            List<String> missing = missing(session);
            if (missing.isEmpty()) {
                comparePolicies(connection);
            }
            return missing;
        }
    }

    private List<String> missing(Session session) throws JMSException {
        List<String> problems = new ArrayList<>();
        for (CoreAddressConfiguration address : wanted.getAddressConfigurations()) {
            boolean topic = address.getRoutingTypes().contains(RoutingType.MULTICAST);
            String name = address.getName();
            ask(problems, topic ? "topic " + name : "address " + name, "send to", () -> {
                MessageProducer producer =
                        session.createProducer(topic ? session.createTopic(name) : session.createQueue(name));
                producer.close();
            });
            for (QueueConfiguration queue : address.getQueueConfigs()) {
                String full =
                        topic ? name + "::" + queue.getName() : queue.getName().toString();
                // It gets nothing, because the connection is not started.
                ask(problems, "queue " + full, "read from", () -> {
                    MessageConsumer consumer = session.createConsumer(session.createQueue(full));
                    consumer.close();
                });
            }
        }
        return problems;
    }

    private interface Question {
        void ask() throws JMSException;
    }

    private void ask(List<String> problems, String what, String right, Question question) throws JMSException {
        try {
            question.ask();
        } catch (InvalidDestinationException e) {
            problems.add("broker.url: the broker at " + place + " has no " + what + REMEDY);
        } catch (JMSSecurityException e) {
            problems.add("broker.username: the broker at " + place + " does not let this user " + right + " " + what
                    + REMEDY);
        } catch (JMSException e) {
            // Of a queue that is not there, Artemis' own protocol says so in words only.
            if (!String.valueOf(e.getMessage()).startsWith("There is no ")) {
                throw e;
            }
            problems.add("broker.url: the broker at " + place + " has no " + what + REMEDY);
        }
    }

    // --- Policies

    private void comparePolicies(Connection connection) throws JMSException {
        connection.start();
        try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            HierarchicalObjectRepository<AddressSettings> settings = new HierarchicalObjectRepository<>();
            settings.setDefault(new AddressSettings());
            wanted.getAddressSettings().forEach(settings::addMatch);
            for (CoreAddressConfiguration address : wanted.getAddressConfigurations()) {
                String name = address.getName();
                AddressSettings found = AddressSettings.fromJSON(String.valueOf(answer(
                        session,
                        ResourceNames.BROKER,
                        ManagementHelper.HDR_OPERATION_NAME.toString(),
                        "getAddressSettingsAsJSON",
                        "[\"" + name + "\"]")));
                warn(name, policies(settings.getMatch(name)), policies(found));
            }
            Object ids =
                    answer(session, ResourceNames.BROKER, ManagementHelper.HDR_ATTRIBUTE.toString(), "IDCacheSize", "");
            warn(
                    "the broker",
                    Map.of("id-cache-size", Integer.toString(wanted.getIDCacheSize())),
                    Map.of("id-cache-size", String.valueOf(ids)));
        } catch (Exception e) {
            LOG.info(
                    "The broker at {} does not tell its policies ({}); they have to be those of broker/primary.xml",
                    place,
                    e.getMessage());
        }
    }

    private void warn(String where, Map<String, String> wantedPolicies, Map<String, String> found) {
        wantedPolicies.forEach((name, value) -> {
            if (!value.equals(found.get(name))) {
                differences.accept("The broker at " + place + " has " + name + " " + found.get(name) + " for " + where
                        + ", and not " + value + " as in broker/primary.xml");
            }
        });
    }

    /** What matters to the promise, under the names of broker.xml. */
    private static Map<String, String> policies(AddressSettings settings) {
        Map<String, String> policies = new LinkedHashMap<>();
        policies.put("auto-create-queues", String.valueOf(settings.isAutoCreateQueues()));
        policies.put("auto-create-addresses", String.valueOf(settings.isAutoCreateAddresses()));
        policies.put("dead-letter-address", String.valueOf(settings.getDeadLetterAddress()));
        policies.put("redelivery-delay", Long.toString(settings.getRedeliveryDelay()));
        policies.put("redelivery-delay-multiplier", Double.toString(settings.getRedeliveryMultiplier()));
        policies.put("max-redelivery-delay", Long.toString(settings.getMaxRedeliveryDelay()));
        policies.put("max-delivery-attempts", Integer.toString(settings.getMaxDeliveryAttempts()));
        policies.put("address-full-policy", String.valueOf(settings.getAddressFullMessagePolicy()));
        return policies;
    }

    /**
     * One question to Artemis' management about one of its parts, as a text message, which its own protocol and AMQP
     * both carry.
     */
    static @Nullable Object answer(Session session, String resource, String kind, String question, String parameters)
            throws Exception {
        TemporaryQueue answers = session.createTemporaryQueue();
        try (MessageConsumer consumer = session.createConsumer(answers);
                MessageProducer producer = session.createProducer(session.createQueue("activemq.management"))) {
            TextMessage message = session.createTextMessage(parameters);
            message.setStringProperty(ManagementHelper.HDR_RESOURCE_NAME.toString(), resource);
            message.setStringProperty(kind, question);
            message.setJMSReplyTo(answers);
            producer.send(message);
            Message answer = consumer.receive(ANSWER_MILLIS);
            if (answer == null || !answer.getBooleanProperty(ManagementHelper.HDR_OPERATION_SUCCEEDED.toString())) {
                throw new JMSException("no answer");
            }
            String results = answer.getBody(String.class);
            // What is null has no body at all.
            return results == null ? null : JsonUtil.fromJsonArray(JsonUtil.readJsonArray(results))[0];
        } finally {
            answers.delete();
        }
    }
}
