package livecallbacks.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.UnreadableMessageException;
import org.junit.jupiter.api.Test;

class FirstCopyTest {

    private static final String ID = "0123456789abcdef".repeat(4);

    private static CallbackEvent event(String receivedAt) {
        Instant time = Instant.parse(receivedAt);
        return new CallbackEvent("live", ID, 100, null, null, null, time, false, time, false, null, null);
    }

    @Test
    void theObjectOfThisVeryMessageIsOurs() {
        CallbackEvent event = event("2026-11-22T14:34:21.120Z");

        assertThat(FirstCopy.of(event, null, DescribeObject.metadata(event))).isEqualTo(FirstCopy.OURS);
    }

    @Test
    void anObjectThatWasReceivedAtAnotherTimeIsAnothers() {
        assertThat(FirstCopy.of(
                        event("2026-11-22T14:34:21.120Z"),
                        null,
                        DescribeObject.metadata(event("2026-11-22T14:34:21.121Z"))))
                .isEqualTo(FirstCopy.ANOTHER);
    }

    @Test
    void copiesOfTheSameMillisecondAreToldApartByTheirReceipts() {
        CallbackEvent event = event("2026-11-22T14:34:21.120Z");
        Map<String, String> metadata = new HashMap<>(DescribeObject.metadata(event));
        metadata.put("receipt", "ID:1");

        assertThat(FirstCopy.of(event, "ID:1", metadata)).isEqualTo(FirstCopy.OURS);
        assertThat(FirstCopy.of(event, "ID:2", metadata)).isEqualTo(FirstCopy.ANOTHER);
    }

    @Test
    void theNamesOfMetadataMayComeInAnyCase() {
        assertThat(FirstCopy.of(
                        event("2026-11-22T14:34:21Z"),
                        null,
                        Map.of("Event-Id", ID, "Received-At", "2026-11-22T14:34:21Z")))
                .isEqualTo(FirstCopy.OURS);
    }

    @Test
    void whereTheStoreKeepsNoMetadataItIsNotKnown() {
        assertThat(FirstCopy.of(event("2026-11-22T14:34:21Z"), null, Map.of())).isEqualTo(FirstCopy.UNKNOWN);
        assertThat(FirstCopy.of(event("2026-11-22T14:34:21Z"), null, Map.of("event-id", ID)))
                .isEqualTo(FirstCopy.UNKNOWN);
    }

    @Test
    void theObjectOfAnotherEventIsNoCopyOfThisOne() {
        assertThatThrownBy(() -> FirstCopy.of(
                        event("2026-11-22T14:34:21Z"),
                        null,
                        Map.of("event-id", ID.replace("f", "0"), "received-at", "x")))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("event-id");
    }
}
