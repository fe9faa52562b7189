package livecallbacks.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueuesTest {

    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path directory;

    private static QueueState state(List<QueueState> states, String queue) {
        return states.stream()
                .filter(state -> state.queue().equals(queue))
                .findFirst()
                .orElseThrow();
    }

    private static void send(Broker broker, int count) {
        try (JMSContext jms = broker.independentConnections().createContext()) {
            for (int i = 0; i < count; i++) {
                jms.createProducer().send(jms.createQueue("callbacks.received"), "message " + i);
            }
        }
    }

    @Test
    void theEmbeddedBrokerAndAnArtemisElsewhereTellTheSame() throws Exception {
        RemoteBroker elsewhere;
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            elsewhere = Objects.requireNonNull(Door.enter(directory));
            long before = CLOCK.millis();
            send(broker, 3);
            long after = CLOCK.millis();
            for (Broker asked : List.of(broker, elsewhere)) {
                List<QueueState> states = asked.queues(CLOCK);
                assertThat(states).hasSizeGreaterThan(8);
                assertThat(state(states, "callbacks.received").messages()).isEqualTo(3);
                assertThat(state(states, "callbacks.received").oldestSince()).isBetween(before - 500, after + 500);
                assertThat(state(states, "notify")).isEqualTo(new QueueState("notify", 0, null));
            }
        }
        assertThatThrownBy(() -> elsewhere.queues(CLOCK)).isInstanceOf(BrokerException.class);
        elsewhere.close();
    }

    @Test
    void whatWaitsForAnotherAttemptHasItsAgeAsWell() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            long before = CLOCK.millis();
            send(broker, 1);
            try (JMSContext jms = broker.independentConnections().createContext(JMSContext.SESSION_TRANSACTED)) {
                assertThat(jms.createConsumer(jms.createQueue("callbacks.received"))
                                .receive(5000))
                        .isNotNull();
                QueueState inHand = state(broker.queues(CLOCK), "callbacks.received");
                assertThat(inHand.messages()).isEqualTo(1);
                assertThat(inHand.oldestSince()).isBetween(before - 500, CLOCK.millis());
                jms.rollback();
            }
            QueueState putOff = state(broker.queues(CLOCK), "callbacks.received");
            assertThat(putOff.messages()).isEqualTo(1);
            assertThat(putOff.oldestSince()).isBetween(before - 500, CLOCK.millis());
        }
    }
}
