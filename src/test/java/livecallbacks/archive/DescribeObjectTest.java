package livecallbacks.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.UnreadableMessageException;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DescribeObjectTest {

    private static final String EVENT_ID = "0123456789abcdef".repeat(4);

    @Test
    void aSignedCallbackIsDescribedWithTheKeyThatVerifiedIt() {
        assertThat(DescribeObject.metadata(event("1a2b3c4d", false)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "event-id", EVENT_ID,
                        "source", "live",
                        "received-at", "2026-01-02T03:04:05.678Z",
                        "late", "false",
                        "key-id", "1a2b3c4d"));
    }

    @Test
    void anUnsignedCallbackHasNoKey() {
        assertThat(DescribeObject.metadata(event(null, true)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "event-id", EVENT_ID,
                        "source", "live",
                        "received-at", "2026-01-02T03:04:05.678Z",
                        "late", "true"));
    }

    @Test
    void aCallbackThatCameOutOfQuarantineSaysHow() {
        CallbackEvent released = event(null, true).released(CallbackEvent.RELEASE_OVERRIDE);

        assertThat(DescribeObject.metadata(released))
                .containsEntry("release", "override")
                .hasSize(5);
        assertThat(CallbackEvent.fromHeaders(released.toHeaders())).isEqualTo(released);
    }

    @Test
    void nothingThatTheSenderWroteFreelyGoesIntoMetadata() {
        assertThat(DescribeObject.metadata(event("1a2b3c4d", false)).values())
                .allSatisfy(value -> assertThat(value).matches("[A-Za-z0-9.:-]+"));
    }

    @Test
    void aMessageGetsContentTypeAndMetadataAndKeepsItsBodyAndHeaders() throws IOException {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(context);
            CallbackEvent event = event("1a2b3c4d", false);
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.getMessage().setHeaders(event.toHeaders());
            exchange.getMessage().setBody(body);

            new DescribeObject().process(exchange);

            assertThat(exchange.getMessage().getBody()).isSameAs(body);
            assertThat(exchange.getMessage().getHeaders())
                    .containsAllEntriesOf(event.toHeaders())
                    .containsEntry(AWS2S3Constants.CONTENT_TYPE, "application/json")
                    .containsEntry(AWS2S3Constants.METADATA, DescribeObject.metadata(event))
                    .hasSize(event.toHeaders().size() + 2);
        }
    }

    @Test
    void aMessageThatIsNoneOfOursIsRefusedWithTheHeaderThatIsMissing() throws IOException {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(context);

            assertThatThrownBy(() -> new DescribeObject().process(exchange))
                    .isInstanceOf(UnreadableMessageException.class)
                    .hasMessageContaining("source");
        }
    }

    private static CallbackEvent event(@Nullable String keyId, boolean late) {
        return new CallbackEvent(
                "live",
                EVENT_ID,
                100,
                "../\n\u76f4",
                "push.example.com",
                "live\0",
                Instant.parse("2026-01-02T03:00:00Z"),
                false,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                late,
                keyId,
                null);
    }
}
