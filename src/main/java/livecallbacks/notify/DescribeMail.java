package livecallbacks.notify;

import java.util.Set;
import java.util.TreeSet;
import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.digest.DigestItem;
import livecallbacks.notify.mail.Mail;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The bean {@code describeMail}: a mail that {@link WriteMails} wrote becomes a message for a queue. */
public final class DescribeMail implements Processor {

    /** The broker drops a message with one that it has had already. */
    private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    private static final String RULE = "rule";

    /** Nothing of the broker's own goes on; a trace (W3C Trace Context) does, if there is one. */
    private static final Set<String> GO_ON = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        GO_ON.addAll(Set.of(
                CallbackEvent.SOURCE,
                CallbackEvent.EVENT_ID,
                CallbackEvent.EVENT_TYPE,
                CallbackEvent.STREAM_ID,
                CallbackEvent.EVENT_TIME,
                CallbackEvent.RECEIVED_AT,
                CallbackEvent.RELEASE,
                WriteMails.REPLAY,
                "traceparent"));
    }

    /**
     * In: a {@link Mail} or a {@link DigestItem} as body, and the headers of its event. Out: of the headers those that
     * go on, {@code rule}, and a duplicate id made of event and address. The body becomes the bytes of the mail; an
     * item stays, because more of it has to be described.
     *
     * @throws org.apache.camel.InvalidPayloadException if the body is neither
     */
    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        message.getHeaders().keySet().removeIf(name -> !GO_ON.contains(name));
        if (message.getBody() instanceof DigestItem item) {
            describe(message, item.mail());
        } else {
            Mail mail = message.getMandatoryBody(Mail.class);
            describe(message, mail);
            message.setBody(mail.content());
        }
    }

    private static void describe(Message message, Mail mail) {
        message.setHeader(DUPLICATE_ID, mail.id());
        message.setHeader(RULE, mail.rule());
    }
}
