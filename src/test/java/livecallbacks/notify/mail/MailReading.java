package livecallbacks.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Properties;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;

/** Reads a finished mail again as its receiver's program would, and checks on the way what holds for every mail. */
public record MailReading(MimeMessage message, String subject, String text, String html) {

    public static final Addressee ANA =
            new Addressee("Ana Ñ <Ana@example.com>", "Ana@example.com", "routes[1].routes[0]", MailSettings.DEFAULT);
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    public static MailComposer composer(Path templates) {
        return new MailComposer(
                "Live Callbacks <live@callbacks.example.org>", templates, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    public static MailReading ofEvent(CallbackEvent event, String body) {
        return of(composer(Path.of("templates"))
                .compose(event, new CallbackContent(body.getBytes(StandardCharsets.UTF_8)), ANA));
    }

    public static MailReading of(Mail mail) {
        String raw = new String(mail.content(), StandardCharsets.ISO_8859_1);
        assertThat(raw.chars().filter(c -> c > 0x7e || (c < ' ' && c != '\r' && c != '\n' && c != '\t')))
                .as("bytes outside printable US-ASCII")
                .isEmpty();
        assertThat(raw.replace("\r\n", "")).as("line ends other than CRLF").doesNotContain("\r", "\n");
        assertThat(raw.lines()).as("RFC 5322, 2.1.1").allMatch(line -> line.length() <= 998);
        try {
            Properties strict = new Properties();
            strict.setProperty("mail.mime.address.strict", "true");
            MimeMessage message =
                    new MimeMessage(Session.getInstance(strict), new ByteArrayInputStream(mail.content()));
            assertThat(message.isMimeType("multipart/alternative")).isTrue();
            MimeMultipart parts = (MimeMultipart) message.getContent();
            assertThat(parts.getCount()).isEqualTo(2);
            assertThat(parts.getBodyPart(0).getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
            assertThat(parts.getBodyPart(1).getContentType()).isEqualToIgnoringCase("text/html; charset=UTF-8");
            for (String once : new String[] {
                "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Auto-Submitted"
            }) {
                assertThat(message.getHeader(once)).as(once).hasSize(1);
            }
            assertThat(message.getHeader("Bcc")).isNull();
            for (String addresses : new String[] {"From", "To"}) {
                assertThat(InternetAddress.parse(message.getHeader(addresses)[0], true))
                        .hasSize(1);
            }
            return new MailReading(
                    message, message.getSubject(), (String) parts.getBodyPart(0).getContent(), (String)
                            parts.getBodyPart(1).getContent());
        } catch (MessagingException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The subject, the text and the HTML one after the other. */
    String all() {
        return subject + "\n" + text + "\n" + html;
    }
}
