package livecallbacks.parts;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.SinceReceived;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteStepsTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Exchange exchange = new DefaultExchange(context);

    @BeforeEach
    void startCamel() {
        context.start();
    }

    @AfterEach
    void stopCamel() {
        context.stop();
    }

    @Test
    void onlyTheEventsOwnHeadersAreKeptAndNotThoseThatOnlyLookAlike() {
        CallbackEvent event = new CallbackEvent(
                "live", "0a", 1, "s", "d", "p", Instant.EPOCH, true, Instant.EPOCH, false, "k", "verified");
        exchange.getMessage().setHeaders(event.toHeaders());
        for (String other :
                Set.of("_AMQ_DUPL_ID", "JMSMessageID", "CamelAwsS3Key", "traceparent", "sources", "xlate")) {
            exchange.getMessage().setHeader(other, "x");
        }

        new KeepHeaders(CallbackEvent.HEADERS).process(exchange);

        assertThat(exchange.getMessage().getHeaders()).containsExactlyInAnyOrderEntriesOf(event.toHeaders());
    }

    @Test
    void aHeaderIsKeptInWhateverCaseItIsWritten() {
        exchange.getMessage().setHeader("SOURCE", "live");

        new KeepHeaders(CallbackEvent.HEADERS).process(exchange);

        assertThat(exchange.getMessage().getHeader("source")).isEqualTo("live");
    }

    @Test
    void aMessageThatComesByIsMeasuredByItsHeaders() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1500), ZoneOffset.UTC);
        exchange.getMessage().setHeader("receivedAt", 1000L);

        new MeasureSinceReceived(new SinceReceived(meters, "t", "for people", clock)).process(exchange);

        assertThat(meters.get("t").timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500);
    }

    @Test
    void aDelayIsAskedForAnewWithEachMessage() {
        AtomicLong millis = new AtomicLong();
        PutOff putOff = new PutOff(millis::incrementAndGet);

        assertThat(putOff.evaluate(exchange, Long.class)).isEqualTo(1);
        assertThat(putOff.evaluate(exchange, Long.class)).isEqualTo(2);
    }
}
