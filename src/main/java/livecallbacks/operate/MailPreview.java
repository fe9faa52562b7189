package livecallbacks.operate;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import livecallbacks.notify.mail.Mail;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.Recipients.Decision;

/**
 * How a mail reads.
 *
 * @param readers who would get it so, at least one
 * @param subject decoded
 * @param text its part for the terminal
 * @param html its part for a browser
 */
public record MailPreview(List<Addressee> readers, String subject, String text, String html) {

    /**
     * The mails that people would get. These differ by language and time zone only, so each kind is there once.
     *
     * @param composer as the one that writes the mails which are sent
     * @return in the order in which people were chosen
     * @throws IOException if a mail cannot be read again
     */
    public static List<MailPreview> of(TestedEvent tested, Decision decision, MailComposer composer)
            throws IOException {
        Map<String, List<Addressee>> kinds = decision.addressees().stream()
                .collect(Collectors.groupingBy(
                        addressee -> addressee.settings().language() + " "
                                + addressee.settings().timezone(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<MailPreview> previews = new ArrayList<>();
        for (List<Addressee> readers : kinds.values()) {
            previews.add(of(tested, readers, composer));
        }
        return previews;
    }

    private static MailPreview of(TestedEvent tested, List<Addressee> readers, MailComposer composer)
            throws IOException {
        Mail mail = composer.compose(tested.event(), tested.content(), readers.get(0));
        try {
            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail.content()));
            MimeMultipart parts = (MimeMultipart) message.getContent();
            return new MailPreview(
                    readers,
                    message.getSubject(),
                    parts.getBodyPart(0).getContent().toString(),
                    parts.getBodyPart(1).getContent().toString());
        } catch (MessagingException e) {
            throw new IOException("The mail cannot be read again", e);
        }
    }
}
