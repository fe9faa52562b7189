package livecallbacks.notify.smtp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.PooledObjectState;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to the mail server: few, each used for many mails, closed when there is nothing to send. Counts what
 * becomes of the mails. Safe for use by several threads.
 */
public final class MailConnections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MailConnections.class);

    /** Then a new one: also a machine behind a load balancer that has long been taken out of it goes out of use. */
    static final int MAILS_PER_CONNECTION = 500;

    /** Servers close one that is silent for minutes; RFC 5321, 4.5.3.2.7 asks them for five. */
    private static final Duration KEPT_IDLE = Duration.ofSeconds(30);

    /**
     * Only after this long without a mail is a connection asked whether it is still there, which costs a round trip.
     */
    private static final Duration TRUSTED_IDLE = Duration.ofSeconds(5);

    private static final Duration QUIET = Duration.ofMinutes(1);

    /** Reply code and enhanced code (RFC 3463) of an answer, without its words. */
    private static final Pattern CODES = Pattern.compile("([2-5]\\d\\d)(?:[ -](\\d\\.\\d{1,3}\\.\\d{1,3})\\b)?");

    private final SmtpServer server;
    private final Session session;
    private final Clock clock;
    private final GenericObjectPool<SmtpConnection> pool;
    private final Counter sent;
    private final Counter refused;
    private final Counter deferred;
    private final Counter opened;
    private @Nullable Instant lastLogged;

    /**
     * Opens nothing yet.
     *
     * @param clock tells when a fault may be logged again
     * @param meters gets the counters {@code livecallbacks.mails} with the tag outcome ({@code sent}, {@code refused}
     *     for good, {@code deferred} to another attempt) and {@code livecallbacks.mail.connections}, of those opened
     * @throws IllegalArgumentException if the file of additional certificates is not to be used
     */
    public MailConnections(SmtpServer server, Clock clock, MeterRegistry meters) {
        this.server = server;
        this.clock = clock;
        this.session = Session.getInstance(properties(server));
        this.sent = outcome(meters, "sent");
        this.refused = outcome(meters, "refused");
        this.deferred = outcome(meters, "deferred");
        this.opened = Counter.builder("livecallbacks.mail.connections")
                .description("Connections to the mail server that were opened")
                .register(meters);
        this.pool = new GenericObjectPool<>(new Connecting(), limits(server));
    }

    private static GenericObjectPoolConfig<SmtpConnection> limits(SmtpServer server) {
        GenericObjectPoolConfig<SmtpConnection> limits = new GenericObjectPoolConfig<>();
        limits.setMaxTotal(server.connections());
        limits.setMaxIdle(server.connections());
        limits.setMaxWait(server.connectTimeout().plus(server.timeout()));
        limits.setTestOnBorrow(true);
        limits.setTestOnReturn(true);
        limits.setMinEvictableIdleDuration(KEPT_IDLE);
        limits.setTimeBetweenEvictionRuns(KEPT_IDLE.dividedBy(3));
        limits.setNumTestsPerEvictionRun(-1);
        limits.setJmxEnabled(false);
        return limits;
    }

    private static Counter outcome(MeterRegistry meters, String outcome) {
        return Counter.builder("livecallbacks.mails")
                .description("Attempts to hand a mail to the mail server, by what became of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** The properties of a session with this server. */
    static Properties properties(SmtpServer server) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", millis(server.connectTimeout()));
        properties.setProperty("mail.smtp.timeout", millis(server.timeout()));
        // Without it a server that stops reading holds the sender for ever.
        properties.setProperty("mail.smtp.writetimeout", millis(server.timeout()));
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.ssl.protocols", "TLSv1.2 TLSv1.3");
        properties.setProperty("mail.mime.allowutf8", "true");
        switch (server.security()) {
            case STARTTLS -> {
                properties.setProperty("mail.smtp.starttls.enable", "true");
                properties.setProperty("mail.smtp.starttls.required", "true");
            }
            case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
            case NONE -> properties.setProperty("mail.smtp.starttls.enable", "false");
        }
        if (server.login() != null) {
            properties.setProperty("mail.smtp.auth", "true");
            properties.setProperty(
                    "mail.smtp.auth.mechanisms", server.login().auth().mechanisms());
        }
        if (server.caFile() != null) {
            properties.put("mail.smtp.ssl.socketFactory", Certificates.trustingAlso(server.caFile()));
        }
        return properties;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    /** The session, whose properties are those of the connections. */
    Session session() {
        return session;
    }

    /**
     * Sends a mail over a connection that is there, or a new one. If one that was used before turns out to be closed,
     * another is taken at once, as long as the server cannot have taken the mail yet.
     *
     * @return the server's reply to the mail; it may name people
     * @throws MailServerAwayException if there is no connection to be had
     * @throws MessagingException if the server has not taken the mail, or nobody knows; see {@link RefusedForGood}
     */
    public String send(MimeMessage message) throws MessagingException {
        try {
            String answer = sent(message);
            while (answer == null) {
                // A server that closed one has most likely closed the idle ones as well.
                pool.clear();
                answer = sent(message);
            }
            sent.increment();
            return answer;
        } catch (MessagingException e) {
            (RefusedForGood.isForGood(e) ? refused : deferred).increment();
            throw e;
        }
    }

    /** Null if the mail is to be sent over another connection; it ends with a new one, which is never null. */
    private @Nullable String sent(MimeMessage message) throws MessagingException {
        SmtpConnection connection = borrow();
        boolean reused = connection.mails() > 0;
        boolean answered = false;
        try {
            String answer = connection.send(message);
            answered = true;
            return answer;
        } catch (MessagingException e) {
            // After a 4xx as well: it may be about this connection, such as too many mails in it.
            answered = RefusedForGood.isForGood(e);
            if (reused && connection.brokeBeforeTheEnd(e)) {
                return null;
            }
            throw e;
        } finally {
            if (!answered || connection.mails() >= MAILS_PER_CONNECTION) {
                connection.retire();
            }
            // Not invalidateObject, which opens another one in its place, wanted or not.
            pool.returnObject(connection);
        }
    }

    private SmtpConnection borrow() throws MessagingException {
        try {
            return pool.borrowObject();
        } catch (MessagingException | RuntimeException e) {
            if (e instanceof NoSuchElementException) {
                throw new MessagingException("All connections to the mail server are in use", e);
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("Interrupted while waiting for a connection to the mail server", e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes what is idle now, and what is in use when it is done. */
    @Override
    public void close() {
        pool.close();
    }

    private MailServerAwayException away(MessagingException failure) {
        String why = why(failure);
        Instant now = clock.instant();
        synchronized (this) {
            if (lastLogged == null || now.isAfter(lastLogged.plus(QUIET))) {
                lastLogged = now;
                LOG.warn(
                        "No connection to the mail server {}: {}. Mails wait and are tried again. (Said once a minute at"
                                + " most.)",
                        server,
                        why);
            }
        }
        return new MailServerAwayException(why, failure);
    }

    /** Why there is no connection, without the server's words, which may name people. */
    static String why(MessagingException failure) {
        if (failure instanceof AuthenticationFailedException) {
            Matcher codes = CODES.matcher(String.valueOf(failure.getMessage()));
            return "it refuses the login" + (codes.lookingAt() ? " (" + codes.group() + ")" : "")
                    + "; check mail.username, mail.password and mail.auth";
        }
        Exception cause = failure;
        while (cause instanceof MessagingException messaging && messaging.getNextException() != null) {
            cause = messaging.getNextException();
        }
        if (cause instanceof SSLException) {
            return "it is not to be trusted: " + cause.getMessage()
                    + "; check mail.host and, if its certificate is from an authority of your own, mail.ca-file";
        }
        return String.valueOf(cause instanceof IOException ? cause : cause.getMessage());
    }

    private final class Connecting extends BasePooledObjectFactory<SmtpConnection> {

        @Override
        public SmtpConnection create() throws MailServerAwayException {
            SmtpConnection connection = new SmtpConnection(session, server);
            try {
                connection.open();
            } catch (MessagingException e) {
                throw away(e);
            }
            opened.increment();
            return connection;
        }

        @Override
        public PooledObject<SmtpConnection> wrap(SmtpConnection connection) {
            return new DefaultPooledObject<>(connection);
        }

        @Override
        public boolean validateObject(PooledObject<SmtpConnection> pooled) {
            SmtpConnection connection = pooled.getObject();
            return !connection.isRetired()
                    && (pooled.getState() == PooledObjectState.RETURNING
                            || pooled.getIdleDuration().compareTo(TRUSTED_IDLE) < 0
                            || connection.isConnected());
        }

        @Override
        public void destroyObject(PooledObject<SmtpConnection> pooled) throws MessagingException {
            pooled.getObject().close();
        }
    }
}
