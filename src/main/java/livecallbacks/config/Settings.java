package livecallbacks.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the operator sets, checked and in units of the code. It holds secrets, so no part of it prints
 * itself.
 *
 * @param traces the collector that traces go to; null for none
 * @param callbackFiles tell of changes of {@code callbacks} while the service runs
 */
public record Settings(
        Http http,
        Management management,
        @Nullable URI traces,
        Callbacks callbacks,
        CallbackFiles callbackFiles,
        Quarantine quarantine,
        Archive archive,
        Mail mail,
        Broker broker,
        Files files,
        Origin origin) {

    /**
     * Where callbacks are taken.
     *
     * @param host address to listen on
     * @param port 0 for any free one
     * @param limits of what is taken in
     * @param proxies addresses and CIDR ranges whose word is taken for whom they speak
     * @param proxyProtocol whether connections begin with a PROXY header
     * @param tls null for plain HTTP
     */
    public record Http(
            String host,
            int port,
            HttpLimits limits,
            List<String> proxies,
            boolean proxyProtocol,
            @Nullable Tls tls) {}

    /**
     * How much is taken in from the world at once.
     *
     * @param maxBody bytes
     * @param maxBodies bytes of all bodies that are in memory at once
     * @param maxUrl bytes of the request line
     * @param maxHeader bytes of all header lines
     * @param maxHeaders header lines
     * @param maxConnections at once
     * @param maxConnectionsPerAddress at once of one client address
     * @param maxRequests requests that wait for their answers
     * @param keepAliveRequests answers on one connection
     * @param idleTimeout how long a connection may be silent
     * @param headerTimeout how long a request's header may take
     * @param bodyTimeout how long a request's body may take
     */
    public record HttpLimits(
            int maxBody,
            long maxBodies,
            int maxUrl,
            int maxHeader,
            int maxHeaders,
            int maxConnections,
            int maxConnectionsPerAddress,
            int maxRequests,
            int keepAliveRequests,
            Duration idleTimeout,
            Duration headerTimeout,
            Duration bodyTimeout) {}

    /**
     * Certificate and key: two PEM files, or a PKCS12 file.
     *
     * @param certificate null if and only if there is a keystore
     * @param key null if and only if there is a keystore
     * @param keystore null if and only if there is a certificate
     * @param password of the keystore; null for none
     * @param clientCa null if clients need no certificate
     */
    public record Tls(
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable Path keystore,
            @Nullable String password,
            @Nullable Path clientCa) {
        @Override
        public String toString() {
            return "Tls[" + (keystore == null ? certificate : keystore) + "]";
        }
    }

    /**
     * Where health and metrics are shown.
     *
     * @param host address to listen on; loopback by default, and with a login if it is another
     * @param port 0 for any free one
     * @param username what to log in with; null for no login
     * @param password null if and only if the user name is
     */
    public record Management(
            String host,
            int port,
            @Nullable String username,
            @Nullable String password) {
        @Override
        public String toString() {
            return "Management[" + host + ":" + port + "]";
        }
    }

    /**
     * What is taken.
     *
     * @param sources by name
     * @param grace how long after its {@code t} a callback is taken
     * @param maxAhead how far in the future {@code t} may lie
     */
    public record Callbacks(Map<String, Source> sources, Duration grace, Duration maxAhead) {

        /** What an open source means. */
        public static final String OPEN =
                "whoever knows the URL can send any event to this source; set a key in the sender's callback template if"
                        + " you can";

        /** The names of the sources that take any event unsigned. */
        public List<String> openSources() {
            return sources.entrySet().stream()
                    .filter(source -> source.getValue().unsigned().all())
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /**
     * One callback template of the sender.
     *
     * @param keys valid now; may be empty
     * @param token what the URL ends with; null for none
     * @param unsigned which events may come unsigned
     * @param allowFrom addresses and CIDR ranges that may send; empty if any may
     */
    public record Source(List<String> keys, @Nullable String token, Unsigned unsigned, List<String> allowFrom) {
        @Override
        public String toString() {
            return "Source[" + keys.size() + " keys]";
        }
    }

    /**
     * Which events may come without a signature.
     *
     * @param all any may
     * @param eventTypes these may
     */
    public record Unsigned(boolean all, Set<Integer> eventTypes) {}

    /**
     * How much is kept of what was refused and may be real.
     *
     * @param maxCount callbacks; 0 to keep none
     * @param maxBytes on disk, for all of them
     */
    public record Quarantine(int maxCount, long maxBytes) {}

    /**
     * Where callbacks are kept.
     *
     * @param endpoint null for AWS
     * @param accessKey null to find credentials as AWS tools do
     * @param secretKey null if and only if the access key is
     * @param createOnly {@code if-none-match}, {@code cos} or {@code none}
     * @param checksumsAlways whether the SDK's own checksums go with every request
     */
    public record Archive(
            String bucket,
            String region,
            @Nullable URI endpoint,
            boolean pathStyle,
            @Nullable String accessKey,
            @Nullable String secretKey,
            String createOnly,
            boolean checksumsAlways) {
        @Override
        public String toString() {
            return "Archive[" + bucket + "]";
        }
    }

    /** How the connection to the mail server is protected. */
    public enum MailSecurity {
        STARTTLS,
        TLS,
        NONE
    }

    /** How one logs in at the mail server. */
    public enum MailAuth {
        AUTO,
        PLAIN,
        LOGIN,
        XOAUTH2
    }

    /**
     * How mails go out.
     *
     * @param login null for none
     * @param caFile certificates that are trusted beside those that Java trusts; null for none
     * @param connectTimeout more than zero
     * @param timeout of each answer, more than zero
     * @param connections at most
     * @param maxPerSecond mails; 0 for as many as the server takes
     * @param from the sender of all mails, RFC 5322
     * @param replyTo where answers go, RFC 5322; null for the sender
     */
    public record Mail(
            String host,
            int port,
            MailSecurity security,
            @Nullable MailLogin login,
            @Nullable Path caFile,
            Duration connectTimeout,
            Duration timeout,
            int connections,
            int maxPerSecond,
            String from,
            @Nullable String replyTo) {
        @Override
        public String toString() {
            return "Mail[" + host + ":" + port + "]";
        }
    }

    /**
     * Who logs in at the mail server.
     *
     * @param password as it was at the start
     * @param passwordFile the file that the password came from and is read from again, because it may change; null if
     *     it came from none
     */
    public record MailLogin(
            MailAuth auth,
            String username,
            String password,
            @Nullable Path passwordFile) {
        @Override
        public String toString() {
            return "MailLogin[" + auth + "]";
        }
    }

    /**
     * What lies between the rooms.
     *
     * @param url null for the broker in this process
     * @param username null for none
     * @param password null for none
     * @param minFree bytes of the data directory's disk that stay free
     */
    public record Broker(
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            long minFree) {
        @Override
        public String toString() {
            return "Broker[" + (url == null ? "embedded" : "external") + "]";
        }
    }

    /**
     * What all of it was read from, for whoever has to read it again.
     *
     * @param home the folder of application.properties, absolute
     * @param environment the environment variables
     */
    public record Origin(Path home, Map<String, String> environment) {

        /** Keeps a copy of the variables. */
        public Origin {
            environment = Map.copyOf(environment);
        }

        @Override
        public String toString() {
            return "Origin[" + home + "]";
        }
    }

    /** Where files are; all absolute. */
    public record Files(Path properties, Path data, Path recipients, Path routes, Path templates) {}
}
