package livecallbacks.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSContext;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String QUEUE = "callbacks.received";

    @TempDir
    private Path directory;

    @Test
    void afterAFaultOfItsDiskItStartsAgainAndHasWhatItHad() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            send(broker, "kept");
            assertThat(broker.isFull()).isFalse();

            broker.server().getStorageManager().criticalError(new IOException("no space left on the test's device"));
            await().atMost(PATIENCE).until(broker::isFull);

            await().atMost(PATIENCE).until(() -> !broker.isFull());
            assertThat(receive(broker)).isEqualTo("kept");
            send(broker, "and goes on");
            assertThat(receive(broker)).isEqualTo("and goes on");
        }
    }

    @Test
    void itIsFullWhileLessOfTheDiskIsFreeThanShouldBe() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, Long.MAX_VALUE)) {
            assertThat(broker.isFull()).isTrue();
        }
    }

    @Test
    void aCommandReachesTheRunningBrokerThroughItsDoor() throws Exception {
        try (EmbeddedBroker running = EmbeddedBroker.start(directory, 0)) {
            send(running, "seen from outside");
            try (Broker reached = Broker.reach(null, null, null, directory)) {
                assertThat(reached).isInstanceOf(RemoteBroker.class);
                assertThat(receive(reached)).isEqualTo("seen from outside");
            }
        }
    }

    @Test
    void aCommandStartsTheBrokerItselfIfNoneRuns() throws Exception {
        try (EmbeddedBroker earlier = EmbeddedBroker.start(directory, 0)) {
            send(earlier, "left over");
            // A service that is killed leaves its door behind.
            Files.copy(directory.resolve("door.properties"), directory.resolve("door.copy"));
        }
        assertThat(directory.resolve("door.properties")).doesNotExist();
        Files.move(directory.resolve("door.copy"), directory.resolve("door.properties"));
        try (Broker reached = Broker.reach(null, null, null, directory)) {
            assertThat(reached).isInstanceOf(EmbeddedBroker.class);
            assertThat(receive(reached)).isEqualTo("left over");
        }
    }

    @Test
    void onlyTheOwnerCanReadTheDoorsPassword() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("door.properties"))))
                    .isEqualTo("rw-------");
            assertThat(broker.isFull()).isFalse();
        }
    }

    private static void send(Broker broker, String text) {
        try (JMSContext context = broker.independentConnections().createContext()) {
            context.createProducer().send(context.createQueue(QUEUE), text);
        }
    }

    private static String receive(Broker broker) throws Exception {
        try (JMSContext context = broker.independentConnections().createContext()) {
            return ((TextMessage) Objects.requireNonNull(
                            context.createConsumer(context.createQueue(QUEUE)).receive(5000), "nothing came"))
                    .getText();
        }
    }
}
