package livecallbacks.notify.smtp;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tries out the mail server once, over a connection as the service makes them: TLS, login, and perhaps a mail. */
public final class SmtpTrial {

    private static final String SUBJECT = "A test mail of live-callbacks";

    private static final String TEXT = """
            This is a test: somebody has run "live-callbacks check --online --to" with your address.

            Mails about the live streams will come from this address, by this mail server. There is nothing to do.
            """;

    private final SmtpServer server;
    private final Clock clock;

    /**
     * Opens nothing yet.
     *
     * @param clock for the Date of a mail
     */
    public SmtpTrial(SmtpServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param connected whether the connection was made, with TLS and login as they are set
     * @param sent whether a mail was handed over
     * @param fault what failed; for a mail that was refused with the server's words, which may name people; null if
     *     nothing did
     * @param certificate when the server's certificate ends; null if it has shown none
     */
    public record Outcome(
            boolean connected,
            boolean sent,
            @Nullable String fault,
            @Nullable Instant certificate) {}

    /**
     * Connects, logs in, and sends a mail if there is somebody to send it to.
     *
     * @param from what it comes from
     * @param to the one address that gets it; null to send none
     * @throws IllegalArgumentException if the file of additional certificates is not to be used
     */
    public Outcome run(String from, @Nullable String to) {
        AtomicReference<X509Certificate> seen = new AtomicReference<>();
        Properties properties = MailConnections.properties(server);
        properties.put("mail.smtp.ssl.socketFactory", Certificates.showing(server.caFile(), seen::set));
        Session session = Session.getInstance(properties);
        SmtpConnection connection = new SmtpConnection(session, server);
        boolean connected = false;
        String fault = null;
        try {
            connection.open();
            connected = true;
            if (to != null) {
                connection.send(mail(session, from, to));
            }
        } catch (MessagingException e) {
            fault = connected ? new RefusedForGood().serverWords(e) : MailConnections.why(e);
        } finally {
            close(connection);
        }
        X509Certificate certificate = seen.get();
        return new Outcome(
                connected,
                connected && to != null && fault == null,
                fault,
                certificate == null ? null : certificate.getNotAfter().toInstant());
    }

    private MimeMessage mail(Session session, String from, String to) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(new InternetAddress(from));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        mail.setSubject(SUBJECT, StandardCharsets.UTF_8.name());
        mail.setText(TEXT, StandardCharsets.UTF_8.name());
        mail.setSentDate(Date.from(clock.instant()));
        // RFC 3834: no machine is to answer it.
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.saveChanges();
        return mail;
    }

    private static void close(SmtpConnection connection) {
        try {
            connection.close();
        } catch (MessagingException e) {
            // What was to be found out is known.
            return;
        }
    }
}
