package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import livecallbacks.config.ConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS of its own: which versions, whose certificates, and what happens when the files change. */
@Timeout(60)
class TlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path keys;

    private static Path server;
    private static Path other;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeKeys() throws Exception {
        server = TestCertificates.keystore(keys, "server", "EC");
        other = TestCertificates.keystore(keys, "other", "RSA");
    }

    private TestService start(Map<String, String> overrides) throws Exception {
        return TestService.start(folder, Clock.systemUTC(), overrides);
    }

    private TestService startWithPem() throws Exception {
        TestCertificates.writeCertificate(server, folder.resolve("tls.crt"));
        TestCertificates.writeKey(server, folder.resolve("tls.key"));
        return start(Map.of(
                "HTTP_TLS_CERTIFICATE", folder.resolve("tls.crt").toString(),
                "HTTP_TLS_KEY", folder.resolve("tls.key").toString()));
    }

    private static SSLSocket connect(TestService service, SSLContext client, String protocol) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory()
                .createSocket(
                        InetAddress.getLoopbackAddress(), service.service().httpPort());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return socket;
    }

    private static String post(RawConnection connection, String stream) throws IOException {
        String body = Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
        return connection
                .send("POST /callbacks/live HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .readAnswer();
    }

    /** The certificate that a new connection sees. */
    private static Certificate shownBy(TestService service) throws Exception {
        SSLContext client = TestCertificates.client(List.of(server, other), null);
        try (SSLSocket socket = connect(service, client, "TLSv1.3")) {
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCallbackIsTakenOverTls(String protocol) throws Exception {
        SSLContext client = TestCertificates.client(List.of(server), null);
        try (TestService service = startWithPem();
                RawConnection connection = new RawConnection(connect(service, client, protocol))) {
            assertThat(post(connection, "tls")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anOlderVersionIsRefused() throws Exception {
        String hello11 = "\u0016\u0003\u0001\u00001\u0001\u0000\u0000-\u0003\u0002" + "r".repeat(32)
                + "\u0000\u0000\u0006\u00c0\u0009\u00c0\n\u00c0\u0013\u0001\u0000";
        try (TestService service = startWithPem();
                RawConnection connection = RawConnection.to(service)) {
            // A fatal alert, and no handshake.
            assertThat(connection.send(hello11).readToTheEnd())
                    .startsWith("\u0015\u0003")
                    .hasSize(7);
        }
    }

    @Test
    void whoSpeaksPlainHttpGetsNoAnswerInIt() throws Exception {
        try (TestService service = startWithPem();
                RawConnection connection = RawConnection.to(service)) {
            assertThat(connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readToTheEnd())
                    .doesNotContain("HTTP");
        }
    }

    @Test
    void aHandshakeHasNoMoreTimeThanAHeader() throws Exception {
        TestCertificates.writeCertificate(server, folder.resolve("tls.crt"));
        TestCertificates.writeKey(server, folder.resolve("tls.key"));
        try (TestService service = start(Map.of(
                        "HTTP_TLS_CERTIFICATE",
                        folder.resolve("tls.crt").toString(),
                        "HTTP_TLS_KEY",
                        folder.resolve("tls.key").toString(),
                        "HTTP_HEADER_TIMEOUT",
                        "500ms",
                        "HTTP_MAX_CONNECTIONS",
                        "1"));
                RawConnection half = RawConnection.to(service)) {
            half.send("\u0016\u0003\u0001");
            // It counts as a connection though its handshake is not done.
            try (RawConnection second = RawConnection.to(service)) {
                assertThat(second.readToTheEnd()).isEmpty();
            }
            half.readToTheEnd();
        }
    }

    @Test
    void withAnAuthorityForClientsOnlyItsClientsMayCome() throws Exception {
        Path authority = folder.resolve("clients.crt");
        TestCertificates.writeCertificate(other, authority);
        try (TestService service = start(Map.of(
                "HTTP_TLS_KEYSTORE", server.toString(),
                "HTTP_TLS_KEYSTORE_PASSWORD", TestCertificates.PASSWORD,
                "HTTP_TLS_CLIENT_CA", authority.toString()))) {
            assertThat(attempt(service, other)).startsWith("HTTP/1.1 200 ");
            assertThat(attempt(service, null)).isEmpty();
            assertThat(attempt(service, server)).isEmpty();
        }
    }

    /** The answer to a callback with this certificate of a client; nothing if the connection does not come to that. */
    private static String attempt(TestService service, @Nullable Path own) throws Exception {
        SSLContext client = TestCertificates.client(List.of(server), own);
        try (RawConnection connection = new RawConnection(connect(service, client, "TLSv1.3"))) {
            return post(connection, "mutual");
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void aNewCertificateIsForNewConnectionsAndTheOldOnesGoOn() throws Exception {
        SSLContext client = TestCertificates.client(List.of(server), null);
        try (TestService service = startWithPem();
                RawConnection before = new RawConnection(connect(service, client, "TLSv1.3"))) {
            assertThat(post(before, "before")).startsWith("HTTP/1.1 200 ");
            TestCertificates.writeKey(other, folder.resolve("tls.key"));
            TestCertificates.writeCertificate(other, folder.resolve("tls.crt"));
            await().atMost(PATIENCE).until(() -> shownBy(service).equals(TestCertificates.certificate(other)));
            assertThat(post(before, "after")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void whileTheNewFilesDoNotFitTheLastGoodOnesStay() throws Exception {
        try (TestService service = startWithPem()) {
            TestCertificates.writeKey(other, folder.resolve("tls.key"));
            // Longer than it takes to look at the files.
            await().during(Duration.ofSeconds(5))
                    .atMost(PATIENCE)
                    .until(() -> shownBy(service).equals(TestCertificates.certificate(server)));
            TestCertificates.writeCertificate(other, folder.resolve("tls.crt"));
            await().atMost(PATIENCE).until(() -> shownBy(service).equals(TestCertificates.certificate(other)));
        }
    }

    @Test
    void filesThatDoNotFitAreAFaultOfTheConfiguration() throws Exception {
        TestCertificates.writeCertificate(server, folder.resolve("tls.crt"));
        TestCertificates.writeKey(TestCertificates.keystore(folder, "twin", "EC"), folder.resolve("tls.key"));
        Map<String, String> tls = Map.of(
                "HTTP_TLS_CERTIFICATE", folder.resolve("tls.crt").toString(),
                "HTTP_TLS_KEY", folder.resolve("tls.key").toString());
        assertThatThrownBy(() -> start(tls).close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("http.tls")
                .hasMessageContaining("The key is not that of the certificate");
    }
}
