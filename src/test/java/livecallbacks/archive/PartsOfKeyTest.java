package livecallbacks.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import livecallbacks.event.UnreadableMessageException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartsOfKeyTest {

    private static final String EVENT_ID = "0123456789abcdef".repeat(4);

    /** What the routes said before there was the bean, and what a team may have copied from them. */
    private static final String IN_SIMPLE =
            "${date-with-timezone:header.eventTime:UTC:yyyy-MM-dd} ${variable.stream} ${date-with-timezone:"
                    + "header.eventTime:UTC:yyyyMMdd'T'HHmmss'Z'} ${header.eventId.substring(0,16)}";

    private static final String OF_VARIABLES =
            "${variable.date} ${variable.stream} ${variable.time} ${variable.idStart}";

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void startCamel() {
        context.getRegistry().bind("keySegment", new KeySegment());
        context.start();
    }

    @AfterEach
    void stopCamel() {
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                -1,
                999,
                1000,
                951_782_400_000L,
                951_868_799_999L,
                1_767_323_045_678L,
                4_102_444_799_000L,
                253_402_300_799_999L,
                253_402_300_800_000L,
                3_000_000_000_000_000L
            })
    void theTimeIsThatOfTheEventInUtcToTheSecond(long eventTime) {
        Exchange exchange = exchange(eventTime, "match-42");
        assertThat(made(exchange)).isEqualTo(inSimple(exchange));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "match-42",
                "../..",
                "a b/c",
                "\u76f4\u64ad",
                "null",
                "'null'",
                "\"quoted\"",
                "'quoted'",
                "'half",
                " ' spaces ' ",
                "''",
                "${header.source}",
                "$simple{body}",
                "true",
                "a,b",
                "java.lang.String.class",
                "line\nfeed"
            })
    void theStreamIsFitForAKeyAndTheSameAsInTheKeysOfOldObjects(@Nullable String streamId) {
        Exchange exchange = exchange(1_767_323_045_678L, streamId);
        assertThat(made(exchange)).isEqualTo(inSimple(exchange));
    }

    @Test
    void thePartsOfAnOrdinaryEventReadLikeItsKey() {
        assertThat(made(exchange(1_767_323_045_678L, "match 42")))
                .isEqualTo("2026-01-02 match%2042 20260102T030405Z 0123456789abcdef");
    }

    @Test
    void aMessageThatIsNoEventHasNoKey() {
        Exchange exchange = exchange(0, "a");
        exchange.getMessage().removeHeader("eventTime");
        assertThatThrownBy(() -> new PartsOfKey().process(exchange)).isInstanceOf(UnreadableMessageException.class);
    }

    private String made(Exchange exchange) {
        new PartsOfKey().process(exchange);
        return simple(OF_VARIABLES, exchange);
    }

    private String inSimple(Exchange exchange) {
        exchange.getVariables().clear();
        exchange.setVariable(
                "stream",
                context.resolveLanguage("bean")
                        .createExpression("keySegment?method=of(${header.streamId})")
                        .evaluate(exchange, String.class));
        return simple(IN_SIMPLE, exchange);
    }

    private String simple(String text, Exchange exchange) {
        return context.resolveLanguage("simple").createExpression(text).evaluate(exchange, String.class);
    }

    private Exchange exchange(long eventTime, @Nullable String streamId) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage()
                .setHeaders(new HashMap<>(
                        Map.of("source", "live", "eventId", EVENT_ID, "eventType", 100, "eventTime", eventTime)));
        if (streamId != null) {
            exchange.getMessage().setHeader("streamId", streamId);
        }
        return exchange;
    }
}
