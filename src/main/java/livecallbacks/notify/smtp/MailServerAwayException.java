package livecallbacks.notify.smtp;

import jakarta.mail.MessagingException;
import java.io.Serial;

/**
 * There is no connection to the mail server to be had now: it is away, busy, not to be trusted, or refuses the login.
 * That says nothing about the mail, and is the same for all of them until it passes or somebody mends it.
 */
public final class MailServerAwayException extends MessagingException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Says why, without a secret or a person's name; the cause may hold the server's own words. */
    MailServerAwayException(String message, Exception cause) {
        super(message, cause);
    }
}
