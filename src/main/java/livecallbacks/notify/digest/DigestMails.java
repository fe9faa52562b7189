package livecallbacks.notify.digest;

import jakarta.jms.Session;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import livecallbacks.notify.digest.DigestWindows.Outgoing;
import livecallbacks.notify.mail.MailComposer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.support.DefaultMessage;

/**
 * A mail that may have to wait, or the end of a window, becomes what is to be sent for it. It reads other queues in the
 * transaction of the message that it is called with, and what follows in the route has to send in the same.
 */
public final class DigestMails implements Processor {

    /** What the broker brings one after the other. */
    static final String GROUP = "JMSXGroupID";

    /** True in a message that says that a window is over, instead of bringing a mail. */
    static final String OVER = "over";

    /** Where a message of the resulting list goes: {@code outbox}, {@code held} or {@code windows}. */
    static final String TARGET = "target";

    private final DigestWindows windows;

    /**
     * Digests of these mails, by this clock.
     *
     * @param composer of the mails about single events
     */
    public DigestMails(MailComposer composer, Clock clock) {
        this.windows = new DigestWindows(clock, composer);
    }

    /**
     * In: what {@link DescribeItem} or {@link DueWindows} wrote, as it comes from its queue. Out: a list of messages as
     * body, each with a header {@value #TARGET}, perhaps none.
     *
     * @throws livecallbacks.event.UnreadableMessageException if the headers are none of ours
     */
    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Session session = message instanceof JmsMessage jms ? jms.getJmsSession() : null;
        if (session == null || !session.getTransacted()) {
            throw new IllegalStateException("A digest needs a transacted consumer of a JMS queue before it");
        }
        List<Outgoing> outgoing = message.getHeader(OVER, false, boolean.class)
                ? windows.over(session, message.getHeader(DigestEntry.WINDOW, "", String.class))
                : windows.arrived(session, message.getHeaders(), message.getBody(byte[].class));
        message.setBody(outgoing.stream().map(next -> message(exchange, next)).toList());
    }

    private static Message message(Exchange exchange, Outgoing outgoing) {
        Message message = new DefaultMessage(exchange.getContext());
        message.setHeaders(outgoing.headers());
        message.setHeader(TARGET, outgoing.target().name().toLowerCase(Locale.ROOT));
        message.setBody(outgoing.body());
        return message;
    }
}
