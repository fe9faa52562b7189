package livecallbacks.notify;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.notify.MailTemplates.Rendered;
import org.jspecify.annotations.Nullable;

/**
 * Writes the mail about one event to one person: a finished RFC 5322 message in US-ASCII, text and HTML, with a
 * Message-ID that is the same however often it is written. Safe for use by several threads.
 */
public final class MailComposer {

    /** RFC 2047, 2: an encoded word has 75 characters at most; this many bytes make 72 of them. */
    private static final int BYTES_OF_ENCODED_WORD = 45;

    private final Address from;
    private final MailTemplates templates;
    private final Clock clock;
    private final Session session = Session.getInstance(new Properties());

    /**
     * @param from the property {@code mail.from}, {@code Live Callbacks <live@example.com>}; its domain is that of the
     *     Message-IDs too
     * @param templates the directory with a folder of templates per language
     * @param clock for the Date of the mails
     * @throws IllegalArgumentException if {@code from} is no address, or the generic templates are missing or broken
     */
    public MailComposer(String from, Path templates, Clock clock) {
        try {
            this.from = Address.parse(from);
        } catch (AddressException e) {
            throw new IllegalArgumentException(
                    "mail.from is no e-mail address (" + e.getMessage() + "); write live@example.com", e);
        }
        this.templates = new MailTemplates(templates);
        this.clock = clock;
    }

    /**
     * The mail about the event.
     *
     * @param body the callback as received; what is not to be read in it is left out of the mail
     * @throws IllegalStateException if not even the generic template can be rendered, or the address is none
     */
    public Mail compose(CallbackEvent event, byte[] body, Addressee addressee) {
        return compose(event, body, addressee, null);
    }

    /**
     * The mail about the event, perhaps once more: the mail of a replay is another one than the first.
     *
     * @param body the callback as received; what is not to be read in it is left out of the mail
     * @param replay null for the first time
     * @throws IllegalStateException if not even the generic template can be rendered, or the address is none
     */
    public Mail compose(CallbackEvent event, byte[] body, Addressee addressee, @Nullable Replay replay) {
        String id = mailId(event, addressee, replay);
        Rendered rendered = templates.render(EventNames.of(event.eventType()), EventView.of(event, body));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Live-Callbacks-Event", EventNames.of(event.eventType()));
        headers.put("X-Live-Callbacks-Event-Id", event.eventId());
        String subject = rendered.subject();
        if (replay != null && replay.marked()) {
            subject = templates.repeated(subject);
            headers.put("X-Live-Callbacks-Replay", Texts.plain(replay.run()));
        }
        return write(id, addressee, new Rendered(subject, rendered.text(), rendered.html()), headers);
    }

    /** The templates that the mails are made from. */
    MailTemplates templates() {
        return templates;
    }

    /**
     * Writes a mail.
     *
     * @param id of 64 hex digits; the same mail always has the same
     * @param headers more of them
     * @throws IllegalStateException if the address is none
     */
    Mail write(String id, Addressee addressee, Rendered rendered, Map<String, String> headers) {
        try {
            MimeMessage message = new IdentifiedMessage(session, messageId(id));
            message.setFrom(internetAddress(from.written()));
            message.setRecipient(Message.RecipientType.TO, internetAddress(addressee.address()));
            message.setHeader("Subject", encoded(rendered.subject()));
            message.setSentDate(Date.from(clock.instant()));
            // RFC 3834: answering machines leave it alone.
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setHeader("X-Live-Callbacks-Rule", addressee.rule());
            for (Map.Entry<String, String> header : headers.entrySet()) {
                message.setHeader(header.getKey(), header.getValue());
            }
            message.setContent(new Alternative(id, part(rendered.text(), "plain"), part(rendered.html(), "html")));
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

    private static String mailId(CallbackEvent event, Addressee addressee, @Nullable Replay replay) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            String identity = event.eventId() + "\n" + addressee.email().toLowerCase(Locale.ROOT)
                    + (replay == null ? "" : "\n" + replay.run());
            return HexFormat.of().formatHex(sha256.digest(identity.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private String messageId(String id) {
        return "<" + id + from.email().substring(from.email().lastIndexOf('@')) + ">";
    }

    private static InternetAddress internetAddress(String text) throws MessagingException, IOException {
        InternetAddress address = new InternetAddress(text, true);
        String personal = address.getPersonal();
        if (personal != null) {
            address.setPersonal(Texts.plain(personal), StandardCharsets.UTF_8.name());
        }
        return address;
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, StandardCharsets.UTF_8.name(), subtype);
        // Always: short lines in ASCII, and never "=_", which the boundary begins with (RFC 2045, 6.7).
        part.setHeader("Content-Transfer-Encoding", "quoted-printable");
        return part;
    }

    /**
     * The subject after RFC 2047. Also a subject in plain ASCII is encoded if it looks encoded, or a reader would
     * decode what a stranger put into a stream's name.
     */
    private static String encoded(String subject) {
        boolean plain = subject.chars().allMatch(c -> c >= ' ' && c < 0x7f) && !subject.contains("=?");
        return plain ? foldedAtSpaces(subject) : encodedWords(subject);
    }

    private static String foldedAtSpaces(String subject) {
        int longest = 76;
        StringBuilder folded = new StringBuilder();
        int lineLength = "Subject: ".length();
        for (String word : subject.split(" ", -1)) {
            if (!folded.isEmpty()) {
                boolean fits = lineLength + 1 + word.length() <= longest;
                folded.append(fits ? " " : "\r\n ");
                lineLength = fits ? lineLength + 1 : 1;
            }
            folded.append(word);
            lineLength += word.length();
        }
        return folded.toString();
    }

    private static String encodedWords(String subject) {
        StringBuilder words = new StringBuilder();
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        subject.codePoints().forEach(c -> {
            byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
            if (word.size() + bytes.length > BYTES_OF_ENCODED_WORD) {
                words.append(encodedWord(word)).append("\r\n ");
                word.reset();
            }
            word.writeBytes(bytes);
        });
        return words.append(encodedWord(word)).toString();
    }

    private static String encodedWord(ByteArrayOutputStream bytes) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "?=";
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
            contentType = "multipart/alternative; boundary=\"=_" + id.substring(0, 32) + "\"";
        }
    }
}
