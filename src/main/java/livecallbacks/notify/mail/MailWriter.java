package livecallbacks.notify.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MailDateFormat;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final String LINE_END = "\r\n";

    /** In base64, with its end. */
    private static final int BASE64_LINE = 76 + LINE_END.length();

    /** How many addresses are kept as they were written: far more than one team has, and little memory. */
    private static final int MOST_ADDRESSES = 1000;

    private final String from;
    private final @Nullable String replyTo;
    private final String domain;
    private final Clock clock;

    /** Of the addressees, who are mostly the same few; parsing and encoding them costs more than a mail's text. */
    private final Map<String, String> written = new ConcurrentHashMap<>();

    private volatile Dated lastDate = new Dated(Long.MIN_VALUE, "");

    private record Dated(long second, String text) {}

    /**
     * A writer of the mails of one sender.
     *
     * @param from what mails come from
     * @param replyTo where answers go; null for the sender
     * @param clock for the Date
     * @throws IllegalStateException if one of the addresses cannot be written
     */
    MailWriter(Address from, @Nullable Address replyTo, Clock clock) {
        this.clock = clock;
        String email = inAscii(from.email());
        this.domain = email.substring(email.lastIndexOf('@') + 1);
        try {
            this.from = address("From", from.written());
            this.replyTo = replyTo == null ? null : address("Reply-To", replyTo.written());
        } catch (AddressException e) {
            throw new IllegalStateException("The sender of the mails cannot be written", e);
        } catch (IOException e) {
            throw new UncheckedIOException("The sender of the mails cannot be written", e);
        }
    }

    /** What follows the @ in the Message-IDs, in ASCII. */
    String domain() {
        return domain;
    }

    /**
     * Writes one mail. Its form is always the same, so it is written as it is here; by way of a {@code MimeMessage} it
     * had the same bytes, at several times the cost.
     *
     * @param id of 64 hex digits; the same mail always has the same
     * @param headers more of them
     * @throws IllegalStateException if the address is none
     */
    Mail write(String id, Addressee addressee, MailText mail, MailHeaders headers) {
        String boundary = "=_" + id.substring(0, 32);
        StringBuilder header = new StringBuilder(2048);
        field(header, "Date", date());
        field(header, "From", from);
        if (replyTo != null) {
            field(header, "Reply-To", replyTo);
        }
        field(header, "To", to(id, addressee.address()));
        field(header, "Message-ID", "<" + id + "@" + domain + ">");
        Map<String, String> values = headers.values();
        for (String name : MailHeaders.OF_THREAD) {
            String value = values.get(name);
            if (value != null) {
                field(header, name, value);
            }
        }
        field(header, "Subject", HeaderText.unstructured("Subject", mail.subject()));
        field(header, "MIME-Version", "1.0");
        field(header, "Content-Type", "multipart/alternative;\r\n boundary=\"" + boundary + "\"");
        String language = Languages.tag(addressee.settings().language());
        if (!language.equals("und")) {
            field(header, "Content-Language", language);
        }
        // RFC 3834, and the same for Exchange: answering machines leave it alone.
        field(header, "Auto-Submitted", "auto-generated");
        field(header, "X-Auto-Response-Suppress", "All");
        field(
                header,
                "X-Live-Callbacks-Rule",
                HeaderText.unstructured("X-Live-Callbacks-Rule", Texts.bounded(addressee.rule(), 200)));
        for (Map.Entry<String, String> more : values.entrySet()) {
            if (!MailHeaders.OF_THREAD.contains(more.getKey())) {
                field(header, more.getKey(), more.getValue());
            }
        }
        byte[] text = bytes(cut(mail.text(), LONGEST_TEXT));
        byte[] html = bytes(boundedHtml(mail));
        // A little more than an English mail has, so that the bytes are copied once.
        ByteArrayOutputStream content =
                new ByteArrayOutputStream(header.length() + (text.length + html.length) * 5 / 4 + 512);
        content.writeBytes(bytes(header.append(LINE_END).toString()));
        part(content, boundary, text, "plain");
        part(content, boundary, html, "html");
        content.writeBytes(bytes("--" + boundary + "--" + LINE_END));
        return new Mail(id, addressee.email(), addressee.rule(), content.toByteArray());
    }

    private static void field(StringBuilder header, String name, String value) {
        header.append(name).append(": ").append(value).append(LINE_END);
    }

    /** The time as RFC 5322 has it. Many mails are written in one second. */
    private String date() {
        Instant now = clock.instant();
        Dated last = lastDate;
        if (last.second != now.getEpochSecond()) {
            last = new Dated(now.getEpochSecond(), new MailDateFormat().format(Date.from(now)));
            lastDate = last;
        }
        return last.text;
    }

    private String to(String id, String text) {
        String known = written.get(text);
        if (known != null) {
            return known;
        }
        try {
            String address = address("To", text);
            if (written.size() >= MOST_ADDRESSES) {
                written.clear();
            }
            written.put(text, address);
            return address;
        } catch (AddressException e) {
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
        if (isAscii(domain)) {
            return email;
        }
        try {
            return domain.startsWith("[") ? email : email.substring(0, at) + IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            // A server that speaks SMTPUTF8 may know better.
            return email;
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** HTML cannot be cut anywhere, so in place of too much of it stands the text. */
    private static String boundedHtml(MailText mail) {
        if (fits(mail.html(), LONGEST_HTML)) {
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
        if (fits(text, most)) {
            return text;
        }
        byte[] bytes = bytes(text);
        int end = most - CUT.length();
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + CUT;
    }

    /** Whether it has so many bytes of UTF-8 at most; a char of it makes three of them at most. */
    private static boolean fits(String text, int most) {
        return text.length() <= most / 3 || bytes(text).length <= most;
    }

    /** One of the two forms of the mail, after its boundary. */
    private static void part(ByteArrayOutputStream content, String boundary, byte[] text, String subtype) {
        // Short lines in ASCII, and never "=_", which the boundary begins with (RFC 2045, 6.7 and 6.8).
        boolean mostlyAscii = isMostlyAscii(text);
        content.writeBytes(bytes("--" + boundary + "\r\nContent-Type: text/" + subtype
                + "; charset=UTF-8\r\nContent-Transfer-Encoding: " + (mostlyAscii ? "quoted-printable" : "base64")
                + "\r\n\r\n"));
        if (mostlyAscii) {
            QuotedPrintable.encode(text, content);
        } else {
            byte[] encoded = Base64.getMimeEncoder().encode(withLineEnds(text));
            content.writeBytes(encoded);
            // A full last line is ended here already: Angus Mail does so, and a mail written again is to be the same.
            if ((encoded.length + LINE_END.length()) % BASE64_LINE == 0) {
                content.writeBytes(bytes(LINE_END));
            }
        }
        content.writeBytes(bytes(LINE_END));
    }

    /** Encoded or not, a line ends with CRLF (RFC 2049, 4). */
    private static byte[] withLineEnds(byte[] text) {
        return bytes(new String(text, StandardCharsets.UTF_8)
                .replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace("\n", "\r\n"));
    }

    /** Whether quoted-printable, three characters for each byte outside ASCII, is the shorter one. */
    private static boolean isMostlyAscii(byte[] text) {
        int ascii = 0;
        for (byte b : text) {
            if (b >= 0) {
                ascii++;
            }
        }
        return 3L * (text.length - ascii) + ascii <= text.length * 4L / 3;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
