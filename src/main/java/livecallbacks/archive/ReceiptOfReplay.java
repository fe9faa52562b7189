package livecallbacks.archive;

import java.time.Clock;
import java.util.List;
import livecallbacks.event.Receipt;
import livecallbacks.event.Receipt.About;
import livecallbacks.event.Receipt.Outcome;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;

/** The bean {@code receiptOfReplay}: that an archived callback was put into another place becomes a receipt. */
public final class ReceiptOfReplay implements Processor {

    /** W3C Trace Context; it goes along if there is one. */
    private static final String TRACE = "traceparent";

    private final Clock clock;

    /** By this clock. */
    public ReceiptOfReplay(Clock clock) {
        this.clock = clock;
    }

    /**
     * In: the headers of the event and those of the replay. Out: a list as body, of one message with a {@link Receipt}.
     *
     * @throws livecallbacks.event.UnreadableMessageException if the headers are no event's
     */
    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        Receipt receipt = new Receipt(
                Outcome.REPLAYED,
                clock.instant(),
                About.fromHeaders(message.getHeaders()),
                null,
                message.getHeader("replay", String.class),
                "s3://" + message.getHeader("archiveBucket", String.class) + "/"
                        + message.getHeader("archiveFolder", "", String.class));
        Message kept = new DefaultMessage(exchange.getContext());
        kept.setHeaders(receipt.toHeaders());
        Object trace = message.getHeader(TRACE);
        if (trace != null) {
            kept.setHeader(TRACE, trace);
        }
        kept.setBody(receipt.toJson());
        message.setBody(List.of(kept));
    }
}
