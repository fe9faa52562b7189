package livecallbacks.notify.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.apache.camel.component.mail.JavaMailSender;

/** Makes the bean {@code mailSender}: camel-mail's way to the mail server, which is ours, over connections kept. */
public final class MailSenders {

    private MailSenders() {}

    /**
     * A sender.
     *
     * @param connections over which each mail goes as it is; the caller closes them
     */
    public static JavaMailSender over(MailConnections connections) {
        return new OverConnections(connections);
    }

    private static final class OverConnections extends DefaultJavaMailSender {

        private final MailConnections connections;

        OverConnections(MailConnections connections) {
            this.connections = connections;
            setSession(connections.session());
        }

        @Override
        public void send(MimeMessage message) throws MessagingException {
            // As the one that it extends does; a finished mail of ours leaves it at that.
            String messageId = message.getMessageID();
            message.saveChanges();
            if (messageId != null && !messageId.equals(message.getMessageID())) {
                message.setHeader("Message-ID", messageId);
            }
            String answer = connections.send(message);
            if (message instanceof AnsweredMail mail) {
                mail.taken(answer);
            }
        }
    }
}
