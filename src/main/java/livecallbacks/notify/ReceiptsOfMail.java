package livecallbacks.notify;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import livecallbacks.event.Receipt;
import livecallbacks.event.Receipt.About;
import livecallbacks.event.Receipt.Mailing;
import livecallbacks.event.Receipt.Outcome;
import livecallbacks.event.Texts;
import livecallbacks.notify.ReadMail.FinishedMessage;
import livecallbacks.notify.digest.DigestedEvent;
import livecallbacks.notify.smtp.RefusedForGood;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;

/** The bean {@code receiptsOfMail}: what became of a mail becomes receipts, one for each event that it is about. */
public final class ReceiptsOfMail implements Processor {

    /** Message header: how many times the broker has brought the message. */
    private static final String ATTEMPT = "JMSXDeliveryCount";

    private static final String RULE = "rule";

    /** W3C Trace Context; it goes along if there is one. */
    private static final String TRACE = "traceparent";

    /** Of what a server says, in characters. */
    private static final int LONGEST_ANSWER = 1000;

    private final RefusedForGood refusals;
    private final Clock clock;

    /** By this clock. */
    public ReceiptsOfMail(RefusedForGood refusals, Clock clock) {
        this.refusals = refusals;
        this.clock = clock;
    }

    /**
     * In: a mail that the server has taken, as {@link ReadMail} made it, or one that was refused, as its bytes, with
     * the refusal as the exception caught; the headers as they were in {@code mail.outbox}. Out: a list of messages as
     * body, each with a {@link Receipt}.
     *
     * @throws livecallbacks.event.UnreadableMessageException if the headers are no event's
     * @throws MessagingException if the bytes are no mail
     */
    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        MessagingException refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, MessagingException.class);
        FinishedMessage mail = message.getBody() instanceof FinishedMessage sent
                ? sent
                : ReadMail.read(message.getMandatoryBody(byte[].class));
        List<DigestedEvent> digested = DigestedEvent.of(message.getHeaders());
        Mailing mailing = new Mailing(
                addressOf(mail),
                message.getHeader(RULE, String.class),
                idOf(mail),
                Texts.bounded(refusal == null ? mail.answer() : refusals.serverWords(refusal), LONGEST_ANSWER),
                message.getHeader(ATTEMPT, 1, int.class),
                Math.max(1, digested.size()));
        Outcome outcome = refusal == null ? Outcome.MAILED : Outcome.REFUSED;
        Instant at = clock.instant();
        String run = message.getHeader(WriteMails.REPLAY, String.class);
        List<Receipt> receipts = digested.isEmpty()
                ? List.of(new Receipt(outcome, at, About.fromHeaders(message.getHeaders()), mailing, run, null))
                : digested.stream()
                        .map(event -> new Receipt(
                                outcome,
                                at,
                                event.about(message.getHeaders()),
                                new Mailing(
                                        mailing.address(),
                                        event.rule(),
                                        mailing.messageId(),
                                        mailing.answer(),
                                        mailing.attempt(),
                                        mailing.events()),
                                run,
                                null))
                        .toList();
        message.setBody(
                receipts.stream().map(receipt -> message(exchange, receipt)).toList());
    }

    private static Message message(Exchange exchange, Receipt receipt) {
        Message message = new DefaultMessage(exchange.getContext());
        message.setHeaders(receipt.toHeaders());
        Object trace = exchange.getMessage().getHeader(TRACE);
        if (trace != null) {
            message.setHeader(TRACE, trace);
        }
        message.setBody(receipt.toJson());
        return message;
    }

    private static String addressOf(MimeMessage mail) throws MessagingException {
        Address[] recipients = mail.getAllRecipients();
        Address first = recipients == null || recipients.length == 0 ? null : recipients[0];
        return first instanceof InternetAddress internet ? internet.getAddress() : String.valueOf(first);
    }

    private static @Nullable String idOf(MimeMessage mail) throws MessagingException {
        String id = mail.getMessageID();
        return id == null ? null : id.replace("<", "").replace(">", "");
    }
}
