package livecallbacks.notify;

import java.util.List;
import java.util.function.BiFunction;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.digest.DigestItem;
import livecallbacks.notify.mail.Mail;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.mail.Replay;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.RecipientsFile;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** An archived callback becomes a list of mails, one per person; an empty one if nobody is to be told. */
public final class WriteMails implements Processor {

    /** Message headers of a replay: the run, a text, and whether its mails are marked, a boolean. */
    static final String REPLAY = "replay";

    static final String REPEATED = "repeated";

    private final BiFunction<CallbackEvent, CallbackContent, List<Addressee>> addressees;
    private final MailComposer composer;

    /**
     * @param addressees who is mailed about an event and its content, such as {@link RecipientsFile#addressees}
     * @param composer writes each mail
     */
    public WriteMails(BiFunction<CallbackEvent, CallbackContent, List<Addressee>> addressees, MailComposer composer) {
        this.addressees = addressees;
        this.composer = composer;
    }

    /**
     * In: the event's headers, those of a replay if it is one, and the bytes of the callback. Out: a list as body, of a
     * {@link Mail} for each person, or a {@link DigestItem} where it may have to wait; the headers as before.
     *
     * @throws livecallbacks.event.UnreadableMessageException if the headers are no event's
     * @throws org.apache.camel.InvalidPayloadException if there is no body
     */
    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        CallbackEvent event = CallbackEvent.fromHeaders(message.getHeaders());
        String run = message.getHeader(REPLAY, String.class);
        Replay replay = run == null ? null : new Replay(run, message.getHeader(REPEATED, true, boolean.class));
        CallbackContent body = new CallbackContent(message.getMandatoryBody(byte[].class));
        message.setBody(addressees.apply(event, body).stream()
                .map(addressee -> mail(event, body, addressee, replay))
                .toList());
    }

    private Object mail(CallbackEvent event, CallbackContent body, Addressee addressee, @Nullable Replay replay) {
        Mail mail = composer.compose(event, body, addressee, replay);
        return DigestItem.mayWait(addressee.settings())
                ? DigestItem.of(
                        event, mail, addressee, replay, composer.templates().row(event, body, addressee.settings()))
                : mail;
    }
}
