package livecallbacks.notify;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.LineInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import livecallbacks.notify.mail.Mail;
import livecallbacks.notify.smtp.AnsweredMail;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The bytes of a finished mail become the message that camel-mail sends as it is. */
public final class ReadMail implements Processor {

    private static final Session SESSION = Session.getInstance(utf8Headers());

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
        message.setBody(read(message.getMandatoryBody(byte[].class)));
    }

    /**
     * The mail of these bytes.
     *
     * @throws MessagingException if they are no message
     */
    static FinishedMessage read(byte[] content) throws MessagingException {
        return new FinishedMessage(SESSION, content);
    }

    /** RFC 6532: an address may have any characters. */
    private static Properties utf8Headers() {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return properties;
    }

    /** A message to which nothing is added any more, whoever asks for it. */
    static final class FinishedMessage extends MimeMessage implements AnsweredMail {

        private String answer = "";

        FinishedMessage(Session session, byte[] content) throws MessagingException {
            super(session, new ByteArrayInputStream(content));
        }

        /** As the MimeMessage reads them, which however searches the class path for the reader of lines each time. */
        @Override
        protected InternetHeaders createInternetHeaders(InputStream in) throws MessagingException {
            LineInputStream lines = session.getStreamProvider().inputLineStream(in, true);
            InternetHeaders read = new InternetHeaders();
            boolean first = true;
            try {
                for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                    // A first line has nothing that it could continue.
                    String header = first && (line.startsWith(" ") || line.startsWith("\t")) ? line.strip() : line;
                    if (!header.isEmpty()) {
                        read.addHeaderLine(header);
                        first = false;
                    }
                }
            } catch (IOException e) {
                throw new MessagingException("The headers cannot be read", e);
            }
            return read;
        }

        /**
         * camel-mail calls it before it sends; the MimeMessage would make a new Message-ID and write its parts anew.
         */
        @Override
        public void saveChanges() {
            // The bytes are final.
        }

        @Override
        public void taken(String serversAnswer) {
            answer = serversAnswer;
        }

        /** What the mail server said when it took it; empty before that. */
        String answer() {
            return answer;
        }
    }
}
