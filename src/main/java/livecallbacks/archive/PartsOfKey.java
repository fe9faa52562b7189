package livecallbacks.archive;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.Receipt.About;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code partsOfKey}: what a key is built of beside the headers, as variables, so that a route puts it
 * together as it likes. A stream id is hostile text; here it becomes fit for a key.
 */
public final class PartsOfKey implements Processor {

    static final String STREAM = "stream";
    static final String DATE = "date";
    static final String TIME = "time";
    static final String ID_START = "idStart";

    private static final int ID_DIGITS = 16;

    private static final DateTimeFormatter DATE_FORMAT = yearThen("-MM-dd");
    private static final DateTimeFormatter TIME_FORMAT = yearThen("MMdd'T'HHmmss'Z'");

    private final KeySegment segment = new KeySegment();

    /**
     * In: the headers of the event. Out: the variables {@value #STREAM}, as {@link KeySegment} writes it;
     * {@value #DATE} and {@value #TIME} of the event in UTC, {@code 2026-01-02} and {@code 20260102T030405Z};
     * {@value #ID_START}, the first 16 hex digits of its id.
     *
     * @throws livecallbacks.event.UnreadableMessageException if the headers are no event's
     */
    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        About event = About.fromHeaders(message.getHeaders());
        exchange.setVariable(STREAM, segment.of(asArgument(message.getHeader(CallbackEvent.STREAM_ID, String.class))));
        exchange.setVariable(DATE, date(event.eventTime()));
        exchange.setVariable(TIME, time(event.eventTime()));
        exchange.setVariable(ID_START, event.eventId().substring(0, ID_DIGITS));
    }

    /**
     * A text as {@code method: of(${header.streamId})} hands it over: without quotes around it, and {@code null} is
     * none. The keys of old objects were made so, and those of their receipts and of later copies have to be the same.
     */
    private static @Nullable String asArgument(@Nullable String text) {
        return text == null || text.equals("null") ? null : StringHelper.removeLeadingAndEndingQuotes(text);
    }

    static String date(Instant time) {
        return DATE_FORMAT.format(time);
    }

    static String time(Instant time) {
        return TIME_FORMAT.format(time);
    }

    /**
     * Four digits for a year, more where they do not do, and never a sign, which the letters of a pattern would add.
     */
    private static DateTimeFormatter yearThen(String pattern) {
        return new DateTimeFormatterBuilder()
                .appendValue(ChronoField.YEAR_OF_ERA, 4, 19, SignStyle.NEVER)
                .appendPattern(pattern)
                .toFormatter(Locale.ROOT)
                .withZone(ZoneOffset.UTC);
    }
}
