package livecallbacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies between the rooms, looked at while the room behind it stands still. */
class MessagesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String[] EVENT = {
        "source", "eventId", "eventType", "streamId", "domain", "path", "eventTime", "receivedAt", "late", "keyId"
    };

    /** A message as a browser of its queue sees it. */
    private static Message only(TestService service, String queue) throws JMSException {
        try (JMSContext context =
                        service.service().broker().independentConnections().createContext();
                QueueBrowser browser = context.createBrowser(context.createQueue(queue))) {
            List<Message> messages = new ArrayList<>();
            Enumeration<?> all = browser.getEnumeration();
            while (all.hasMoreElements()) {
                messages.add((Message) all.nextElement());
            }
            assertThat(messages).hasSize(1);
            return messages.get(0);
        }
    }

    /** The properties that somebody set, without the broker's and JMS' own. */
    private static List<String> properties(Message message) throws JMSException {
        List<String> names = new ArrayList<>();
        Enumeration<?> all = message.getPropertyNames();
        while (all.hasMoreElements()) {
            String name = all.nextElement().toString();
            if (!name.startsWith("_AMQ") && !name.startsWith("JMSX")) {
                names.add(name);
            }
        }
        return names;
    }

    private static byte[] body(Message message) throws JMSException {
        return message.getBody(byte[].class);
    }

    @Test
    void eachHoldsTheEventAndNothingElseAndSurvivesARestartOfTheBroker(@TempDir Path folder) throws Exception {
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            var routes = service.service().camel().getRouteController();
            routes.stopRoute("archive");
            routes.stopRoute("notify");
            routes.stopRoute("mail");
            routes.stopRoute("receipts");
            String body = Signer.signed(
                    "{\"event_type\":100,\"stream_id\":\"a\",\"app\":\"d\",\"appname\":\"p\",\"end_time\":1545049971}",
                    TestService.KEY,
                    Clock.systemUTC().instant().getEpochSecond() + 600);
            assertThat(service.post(
                                    "/callbacks/live?JMSXGroupID=q&rule=q",
                                    body.getBytes(UTF_8),
                                    "X_Own",
                                    "x",
                                    "JMSXGroupID",
                                    "x",
                                    "JMSPriority",
                                    "1")
                            .statusCode())
                    .isEqualTo(200);

            Message received = only(service, "callbacks.received");
            String eventId = received.getStringProperty("eventId");
            assertThat(received).isInstanceOf(BytesMessage.class);
            assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(received.getStringProperty("_AMQ_DUPL_ID")).isEqualTo(eventId);
            assertThat(properties(received)).containsExactlyInAnyOrder(EVENT);
            assertThat(body(received)).isEqualTo(body.getBytes(UTF_8));

            routes.startRoute("archive");
            await().atMost(PATIENCE).until(() -> service.queued("notify") == 1);
            Message archived = only(service, "callbacks.archived::notify");
            assertThat(archived).isInstanceOf(BytesMessage.class);
            assertThat(archived.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(archived.propertyExists("_AMQ_DUPL_ID")).isFalse();
            assertThat(properties(archived)).containsExactlyInAnyOrder(EVENT);
            assertThat(body(archived)).isEqualTo(body.getBytes(UTF_8));

            routes.startRoute("notify");
            await().atMost(PATIENCE).until(() -> service.queued("mail.outbox") == 1);
            Message mail = only(service, "mail.outbox");
            assertThat(mail).isInstanceOf(BytesMessage.class);
            assertThat(mail.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(mail.getStringProperty("_AMQ_DUPL_ID")).matches("[0-9a-f]{64}");
            assertThat(mail.propertyExists("JMSXGroupID")).isFalse();
            assertThat(properties(mail))
                    .containsExactlyInAnyOrder(
                            "source", "eventId", "eventType", "streamId", "eventTime", "receivedAt", "rule");
            assertThat(mail.getStringProperty("rule")).isEqualTo("default");

            routes.startRoute("mail");
            await().atMost(PATIENCE).until(() -> service.queued("receipts") == 1);
            Message receipt = only(service, "receipts");
            assertThat(receipt).isInstanceOf(BytesMessage.class);
            assertThat(receipt.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(properties(receipt))
                    .containsExactlyInAnyOrder("source", "eventId", "eventType", "streamId", "eventTime", "receipt");

            routes.startRoute("receipts");
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.mailbox().received("team@example.com")).hasSize(1);
        }
    }
}
