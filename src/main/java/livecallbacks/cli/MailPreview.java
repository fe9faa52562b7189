package livecallbacks.cli;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;
import livecallbacks.notify.mail.Mail;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.recipients.Addressee;

/**
 * How a mail reads.
 *
 * @param subject decoded
 * @param text its part for the terminal
 * @param html its part for a browser
 */
record MailPreview(String subject, String text, String html) {

    /**
     * The mail that a person would get.
     *
     * @param from what mails come from
     * @param templates the folder with a folder per language
     * @throws IllegalArgumentException if {@code from} is no address, or the templates cannot be used
     */
    static MailPreview of(TestedEvent tested, Addressee addressee, String from, Path templates, Clock clock)
            throws IOException {
        Mail mail = new MailComposer(from, templates, clock).compose(tested.event(), tested.content(), addressee);
        try {
            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail.content()));
            MimeMultipart parts = (MimeMultipart) message.getContent();
            return new MailPreview(
                    message.getSubject(),
                    parts.getBodyPart(0).getContent().toString(),
                    parts.getBodyPart(1).getContent().toString());
        } catch (MessagingException e) {
            throw new IOException("The mail cannot be read again", e);
        }
    }
}
