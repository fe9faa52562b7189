package livecallbacks.notify.recipients;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import livecallbacks.event.Texts;

/**
 * One checked mail address.
 *
 * @param written as a person wrote it, {@code Ben Li <ben@example.com>} or {@code ben@example.com}
 * @param email the bare address in it
 */
public record Address(String written, String email) {

    /** RFC 5321, 4.5.3.1.3: a path has 256 octets with its angle brackets. */
    private static final int LONGEST_EMAIL = 254;
    /** RFC 5321, 4.5.3.1.1. */
    private static final int LONGEST_LOCAL_PART = 64;

    private static final int LONGEST_TEXT = 400;

    /**
     * Reads one address, strictly after RFC 5322 and with a domain. What stands before the @ may be of any script (RFC
     * 6531); the domain is in ASCII.
     *
     * @throws AddressException if it is none, with a message that says why and never repeats the address
     */
    public static Address parse(String text) throws AddressException {
        if (text.length() > LONGEST_TEXT) {
            throw new AddressException("it is longer than " + LONGEST_TEXT + " characters");
        }
        if (!Texts.isPlain(text)) {
            throw new AddressException("it has a control character or another invisible one");
        }
        InternetAddress parsed = parseOne(text);
        String email = parsed.getAddress();
        int at = email.lastIndexOf('@');
        if (at < 0 || at == email.length() - 1) {
            throw new AddressException("it has no domain");
        }
        if (email.startsWith("@")) {
            throw new AddressException("it has nothing before the @");
        }
        if (email.codePoints().anyMatch(c -> Character.isSpaceChar(c) || Character.isWhitespace(c))) {
            throw new AddressException("it has a space before or after the @");
        }
        if (!email.substring(at).chars().allMatch(c -> c < 0x7f)) {
            throw new AddressException("it has a character outside ASCII after the @"
                    + " (a domain of another script is written in its xn-- form)");
        }
        if (octets(email) > LONGEST_EMAIL || octets(email.substring(0, at)) > LONGEST_LOCAL_PART) {
            throw new AddressException("it has more than " + LONGEST_LOCAL_PART + " bytes before the @, or more than "
                    + LONGEST_EMAIL + " in all");
        }
        return new Address(text.strip(), email);
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static InternetAddress parseOne(String text) throws AddressException {
        InternetAddress[] all;
        try {
            all = InternetAddress.parse(text, true);
        } catch (AddressException e) {
            // Its text names the cause only; the address itself stands in a field that toString shows, hence a new one.
            throw new AddressException(
                    e.getMessage() == null
                            ? "it is not an address"
                            : e.getMessage().replace("''", "an empty text"));
        }
        if (all.length != 1) {
            throw new AddressException(all.length == 0 ? "it is empty" : "it holds several addresses");
        }
        if (all[0].isGroup()) {
            throw new AddressException("it is a group of addresses");
        }
        all[0].validate();
        return all[0];
    }
}
