package livecallbacks.notify.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Locale;
import java.util.Properties;
import livecallbacks.event.Texts;
import livecallbacks.notify.recipients.Address;
import livecallbacks.notify.recipients.Addressee;
import org.jspecify.annotations.Nullable;

/**
 * Writes a mail as bytes after RFC 5322: header, text and HTML, of bounded size, the same bytes for the same mail. All
 * of it is US-ASCII, but for an address with other characters before the @ (RFC 6532). Safe for use by several threads.
 */
final class MailWriter {

    /** No mail is longer, in bytes; the longest that any template should make is a tenth of it. */
    static final int LONGEST_MAIL = 256 * 1024;

    /** Of UTF-8 in bytes. Encoded, together and with a header, they stay below the longest mail. */
    private static final int LONGEST_TEXT = 60_000;

    private static final int LONGEST_HTML = 100_000;

    /** Escaped as HTML, a character has five times as many bytes at most. */
    private static final int LONGEST_TEXT_AS_HTML = LONGEST_HTML / 5 - 200;

    private static final String CUT = "\n\n[The rest is left out: this mail would have become too long.]\n";

    private final Address from;
    private final @Nullable Address replyTo;
    private final Clock clock;
    private final Session session;

    /**
     * A writer of the mails of one sender.
     *
     * @param from what mails come from
     * @param replyTo where answers go; null for the sender
     * @param clock for the Date
     */
    MailWriter(Address from, @Nullable Address replyTo, Clock clock) {
        this.from = from;
        this.replyTo = replyTo;
        this.clock = clock;
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        this.session = Session.getInstance(properties);
    }

    /** What follows the @ in the Message-IDs, in ASCII. */
    String domain() {
        String email = inAscii(from.email());
        return email.substring(email.lastIndexOf('@') + 1);
    }

    /**
     * Writes one mail.
     *
     * @param id of 64 hex digits; the same mail always has the same
     * @param headers more of them
     * @throws IllegalStateException if the address is none
     */
    Mail write(String id, Addressee addressee, MailText mail, MailHeaders headers) {
        try {
            MimeMessage message = new IdentifiedMessage(session, "<" + id + "@" + domain() + ">");
            message.setHeader("From", address("From", from.written()));
            message.setHeader("To", address("To", addressee.address()));
            if (replyTo != null) {
                message.setHeader("Reply-To", address("Reply-To", replyTo.written()));
            }
            message.setHeader("Subject", HeaderText.unstructured("Subject", mail.subject()));
            message.setSentDate(Date.from(clock.instant()));
            String language = Locale.forLanguageTag(
                            addressee.settings().language().replace('_', '-'))
                    .toLanguageTag();
            if (!language.equals("und")) {
                message.setHeader("Content-Language", language);
            }
            // RFC 3834, and the same for Exchange: answering machines leave it alone.
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setHeader("X-Auto-Response-Suppress", "All");
            message.setHeader(
                    "X-Live-Callbacks-Rule",
                    HeaderText.unstructured("X-Live-Callbacks-Rule", Texts.bounded(addressee.rule(), 200)));
            for (var header : headers.values().entrySet()) {
                message.setHeader(header.getKey(), header.getValue());
            }
            message.setContent(new Alternative(
                    id, part(cut(mail.text(), LONGEST_TEXT), "plain"), part(boundedHtml(mail), "html")));
            message.saveChanges();
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            message.writeTo(content);
            return new Mail(id, addressee.email(), addressee.rule(), content.toByteArray());
        } catch (MessagingException e) {
            throw new IllegalStateException("The mail " + id + " cannot be written", e);
        } catch (IOException e) {
            throw new UncheckedIOException("The mail " + id + " cannot be written", e);
        }
    }

    /** One address for a header, its domain in ASCII, its name encoded, in short lines. */
    private static String address(String header, String text) throws AddressException, IOException {
        InternetAddress parsed = new InternetAddress(text, true);
        String email = inAscii(parsed.getAddress());
        String personal = parsed.getPersonal();
        if (personal == null) {
            return email;
        }
        InternetAddress named = new InternetAddress();
        // An address in ASCII is what toString needs to encode the name; the real one takes its place.
        String placeholder = "a@a";
        named.setAddress(placeholder);
        named.setPersonal(Texts.plain(personal), StandardCharsets.UTF_8.name());
        String name = named.toString();
        return MimeUtility.fold(
                header.length() + 2, name.substring(0, name.length() - placeholder.length() - 1) + email + ">");
    }

    /** The address with its domain as A-labels (RFC 5890), as far as it has any. */
    private static String inAscii(String email) {
        int at = email.lastIndexOf('@') + 1;
        String domain = email.substring(at);
        try {
            return domain.startsWith("[") ? email : email.substring(0, at) + IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            // A server that speaks SMTPUTF8 may know better.
            return email;
        }
    }

    /** HTML cannot be cut anywhere, so in place of too much of it stands the text. */
    private static String boundedHtml(MailText mail) {
        if (mail.html().getBytes(StandardCharsets.UTF_8).length <= LONGEST_HTML) {
            return mail.html();
        }
        String text = cut(mail.text(), LONGEST_TEXT_AS_HTML);
        return "<!DOCTYPE html>\n<html><body><pre>"
                + (text.endsWith(CUT) ? text : text + CUT)
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                + "</pre></body></html>\n";
    }

    /** The text itself, or its beginning and a note. */
    private static String cut(String text, int most) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= most) {
            return text;
        }
        int end = most - CUT.length();
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + CUT;
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        // Encoded or not, a line ends with CRLF (RFC 2049, 4).
        String lines = text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        part.setText(lines, StandardCharsets.UTF_8.name(), subtype);
        // Short lines in ASCII, and never "=_", which the boundary begins with (RFC 2045, 6.7 and 6.8).
        part.setHeader("Content-Transfer-Encoding", isMostlyAscii(text) ? "quoted-printable" : "base64");
        return part;
    }

    /** Whether quoted-printable, three characters for each byte outside ASCII, is the shorter one. */
    private static boolean isMostlyAscii(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        long ascii = text.chars().filter(c -> c < 0x80).count();
        return 3 * (bytes - ascii) + ascii <= bytes * 4L / 3;
    }

    /** A message whose Message-ID is given, which {@code saveChanges} would otherwise replace by a random one. */
    private static final class IdentifiedMessage extends MimeMessage {
        private final String messageId;

        IdentifiedMessage(Session session, String messageId) {
            super(session);
            this.messageId = messageId;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId);
        }
    }

    /** Text and HTML with a boundary that depends on the mail only, so that the same mail has the same bytes. */
    private static final class Alternative extends MimeMultipart {
        Alternative(String id, MimeBodyPart text, MimeBodyPart html) throws MessagingException {
            super("alternative", text, html);
            contentType = "multipart/alternative;\r\n boundary=\"=_" + id.substring(0, 32) + "\"";
        }
    }
}
