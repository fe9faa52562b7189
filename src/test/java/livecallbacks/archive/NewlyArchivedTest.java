package livecallbacks.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class NewlyArchivedTest {

    private static final String KEY = "callbacks/source=live/event_type=100/date=2026-01-02/stream_id=match-42/"
            + "20260102T030405Z-0123456789abcdef.json";

    private final NewlyArchived newly = new NewlyArchived("callbacks/");
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void anObjectIsKnownByTheKeyThatItWasPutUnder() {
        exchange.getMessage().setHeader(AWS2S3Constants.KEY, KEY);
        newly.process(exchange);
        assertThat(newly.last()).extracting(ArchiveKey::key).containsExactly(KEY);
    }

    @Test
    void aKeyOfALayoutOfYourOwnIsPassedOver() {
        exchange.getMessage().setHeader(AWS2S3Constants.KEY, "by-day/2026-01-02/1.json");
        newly.process(exchange);
        assertThat(newly.last()).isEmpty();
    }

    @Test
    void aMessageThatWasPutNowhereIsAMistakeInTheRoute() {
        assertThatThrownBy(() -> newly.process(exchange)).hasMessageContaining("no key");
    }
}
