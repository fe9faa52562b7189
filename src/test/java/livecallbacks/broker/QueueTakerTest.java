package livecallbacks.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is taken from the embedded broker without JMS. */
@Timeout(120)
class QueueTakerTest {

    private static final String QUEUE = "callbacks.received";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CONCURRENCY = 4;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY);
    private EmbeddedBroker broker;
    private @Nullable Taking taking;

    @BeforeEach
    void start() throws BrokerException {
        broker = EmbeddedBroker.start(folder, 0);
    }

    @AfterEach
    void stop() throws BrokerException {
        if (taking != null) {
            taking.close();
            taking = null;
        }
        broker.close();
        threads.shutdownNow();
    }

    private Taking take(Consumer<Delivery> taker) throws BrokerException {
        Taking begun = broker.take(QUEUE, CONCURRENCY, threads, taker);
        taking = begun;
        return begun;
    }

    private void send(String... bodies) throws Exception {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (String body : bodies) {
            CompletableFuture<Void> one = new CompletableFuture<>();
            sent.add(one);
            broker.send(
                    Sending.toQueue(
                            QUEUE,
                            Map.of("_AMQ_DUPL_ID", id(body), "eventId", id(body), "late", true, "eventType", 100),
                            body.getBytes(StandardCharsets.UTF_8)),
                    failure -> {
                        if (failure == null) {
                            one.complete(null);
                        } else {
                            one.completeExceptionally(failure);
                        }
                    });
        }
        for (CompletableFuture<Void> one : sent) {
            one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static String id(String body) {
        return body.substring(0, Math.min(20, body.length()));
    }

    private long in(String queue) {
        return broker.server().locateQueue(queue).getMessageCount();
    }

    private static String text(Delivery delivery) {
        return new String((byte[]) delivery.body(), StandardCharsets.UTF_8);
    }

    private static Sending published(String body) {
        return Sending.toTopic("callbacks.archived", Map.of("eventId", body), body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMessageComesAsItWasSentButForTheBrokersOwnProperties() throws Exception {
        // Longer than a record of the journal may be.
        String body = "x".repeat(600_000);
        CompletableFuture<Delivery> came = new CompletableFuture<>();
        take(delivery -> {
            delivery.done();
            came.complete(delivery);
        });
        send(body);
        Delivery delivery = came.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(text(delivery)).isEqualTo(body);
        assertThat(delivery.properties()).isEqualTo(Map.of("eventId", id(body), "late", true, "eventType", 100));
        assertThat(delivery.attempt()).isEqualTo(1);
        assertThat(delivery.messageId()).startsWith("ID:");
    }

    @Test
    void aTextThatAJmsClientHasSentComesAsAText() throws Exception {
        Queue<Object> came = new ConcurrentLinkedQueue<>();
        take(delivery -> {
            came.add(String.valueOf(delivery.body()));
            delivery.done();
        });
        try (Connection connection = broker.connections().createConnection()) {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            producer.send(session.createTextMessage("text"));
            producer.send(session.createMapMessage());
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(came).containsExactlyInAnyOrder("text", "null"));
    }

    @Test
    void eachOfManyComesOnceAndWhatIsSentMeanwhileGoesInWithIt() throws Exception {
        Queue<String> came = new ConcurrentLinkedQueue<>();
        Taking begun = take(delivery -> {
            came.add(text(delivery));
            assertThat(delivery.send(published(text(delivery)))).isTrue();
            delivery.done();
            assertThat(delivery.send(published("too late"))).isFalse();
        });
        String[] bodies = new String[2000];
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = "body" + i;
        }
        send(bodies);
        await().atMost(PATIENCE).until(() -> in(QUEUE) == 0 && in("notify") == bodies.length);
        assertThat(came).containsExactlyInAnyOrder(bodies);
        begun.close();
        taking = null;
        broker.close();
        start();
        assertThat(in(QUEUE)).isZero();
        assertThat(in("notify")).isEqualTo(bodies.length);
    }

    @Test
    void whatFailedComesAgainLaterAndWhatWasSentMeanwhileHasNotGoneIn() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        take(delivery -> {
            attempts.set(delivery.attempt());
            delivery.send(published("attempt"));
            if (delivery.attempt() == 1) {
                delivery.failed();
            } else {
                delivery.done();
            }
        });
        send("one");
        await().atMost(PATIENCE).until(() -> in(QUEUE) == 0);
        assertThat(attempts).hasValue(2);
        assertThat(in("notify")).isEqualTo(1);
    }

    @Test
    void whatMakesItsTakerFailComesAgainToo() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        take(delivery -> {
            attempts.set(delivery.attempt());
            if (delivery.attempt() == 1) {
                throw new IllegalStateException("a fault of the test's taker");
            }
            delivery.done();
        });
        send("one");
        await().atMost(PATIENCE).until(() -> in(QUEUE) == 0);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void whatIsDoneWithOnlyAfterTheBrokerHasStartedAgainIsBroughtAgainAndSendsNothing() throws Exception {
        CompletableFuture<Delivery> before = new CompletableFuture<>();
        CompletableFuture<Delivery> after = new CompletableFuture<>();
        take(delivery -> {
            if (!before.complete(delivery)) {
                after.complete(delivery);
            }
        });
        send("one");
        Delivery old = before.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        broker.server().getStorageManager().criticalError(new IOException("a fault of the test's disk"));
        Delivery again = after.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        old.send(published("old"));
        old.done();
        again.send(published("again"));
        again.done();
        await().atMost(PATIENCE).until(() -> in(QUEUE) == 0);
        assertThat(in("notify")).isEqualTo(1);
    }

    @Test
    void aSendingThatCannotGoInBringsTheMessageAgainAndNoOtherOne() throws Exception {
        Queue<String> came = new ConcurrentLinkedQueue<>();
        take(delivery -> {
            String body = text(delivery);
            came.add(body + delivery.attempt());
            delivery.send(
                    body.equals("bad3") && delivery.attempt() == 1
                            ? Sending.toQueue("no.such.queue", Map.of(), new byte[1])
                            : published(body));
            delivery.done();
        });
        send("bad3", "good0", "good1", "good2", "good4", "good5");
        await().atMost(PATIENCE).until(() -> in(QUEUE) == 0);
        assertThat(came).containsExactlyInAnyOrder("bad31", "bad32", "good01", "good11", "good21", "good41", "good51");
        assertThat(in("notify")).isEqualTo(6);
    }

    @Test
    void whatFailsAtItsLastAttemptIsSetAside() throws Exception {
        broker.server()
                .getAddressSettingsRepository()
                .addMatch(
                        QUEUE,
                        new AddressSettings()
                                .setMaxDeliveryAttempts(2)
                                .setRedeliveryDelay(0)
                                .setAutoCreateQueues(false)
                                .setDeadLetterAddress(SimpleString.of("callbacks.failed")));
        take(Delivery::failed);
        send("poison");
        await().atMost(PATIENCE).until(() -> in(QUEUE) == 0 && in("callbacks.failed") == 1);
    }

    @Test
    void noMoreThanTwiceAsManyAsThereAreThreadsAreInHand() throws Exception {
        Queue<Delivery> held = new ConcurrentLinkedQueue<>();
        take(held::add);
        String[] bodies = new String[100];
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = "body" + i;
        }
        send(bodies);
        await().atMost(PATIENCE).until(() -> held.size() == 2 * CONCURRENCY);
        assertThat(broker.server().locateQueue(QUEUE).getDeliveringCount()).isEqualTo(2 * CONCURRENCY);
        await().atMost(PATIENCE).until(() -> {
            for (Delivery next = held.poll(); next != null; next = held.poll()) {
                next.done();
            }
            return in(QUEUE) == 0;
        });
    }

    @Test
    void whileItIsSuspendedNothingComesAndAfterwardsAll() throws Exception {
        Queue<String> came = new ConcurrentLinkedQueue<>();
        Taking begun = take(delivery -> {
            came.add(text(delivery));
            delivery.done();
        });
        send("before");
        await().atMost(PATIENCE).until(() -> in(QUEUE) == 0);
        begun.suspend();
        send("meanwhile");
        assertThat(broker.server().locateQueue(QUEUE).getConsumerCount()).isZero();
        assertThat(came).containsExactly("before");
        begun.resume();
        await().atMost(PATIENCE).until(() -> in(QUEUE) == 0);
        assertThat(came).containsExactly("before", "meanwhile");
    }

    @Test
    void aCloseWaitsForWhatIsInHandAndWhatWasNotBegunIsNoAttempt() throws Exception {
        CountDownLatch begun = new CountDownLatch(CONCURRENCY);
        CountDownLatch goOn = new CountDownLatch(1);
        Taking first = take(delivery -> {
            begun.countDown();
            try {
                goOn.await();
                delivery.done();
            } catch (InterruptedException e) {
                delivery.failed();
            }
        });
        String[] bodies = new String[20];
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = "body" + i;
        }
        send(bodies);
        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Thread closing = new Thread(first::close);
        closing.start();
        await().atMost(PATIENCE).until(() -> broker.server().locateQueue(QUEUE).getConsumerCount() == 0);
        assertThat(closing.isAlive()).isTrue();
        goOn.countDown();
        closing.join(PATIENCE.toMillis());
        assertThat(closing.isAlive()).isFalse();
        assertThat(in(QUEUE)).isEqualTo(20 - CONCURRENCY);
        Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
        take(delivery -> {
            attempts.add(delivery.attempt());
            delivery.done();
        });
        await().atMost(PATIENCE).until(() -> in(QUEUE) == 0);
        assertThat(attempts).hasSize(20 - CONCURRENCY).containsOnly(1);
    }

    @Test
    void whatWasInHandAtACrashComesAgainAfterTheNextStart() throws Exception {
        CompletableFuture<Delivery> held = new CompletableFuture<>();
        take(held::complete);
        send("held");
        held.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // The broker goes down with the message in hand, as if the machine had been switched off.
        broker.server().stop(true);
        taking = null;
        broker.close();
        start();
        CompletableFuture<String> again = new CompletableFuture<>();
        take(delivery -> {
            again.complete(text(delivery));
            delivery.done();
        });
        assertThat(again.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("held");
    }

    @Test
    void afterAFaultOfTheDiskTheBrokerComesUpAgainAndBringsWhatWasInHandAndWhatComesThen() throws Exception {
        Queue<String> came = new ConcurrentLinkedQueue<>();
        AtomicBoolean well = new AtomicBoolean();
        CountDownLatch first = new CountDownLatch(1);
        take(delivery -> {
            if (well.get()) {
                came.add(text(delivery));
                delivery.done();
            } else {
                first.countDown();
            }
        });
        send("in hand");
        assertThat(first.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        well.set(true);
        broker.server().getStorageManager().criticalError(new IOException("a fault of the test's disk"));
        await().atMost(PATIENCE).until(broker::isFull);
        await().atMost(PATIENCE).until(() -> !broker.isFull());
        send("then");
        await().atMost(PATIENCE).until(() -> came.size() >= 2 && in(QUEUE) == 0);
        assertThat(came).containsExactlyInAnyOrder("in hand", "then");
    }

    @Test
    void aQueueThatIsNotThereOrKeepsMessagesInGroupsIsNotForIt() {
        assertThat(broker.canTake(QUEUE)).isTrue();
        assertThat(broker.canTake("callbacks.archived::notify")).isTrue();
        assertThat(broker.canTake("mail.digest")).isFalse();
        assertThat(broker.canTake("no.such.queue")).isFalse();
        assertThatThrownBy(() -> broker.take("no.such.queue", 1, threads, Delivery::done))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("no.such.queue");
    }
}
