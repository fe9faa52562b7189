package livecallbacks.notify;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.Properties;
import livecallbacks.notify.mail.Mail;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The bytes of a finished mail become the message that camel-mail sends as it is. */
public final class ReadMail implements Processor {

    private final Session session = Session.getInstance(utf8Headers());

    /**
     * In: the {@link Mail#content} as body. Out: a {@link MimeMessage} of exactly these bytes, which keeps its
     * Message-ID when it is sent.
     *
     * @throws org.apache.camel.InvalidPayloadException if there is no body
     * @throws MessagingException if the bytes are no message
     */
    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        message.setBody(new FinishedMessage(session, message.getMandatoryBody(byte[].class)));
    }

    /** RFC 6532: an address may have any characters. */
    private static Properties utf8Headers() {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return properties;
    }

    /** A message to which nothing is added any more, whoever asks for it. */
    private static final class FinishedMessage extends MimeMessage {
        FinishedMessage(Session session, byte[] content) throws MessagingException {
            super(session, new ByteArrayInputStream(content));
        }

        /**
         * camel-mail calls it before it sends; the MimeMessage would make a new Message-ID and write its parts anew.
         */
        @Override
        public void saveChanges() {
            // The bytes are final.
        }
    }
}
