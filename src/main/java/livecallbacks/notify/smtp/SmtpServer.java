package livecallbacks.notify.smtp;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The mail server and how it is talked to.
 *
 * @param host its name, against which its certificate is checked
 * @param port 1 to 65535
 * @param security how the connection is protected
 * @param login null for none
 * @param caFile PEM file of certificates that are trusted beside those that Java trusts; null for none
 * @param connectTimeout how long it may take to connect
 * @param timeout how long an answer, or taking what is sent, may take
 * @param connections how many there are at most
 */
public record SmtpServer(
        String host,
        int port,
        Security security,
        @Nullable Login login,
        @Nullable Path caFile,
        Duration connectTimeout,
        Duration timeout,
        int connections) {

    /** How the connection is protected. */
    public enum Security {
        /** Begins in the clear and is refused if the server has no STARTTLS (RFC 3207). */
        STARTTLS,
        /** TLS from the first byte on (RFC 8314). */
        TLS,
        /** Not at all: for a server on the same machine. */
        NONE
    }

    /** How one logs in (RFC 4954). */
    public enum Auth {
        /** The first of PLAIN, LOGIN and DIGEST-MD5 that the server offers. */
        AUTO("PLAIN LOGIN DIGEST-MD5"),
        /** RFC 4616. */
        PLAIN("PLAIN"),
        /** What older servers know. */
        LOGIN("LOGIN"),
        /** The password is an OAuth 2.0 access token, as Microsoft 365 and Gmail want it. */
        XOAUTH2("XOAUTH2");

        private final String mechanisms;

        Auth(String mechanisms) {
            this.mechanisms = mechanisms;
        }

        String mechanisms() {
            return mechanisms;
        }
    }

    /** Where a password comes from. */
    @FunctionalInterface
    public interface Password {

        /**
         * The password as it is now; asked for at each login.
         *
         * @throws IOException if it cannot be read
         */
        String read() throws IOException;
    }

    /**
     * Who logs in.
     *
     * @param auth in which way
     * @param username the name
     * @param password asked for at each login, because a token is good for an hour only
     */
    public record Login(Auth auth, String username, Password password) {}

    /** Host and port, as a person reads them. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
