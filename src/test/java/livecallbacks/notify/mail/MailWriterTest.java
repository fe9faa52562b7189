package livecallbacks.notify.mail;

import static livecallbacks.event.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Properties;
import livecallbacks.event.CallbackContent;
import livecallbacks.notify.recipients.Address;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mail has the bytes that Jakarta Mail would give it. */
class MailWriterTest {

    private static final String ID = "0123456789abcdef".repeat(4);

    private static Mail written(Addressee addressee, MailText text, MailHeaders headers) throws Exception {
        return new MailWriter(
                        Address.parse("Live <live@example.com>"),
                        Address.parse("answers@example.com"),
                        Clock.fixed(MailReading.NOW, ZoneOffset.UTC))
                .write(ID, addressee, text, headers);
    }

    private static MimeMessage byJakartaMail(Addressee addressee, MailText text, MailHeaders headers, String encoding)
            throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        MimeMessage message = new MimeMessage(Session.getInstance(properties)) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + ID + "@example.com>");
            }
        };
        message.setHeader("From", "Live <live@example.com>");
        message.setHeader("Reply-To", "answers@example.com");
        message.setHeader("To", addressee.address());
        message.setHeader("Subject", HeaderText.unstructured("Subject", text.subject()));
        message.setSentDate(Date.from(MailReading.NOW));
        message.setHeader("Content-Language", "en");
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-Auto-Response-Suppress", "All");
        message.setHeader("X-Live-Callbacks-Rule", addressee.rule());
        for (var header : headers.values().entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
        message.setContent(
                new MimeMultipart(
                        "alternative", part(text.text(), "plain", encoding), part(text.html(), "html", encoding)) {
                    {
                        contentType = "multipart/alternative;\r\n boundary=\"=_" + ID.substring(0, 32) + "\"";
                    }
                });
        message.saveChanges();
        return message;
    }

    private static MimeBodyPart part(String text, String subtype, String encoding) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text.replace("\n", "\r\n"), "UTF-8", subtype);
        part.setHeader("Content-Transfer-Encoding", encoding);
        return part;
    }

    private static void assertSame(Addressee addressee, MailText text, MailHeaders headers, String encoding)
            throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        byJakartaMail(addressee, text, headers, encoding).writeTo(expected);
        assertThat(new String(written(addressee, text, headers).content(), StandardCharsets.UTF_8))
                .isEqualTo(expected.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ana@example.com", "Ben Li <ben@example.com>", "de\u00e9@example.com"})
    void itsHeadersAreInTheOrderOfJakartaMail(String to) throws Exception {
        Addressee addressee = new Addressee(to, to, "routes[0]", MailSettings.DEFAULT);
        MailHeaders headers = MailHeaders.of(event(100, "match-42"), new CallbackContent(new byte[0]), "example.com")
                .put("X-Live-Callbacks-Replay", "run-1");
        MailText text =
                new MailText("Recording ready", "a text = é \n\nwith lines \n", "<p>HTML</p>\n" + "a".repeat(200));
        assertSame(addressee, text, headers, "quoted-printable");
    }

    @Test
    void whatIsMostlyNotAsciiHasTheSameLinesOfBase64() throws Exception {
        Addressee addressee = new Addressee("a@example.com", "a@example.com", "default", MailSettings.DEFAULT);
        MailHeaders headers = MailHeaders.of(event(100, null), new CallbackContent(new byte[0]), "example.com");
        for (int length = 1; length < 80; length++) {
            String text = "直".repeat(length) + "\n".repeat(length % 2);
            assertSame(addressee, new MailText("s", text, text), headers, "base64");
        }
    }
}
