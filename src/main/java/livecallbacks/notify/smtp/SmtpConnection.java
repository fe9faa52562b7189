package livecallbacks.notify.smtp;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** A connection that is used for one mail after the other, and knows how far it got with each. */
final class SmtpConnection extends SMTPTransport {

    /** RFC 5321, 3.8: the server closes the connection. */
    private static final int CLOSING = 421;

    private static final String SMTPUTF8 = "SMTPUTF8";

    private final SmtpServer server;
    private int mails;
    private boolean retired;
    private boolean sending;
    private boolean international;
    private boolean dataEnded;

    /**
     * A connection, not open yet.
     *
     * @param session with the properties of the connection, {@code mail.mime.allowutf8} among them
     */
    SmtpConnection(Session session, SmtpServer server) {
        super(session, new URLName("smtp", server.host(), server.port(), null, null, null));
        this.server = server;
    }

    /** Opens it and logs in. */
    void open() throws MessagingException {
        SmtpServer.Login login = server.login();
        if (login == null) {
            connect(server.host(), server.port(), null, null);
            return;
        }
        String password;
        try {
            password = login.password().read();
        } catch (IOException e) {
            throw new MessagingException("The password of the mail server cannot be read", e);
        }
        connect(server.host(), server.port(), login.username(), password);
        // Angus goes on without a login, and the server would then refuse every recipient for good.
        if (!supportsExtension("AUTH") && !supportsExtension("AUTH=LOGIN")) {
            close();
            throw new AuthenticationFailedException("The server offers no login");
        }
    }

    /**
     * Sends a mail.
     *
     * @return the server's reply to it
     * @throws MessagingException if the server has not taken it, or nobody knows
     */
    String send(MimeMessage message) throws MessagingException {
        Address[] recipients = message.getAllRecipients();
        dataEnded = false;
        international = isInternational(message.getFrom()) || isInternational(recipients);
        if (international && !super.supportsExtension(SMTPUTF8)) {
            throw new SMTPAddressFailedException(
                    (InternetAddress) recipients[0],
                    "RCPT",
                    553,
                    "553 5.6.7 not sent: an address has characters outside ASCII before the @, and the mail server does"
                            + " not offer SMTPUTF8 (RFC 6531) for such");
        }
        mails++;
        sending = true;
        try {
            sendMessage(message, recipients);
            return String.valueOf(getLastServerResponse()).strip();
        } finally {
            sending = false;
        }
    }

    /** How many mails it was used for, those that failed included. */
    int mails() {
        return mails;
    }

    /** It is not to be used any more. */
    void retire() {
        retired = true;
    }

    /** Whether it is not to be used any more. */
    boolean isRetired() {
        return retired;
    }

    /**
     * Whether the connection broke down, or was closed by the server, while the server could not have taken the mail:
     * the same mail can go through another connection at once. Once the end of the data was sent, nobody knows what the
     * server did with it.
     */
    boolean brokeBeforeTheEnd(MessagingException failure) {
        return !dataEnded && isBroken(failure);
    }

    private static boolean isBroken(MessagingException failure) {
        for (Exception cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof IOException) {
                return true;
            }
            if (cause instanceof SMTPAddressFailedException recipient && isEnd(recipient.getReturnCode())) {
                return true;
            }
            if (cause instanceof SMTPSendFailedException command && isEnd(command.getReturnCode())) {
                return true;
            }
        }
        return false;
    }

    /** Angus has -1 for the end of the stream. */
    private static boolean isEnd(int code) {
        return code == -1 || code == CLOSING;
    }

    private static @Nullable Exception next(Exception cause) {
        return cause instanceof MessagingException failure ? failure.getNextException() : null;
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        dataEnded = true;
        super.finishData();
    }

    /**
     * Angus would ask every server that has SMTPUTF8 for it with every mail; a relay behind it that has not would then
     * bounce mails that need nothing of the kind. And where it is not needed there is no reason to warn of its absence.
     */
    @Override
    public boolean supportsExtension(String extension) {
        if (!extension.equalsIgnoreCase(SMTPUTF8)) {
            return super.supportsExtension(extension);
        }
        return sending ? international && super.supportsExtension(extension) : true;
    }

    private static boolean isInternational(Address @Nullable [] addresses) {
        if (addresses != null) {
            for (Address address : addresses) {
                if (address instanceof InternetAddress internet
                        && internet.getAddress().chars().anyMatch(c -> c > 0x7e)) {
                    return true;
                }
            }
        }
        return false;
    }
}
