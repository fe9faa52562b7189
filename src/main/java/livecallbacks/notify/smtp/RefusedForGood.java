package livecallbacks.notify.smtp;

import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code refusedForGood}: whether the mail server has refused this mail in a way that trying again cannot
 * change: with a 5xx for its recipient or for its content (RFC 5321, 4.2.1). A server that cannot be reached, a 4xx, a
 * login or a sender that is refused are for an operator to repair, so such a mail is tried again.
 */
public final class RefusedForGood implements Predicate {

    /**
     * Of the login and of encryption (RFC 4954, RFC 3207): the same for every mail until somebody mends it. And of the
     * order of commands, which is nothing that a mail can be blamed for.
     */
    private static final Set<Integer> FOR_AN_OPERATOR = Set.of(503, 530, 534, 535, 538);

    /** What a refusal of the content answers; one of MAIL is about the sender. */
    private static final Set<String> CONTENT_COMMANDS = Set.of("DATA", ".");

    @Override
    public boolean matches(Exchange exchange) {
        return exchange.getException() instanceof MessagingException failure && isForGood(failure);
    }

    /**
     * All that the server said, for the operator who looks at the mail; it may name people, so it is not for the log.
     */
    public String serverWords(MessagingException failure) {
        List<String> words = new ArrayList<>();
        for (Exception cause = failure; cause instanceof MessagingException; cause = next(cause)) {
            words.add(String.valueOf(cause.getMessage()).strip());
        }
        return String.join("; ", words);
    }

    static boolean isForGood(MessagingException failure) {
        for (Exception cause = failure; cause instanceof MessagingException; cause = next(cause)) {
            if (cause instanceof SMTPAddressFailedException recipient) {
                return isPermanent(recipient.getReturnCode());
            }
            if (cause instanceof SMTPSendFailedException send && CONTENT_COMMANDS.contains(send.getCommand())) {
                return isPermanent(send.getReturnCode());
            }
        }
        return false;
    }

    private static @Nullable Exception next(Exception cause) {
        return ((MessagingException) cause).getNextException();
    }

    private static boolean isPermanent(int code) {
        return code >= 500 && code <= 599 && !FOR_AN_OPERATOR.contains(code);
    }
}
