package livecallbacks.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to the embedded broker without a thread for each message. */
@Timeout(120)
class GroupCommitTest {

    private static final String QUEUE = "callbacks.received";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws BrokerException {
        broker = EmbeddedBroker.start(folder, 0);
    }

    @AfterEach
    void stop() throws BrokerException {
        broker.close();
    }

    private CompletableFuture<Optional<Exception>> send(String queue, String duplicateId, byte[] body) {
        CompletableFuture<Optional<Exception>> sent = new CompletableFuture<>();
        broker.send(
                Sending.toQueue(
                        queue,
                        Map.of("_AMQ_DUPL_ID", duplicateId, "eventId", duplicateId, "late", true, "eventType", 100),
                        body),
                failure -> sent.complete(Optional.ofNullable(failure)));
        return sent;
    }

    private static Optional<Exception> outcome(CompletableFuture<Optional<Exception>> sent) throws Exception {
        return sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private long inQueue() {
        return broker.server().locateQueue(QUEUE).getMessageCount();
    }

    @Test
    void everyMessageOfManyAtOnceIsInTheQueueAndDoneOnce() throws Exception {
        List<CompletableFuture<Optional<Exception>>> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(send(QUEUE, "id" + i, bytes("body" + i)));
        }
        for (CompletableFuture<Optional<Exception>> sent : all) {
            assertThat(outcome(sent)).isEmpty();
        }
        await().atMost(PATIENCE).until(() -> inQueue() == 1000);
    }

    @Test
    void aMessageWhoseIdIsKnownIsDoneAndNotKeptAgain() throws Exception {
        assertThat(outcome(send(QUEUE, "same", bytes("first")))).isEmpty();
        assertThat(outcome(send(QUEUE, "same", bytes("second")))).isEmpty();
        assertThat(outcome(send(QUEUE, "other", bytes("third")))).isEmpty();
        await().atMost(PATIENCE).until(() -> inQueue() == 2);
    }

    @Test
    void aMessageThatCannotBeKeptDoesNotTakeOthersOfItsGroupAlong() throws Exception {
        List<CompletableFuture<Optional<Exception>>> good = new ArrayList<>();
        List<CompletableFuture<Optional<Exception>>> bad = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            good.add(send(QUEUE, "good" + i, bytes("good")));
            bad.add(send("no.such.queue", "bad" + i, bytes("bad")));
        }
        for (CompletableFuture<Optional<Exception>> sent : good) {
            assertThat(outcome(sent)).isEmpty();
        }
        for (CompletableFuture<Optional<Exception>> sent : bad) {
            assertThat(outcome(sent))
                    .get()
                    .satisfies(failure -> assertThat(failure).hasMessageContaining("no.such.queue"));
        }
        await().atMost(PATIENCE).until(() -> inQueue() == 100);
    }

    @Test
    void aConsumerFindsBytesAndPropertiesAsAJmsClientWouldHaveSentThem() throws Exception {
        // Longer than a record of the journal may be.
        String body = "x".repeat(600_000);
        assertThat(outcome(send(QUEUE, "long", bytes(body)))).isEmpty();
        try (Connection connection = broker.connections().createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
            BytesMessage message = (BytesMessage) consumer.receive(PATIENCE.toMillis());
            byte[] received = new byte[(int) message.getBodyLength()];
            message.readBytes(received);
            assertThat(received).isEqualTo(bytes(body));
            assertThat(message.getObjectProperty("eventId")).isEqualTo("long");
            assertThat(message.getObjectProperty("late")).isEqualTo(true);
            assertThat(message.getObjectProperty("eventType")).isEqualTo(100);
            assertThat(message.getJMSMessageID()).startsWith("ID:");
        }
    }

    @Test
    void whatWasDoneIsThereAfterAStart() throws Exception {
        assertThat(outcome(send(QUEUE, "kept", bytes("kept")))).isEmpty();
        broker.close();
        start();
        assertThat(inQueue()).isEqualTo(1);
        assertThat(outcome(send(QUEUE, "kept", bytes("again")))).isEmpty();
        assertThat(inQueue()).isEqualTo(1);
    }

    @Test
    void aMessageThatHasNoRoomFails() throws Exception {
        broker.close();
        broker = EmbeddedBroker.start(folder, Long.MAX_VALUE);
        await().atMost(PATIENCE).until(() -> broker.server().getPagingManager().isDiskFull());
        assertThat(outcome(send(QUEUE, "no-room", bytes("no room")))).isPresent();
        assertThat(inQueue()).isZero();
    }

    @Test
    void aMessageToABrokerThatHasStoppedFails() throws Exception {
        broker.server().stop();
        assertThat(outcome(send(QUEUE, "late", bytes("late")))).isPresent();
    }
}
