package livecallbacks.notify;

import java.time.Duration;
import java.util.Properties;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.apache.camel.component.mail.JavaMailSender;
import org.jspecify.annotations.Nullable;

/** Makes the bean {@code mailSender}: the way to the mail server, with time-outs, and in the clear only if told so. */
public final class MailSenders {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** RFC 5321, 4.5.3.2 allows a server minutes; the broker repeats a mail, so this client need not wait for them. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private MailSenders() {}

    /** How the connection is protected. */
    public enum Security {
        /** Begins in the clear and is refused if the server has no STARTTLS (RFC 3207). */
        STARTTLS,
        /** TLS from the first byte on (RFC 8314). */
        TLS,
        /** Not at all: for a server on the same machine. */
        NONE
    }

    /**
     * A sender to one server.
     *
     * @param host name of the server, against which its certificate is checked
     * @param port 1 to 65535
     * @param security how the connection is protected
     * @param username null for no login
     * @param password null if and only if the user name is
     */
    public static JavaMailSender create(
            String host, int port, Security security, @Nullable String username, @Nullable String password) {
        DefaultJavaMailSender sender = new DefaultJavaMailSender();
        sender.setProtocol("smtp");
        sender.setHost(host);
        sender.setPort(port);
        Properties properties = sender.getJavaMailProperties();
        properties.setProperty("mail.smtp.connectiontimeout", millis(CONNECT_TIMEOUT));
        properties.setProperty("mail.smtp.timeout", millis(ANSWER_TIMEOUT));
        // Without it a server that stops reading holds the sender for ever.
        properties.setProperty("mail.smtp.writetimeout", millis(ANSWER_TIMEOUT));
        // Between the server's "taken" and our writing that down a kill sends the mail twice; not waiting for the
        // answer to
        // QUIT makes that moment shorter by a round trip.
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.ssl.protocols", "TLSv1.2 TLSv1.3");
        switch (security) {
            case STARTTLS -> {
                properties.setProperty("mail.smtp.starttls.enable", "true");
                properties.setProperty("mail.smtp.starttls.required", "true");
            }
            case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
            case NONE -> properties.setProperty("mail.smtp.starttls.enable", "false");
        }
        if (username != null && password != null) {
            properties.setProperty("mail.smtp.auth", "true");
            sender.setUsername(username);
            sender.setPassword(password);
        }
        return sender;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
