package livecallbacks.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import livecallbacks.event.CallbackEvent;
import livecallbacks.receive.ArchivedCallback.ChangedException;
import org.junit.jupiter.api.Test;

class ArchivedCallbackTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-01T10:00:03.250Z");
    private static final Instant STORED = Instant.parse("2026-11-01T10:00:09Z");
    private static final byte[] BODY =
            "{\"event_type\":100,\"stream_id\":\"a\",\"app\":\"d\",\"appname\":\"p\",\"end_time\":1793527200,\"t\":7}"
                    .getBytes(UTF_8);

    private static CallbackEvent received() throws Refusal {
        Source source = new Source("live", List.of(), null, new UnsignedPolicy.Allow());
        Clock clock = Clock.fixed(RECEIVED, ZoneOffset.UTC);
        return new Intake(
                        Map.of("live", source),
                        new SignatureVerifier(clock, Duration.ofDays(1), Duration.ofDays(1)),
                        clock)
                .take("POST", "/callbacks/live", BODY, null);
    }

    private static Map<String, Object> headers(int eventType, Map<String, String> metadata, byte[] body)
            throws Refusal, ChangedException {
        CallbackEvent event = received();
        return ArchivedCallback.headers(
                "live", eventType, event.eventId().substring(0, 16), event.eventTime(), metadata, STORED, body);
    }

    @Test
    void itIsTheEventThatWasReceived() throws Exception {
        CallbackEvent event = received();
        Map<String, String> metadata = Map.of(
                "event-id", event.eventId(), "source", "live", "received-at", RECEIVED.toString(), "late", "false");
        assertThat(headers(100, metadata, BODY)).isEqualTo(event.toHeaders());
    }

    @Test
    void whatTheMetadataSayIsKept() throws Exception {
        assertThat(headers(100, Map.of("late", "true", "key-id", "0a1b2c3d", "release", "override"), BODY))
                .contains(entry("late", true), entry("keyId", "0a1b2c3d"), entry("release", "override"));
    }

    @Test
    void withoutMetadataItWasReceivedWhenItWasStored() throws Exception {
        assertThat(CallbackEvent.fromHeaders(headers(100, Map.of(), BODY)).receivedAt())
                .isEqualTo(STORED);
    }

    @Test
    void theTimeIsThatOfTheKey() throws Exception {
        Instant time = Instant.parse("2020-01-01T00:00:00Z");
        assertThat(ArchivedCallback.headers(
                        "live", 100, received().eventId().substring(0, 16), time, Map.of(), STORED, BODY))
                .containsEntry("eventTime", time.toEpochMilli());
    }

    @Test
    void whatHasBeenChangedIsNotIt() {
        byte[] changed = new String(BODY, UTF_8).replace("\"a\"", "\"b\"").getBytes(UTF_8);
        assertThatThrownBy(() -> headers(100, Map.of(), changed))
                .isInstanceOf(ChangedException.class)
                .hasMessageContaining("changed");
        assertThatThrownBy(() -> headers(100, Map.of("event-id", "0".repeat(64)), BODY))
                .hasMessageContaining("changed");
        assertThatThrownBy(() -> headers(1, Map.of(), BODY)).hasMessageContaining("event type 100");
        assertThatThrownBy(() -> headers(100, Map.of("source", "other"), BODY)).hasMessageContaining("another source");
        assertThatThrownBy(() -> headers(100, Map.of(), new byte[] {1})).hasMessageContaining("is no callback");
    }
}
