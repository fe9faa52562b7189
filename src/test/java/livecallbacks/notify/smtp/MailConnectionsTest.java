package livecallbacks.notify.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import livecallbacks.ScriptedSmtp;
import livecallbacks.TestCertificate;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.Events;
import livecallbacks.notify.ReadMail;
import livecallbacks.notify.mail.Mail;
import livecallbacks.notify.mail.MailReading;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.apache.camel.component.mail.JavaMailSender;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(60)
class MailConnectionsTest {

    private static final Logger LOG = LoggerFactory.getLogger(MailConnectionsTest.class);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> said = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private static SmtpServer plain(ScriptedSmtp smtp) {
        return server("127.0.0.1", smtp, SmtpServer.Security.NONE, null, null);
    }

    private static SmtpServer server(
            String host,
            ScriptedSmtp smtp,
            SmtpServer.Security security,
            SmtpServer.@Nullable Login login,
            @Nullable Path caFile) {
        return new SmtpServer(
                host, smtp.port(), security, login, caFile, Duration.ofSeconds(10), Duration.ofSeconds(10), 4);
    }

    private MailConnections connections(SmtpServer server) {
        return new MailConnections(server, Clock.systemUTC(), meters);
    }

    private double count(String outcome) {
        return meters.counter("livecallbacks.mails", "outcome", outcome).count();
    }

    private static MimeMessage mail(String to) throws Exception {
        Mail mail = MailReading.composer(Path.of("templates"))
                .compose(
                        Events.recordingOf("match-42"),
                        new CallbackContent("{}".getBytes(UTF_8)),
                        new Addressee(to, to, "default", MailSettings.DEFAULT));
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(mail.content());
        new ReadMail().process(exchange);
        return exchange.getMessage().getBody(MimeMessage.class);
    }

    /** A server that offers these, notes what is said to it, and answers as the script. */
    private ScriptedSmtp offering(String extensions, UnaryOperator<String> script) throws IOException {
        return new ScriptedSmtp(line -> {
            said.add(line);
            return line.startsWith("EHLO") && !extensions.isEmpty()
                    ? "250-scripted\r\n250 " + extensions
                    : script.apply(line);
        });
    }

    private ScriptedSmtp failingAtTheSecondMail(String command, String answer) throws IOException {
        AtomicInteger times = new AtomicInteger();
        return offering("", line -> line.startsWith(command) && times.incrementAndGet() == 2 ? answer : "");
    }

    // reuse

    @Test
    void oneConnectionServesManyMails() throws Exception {
        try (ScriptedSmtp smtp = offering("", line -> "");
                MailConnections connections = connections(plain(smtp))) {
            for (int i = 0; i < 20; i++) {
                connections.send(mail("to" + i + "@example.com"));
            }
            assertThat(smtp.accepted()).hasSize(20).allMatch(mail -> mail.contains("Message-ID: <"));
            assertThat(smtp.opened()).isEqualTo(1);
            assertThat(count("sent")).isEqualTo(20);
        }
    }

    @Test
    void afterSoManyMailsThereIsANewConnection() throws Exception {
        try (ScriptedSmtp smtp = offering("", line -> "");
                MailConnections connections = connections(plain(smtp))) {
            MimeMessage mail = mail("to@example.com");
            for (int i = 0; i <= MailConnections.MAILS_PER_CONNECTION; i++) {
                connections.send(mail);
            }
            assertThat(smtp.opened()).isEqualTo(2);
        }
    }

    @Test
    void aRefusedRecipientCostsNoConnectionAndADeferredOneDoes() throws Exception {
        try (ScriptedSmtp smtp = offering(
                        "",
                        line -> line.startsWith("RCPT TO:<gone@")
                                ? "550 5.1.1 unknown"
                                : line.startsWith("RCPT TO:<later@") ? "451 4.7.1 later" : "");
                MailConnections connections = connections(plain(smtp))) {
            assertThatThrownBy(() -> connections.send(mail("gone@example.com"))).isInstanceOf(MessagingException.class);
            connections.send(mail("here@example.com"));
            assertThat(smtp.opened()).isEqualTo(1);
            assertThatThrownBy(() -> connections.send(mail("later@example.com")))
                    .isInstanceOf(MessagingException.class);
            connections.send(mail("here@example.com"));
            assertThat(smtp.opened()).isEqualTo(2);
            assertThat(List.of(count("sent"), count("refused"), count("deferred")))
                    .containsExactly(2.0, 1.0, 1.0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, drop",
        "MAIL, 421 4.3.2 closing",
        "RCPT, drop",
        "RCPT, 421 4.3.2 closing",
        "DATA, drop",
        "DATA, 421 4.3.2 closing"
    })
    void aUsedConnectionThatEndsBeforeTheMailDoesIsReplacedAtOnce(String command, String answer) throws Exception {
        try (ScriptedSmtp smtp = failingAtTheSecondMail(command, answer);
                MailConnections connections = connections(plain(smtp))) {
            connections.send(mail("one@example.com"));
            connections.send(mail("two@example.com"));
            assertThat(smtp.accepted()).hasSize(2);
            assertThat(smtp.opened()).as("%s", said).isEqualTo(2);
            assertThat(count("deferred")).isZero();
        }
    }

    @Test
    void aConnectionThatTheServerClosedMeanwhileIsReplacedAtOnce() throws Exception {
        try (ScriptedSmtp smtp = offering("", line -> "");
                MailConnections connections = connections(plain(smtp))) {
            connections.send(mail("one@example.com"));
            smtp.hangUp();
            connections.send(mail("two@example.com"));
            assertThat(smtp.accepted()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "421 4.3.2 closing", "451 4.3.0 later"})
    void onceTheEndOfAMailWasSentItIsNotSentAgainByThisSide(String answer) throws Exception {
        try (ScriptedSmtp smtp = failingAtTheSecondMail(".", answer);
                MailConnections connections = connections(plain(smtp))) {
            connections.send(mail("one@example.com"));
            MessagingException failure =
                    catchThrowableOfType(MessagingException.class, () -> connections.send(mail("two@example.com")));
            assertThat(RefusedForGood.isForGood(failure)).isFalse();
            assertThat(said).filteredOn("DATA"::equals).hasSize(2);
            assertThat(count("deferred")).isEqualTo(1);
        }
    }

    @Test
    void aNewConnectionThatEndsIsNotReplacedAtOnce() throws Exception {
        try (ScriptedSmtp smtp = offering("", line -> line.startsWith("RCPT") ? ScriptedSmtp.DROP : "");
                MailConnections connections = connections(plain(smtp))) {
            assertThatThrownBy(() -> connections.send(mail("one@example.com"))).isInstanceOf(MessagingException.class);
            assertThat(smtp.opened()).isEqualTo(1);
        }
    }

    // a server that is away

    @ParameterizedTest
    @CsvSource({
        "(a connection), drop",
        "(a connection), 421 4.3.2 busy",
        "(a connection), 554 5.3.2 nobody is served here",
        "EHLO, drop",
        "EHLO, 421 4.3.2 busy"
    })
    void aServerThatDoesNotEvenGreetIsAway(String command, String answer) throws Exception {
        try (ScriptedSmtp smtp =
                        new ScriptedSmtp(line -> line.startsWith(command) || line.startsWith("HELO") ? answer : "");
                MailConnections connections = connections(plain(smtp))) {
            MailServerAwayException away = catchThrowableOfType(
                    MailServerAwayException.class, () -> connections.send(mail("one@example.com")));
            assertThat(away).isNotNull();
            assertThat(RefusedForGood.isForGood(away)).isFalse();
            assertThat(count("deferred")).isEqualTo(1);
        }
    }

    // login

    private SmtpServer withLogin(ScriptedSmtp smtp, SmtpServer.Auth auth, SmtpServer.Password password) {
        return server("127.0.0.1", smtp, SmtpServer.Security.NONE, new SmtpServer.Login(auth, "live", password), null);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
    }

    private static String logIn(String line) {
        if (line.equals("AUTH LOGIN")) {
            return "334 VXNlcm5hbWU6";
        }
        if (line.equals(base64("live"))) {
            return "334 UGFzc3dvcmQ6";
        }
        if (line.startsWith("AUTH ") || line.equals(base64("secret"))) {
            return "235 2.7.0 welcome";
        }
        return "";
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, PLAIN LOGIN, PLAIN",
        "AUTO, LOGIN, LOGIN",
        "PLAIN, LOGIN PLAIN XOAUTH2, PLAIN",
        "LOGIN, LOGIN PLAIN XOAUTH2, LOGIN",
        "XOAUTH2, LOGIN PLAIN XOAUTH2, XOAUTH2"
    })
    void oneLogsInAsIsSet(SmtpServer.Auth auth, String offered, String used) throws Exception {
        try (ScriptedSmtp smtp = offering("AUTH " + offered, MailConnectionsTest::logIn);
                MailConnections connections = connections(withLogin(smtp, auth, () -> "secret"))) {
            connections.send(mail("one@example.com"));
            assertThat(smtp.accepted()).hasSize(1);
            assertThat(said)
                    .filteredOn(line -> line.startsWith("AUTH "))
                    .singleElement()
                    .asString()
                    .startsWith("AUTH " + used);
            if (auth == SmtpServer.Auth.XOAUTH2) {
                assertThat(said).contains("AUTH XOAUTH2 " + base64("user=live\u0001auth=Bearer secret\u0001\u0001"));
            }
        }
    }

    @Test
    void aTokenIsReadAgainAtEachLogin() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "first");
        try (ScriptedSmtp smtp = offering("AUTH XOAUTH2", MailConnectionsTest::logIn);
                MailConnections connections =
                        connections(withLogin(smtp, SmtpServer.Auth.XOAUTH2, () -> Files.readString(token)))) {
            connections.send(mail("one@example.com"));
            Files.writeString(token, "second");
            smtp.hangUp();
            connections.send(mail("two@example.com"));
            assertThat(said)
                    .contains("AUTH XOAUTH2 " + base64("user=live\u0001auth=Bearer second\u0001\u0001"))
                    .contains("AUTH XOAUTH2 " + base64("user=live\u0001auth=Bearer first\u0001\u0001"));
            Files.delete(token);
            smtp.hangUp();
            assertThatThrownBy(() -> connections.send(mail("three@example.com")))
                    .isInstanceOf(MailServerAwayException.class);
        }
    }

    @Test
    void aLoginThatIsRefusedOrNotOfferedIsForAnOperatorAndIsNotToldInTheServersWords() throws Exception {
        try (ScriptedSmtp smtp = offering(
                        "AUTH PLAIN", line -> line.startsWith("AUTH") ? "535 5.7.8 live@example.com is wrong" : "");
                MailConnections connections = connections(withLogin(smtp, SmtpServer.Auth.AUTO, () -> "secret"))) {
            MailServerAwayException away = catchThrowableOfType(
                    MailServerAwayException.class, () -> connections.send(mail("one@example.com")));
            assertThat(away)
                    .hasMessage("it refuses the login (535 5.7.8); check mail.username, mail.password and mail.auth");
            assertThat(RefusedForGood.isForGood(away)).isFalse();
        }
        try (ScriptedSmtp smtp = offering("", line -> line.startsWith("RCPT") ? "550 5.7.1 no relaying" : "");
                MailConnections connections = connections(withLogin(smtp, SmtpServer.Auth.AUTO, () -> "secret"))) {
            assertThatThrownBy(() -> connections.send(mail("one@example.com")))
                    .isInstanceOf(MailServerAwayException.class);
        }
    }

    // TLS

    @Test
    void aServerWithoutStartTlsGetsNothingInTheClear() throws Exception {
        try (ScriptedSmtp smtp = offering("", line -> "");
                MailConnections connections =
                        connections(server("127.0.0.1", smtp, SmtpServer.Security.STARTTLS, null, null))) {
            assertThatThrownBy(() -> connections.send(mail("one@example.com")))
                    .isInstanceOf(MailServerAwayException.class)
                    .hasMessageContaining("STARTTLS is required");
            assertThat(said).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void aCertificateIsCheckedForWhoSignedItAndForTheNameOfTheHost() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "dns:localhost");
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> "", certificate.tls())) {
            SmtpServer.Security security = SmtpServer.Security.STARTTLS;
            try (MailConnections connections = connections(server("localhost", smtp, security, null, null))) {
                assertThatThrownBy(() -> connections.send(mail("one@example.com")))
                        .isInstanceOf(MailServerAwayException.class)
                        .hasMessageContaining("not to be trusted")
                        .hasMessageContaining("mail.ca-file");
            }
            Path ca = certificate.certificate();
            try (MailConnections connections = connections(server("127.0.0.1", smtp, security, null, ca))) {
                assertThatThrownBy(() -> connections.send(mail("one@example.com")))
                        .isInstanceOf(MailServerAwayException.class)
                        .hasMessageContaining("127.0.0.1");
            }
            assertThat(smtp.accepted()).isEmpty();
            try (MailConnections connections = connections(server("localhost", smtp, security, null, ca))) {
                connections.send(mail("one@example.com"));
            }
            assertThat(smtp.accepted()).hasSize(1);
        }
    }

    @Test
    void aFileThatHoldsNoCertificatesIsRefusedAtTheStart() throws Exception {
        try (ScriptedSmtp smtp = offering("", line -> "")) {
            for (Path file : List.of(
                    folder.resolve("missing.pem"),
                    Files.writeString(folder.resolve("empty.pem"), ""),
                    Files.writeString(folder.resolve("text.pem"), "no certificate"))) {
                assertThatThrownBy(
                                () -> connections(server("localhost", smtp, SmtpServer.Security.STARTTLS, null, file)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("mail.ca-file")
                        .hasMessageContaining("PEM");
            }
        }
    }

    // international addresses

    @Test
    void smtpUtf8IsAskedForOnlyWhereAnAddressNeedsIt() throws Exception {
        try (ScriptedSmtp smtp = offering("SMTPUTF8", line -> "");
                MailConnections connections = connections(plain(smtp))) {
            connections.send(mail("ana@example.com"));
            connections.send(mail("直播@例え.jp"));
            connections.send(mail("ana@例え.jp"));
            assertThat(said)
                    .filteredOn(line -> line.startsWith("MAIL"))
                    .containsExactly(
                            "MAIL FROM:<live@callbacks.example.org>",
                            "MAIL FROM:<live@callbacks.example.org> SMTPUTF8",
                            "MAIL FROM:<live@callbacks.example.org>");
            assertThat(said)
                    .filteredOn(line -> line.startsWith("RCPT"))
                    .extracting(line -> new String(line.getBytes(ISO_8859_1), UTF_8))
                    .containsExactly(
                            "RCPT TO:<ana@example.com>", "RCPT TO:<直播@xn--r8jz45g.jp>", "RCPT TO:<ana@xn--r8jz45g.jp>");
        }
    }

    @Test
    void withoutSmtpUtf8SuchAnAddressIsRefusedForGoodInClearWords() throws Exception {
        try (ScriptedSmtp smtp = offering("", line -> "");
                MailConnections connections = connections(plain(smtp))) {
            MessagingException failure =
                    catchThrowableOfType(MessagingException.class, () -> connections.send(mail("直播@example.com")));
            assertThat(RefusedForGood.isForGood(failure)).isTrue();
            assertThat(new RefusedForGood().serverWords(failure)).contains("5.6.7", "SMTPUTF8", "RFC 6531");
            assertThat(count("refused")).isEqualTo(1);
            connections.send(mail("ana@example.com"));
            assertThat(smtp.opened()).isEqualTo(1);
        }
    }

    // how much it saves

    /** Prints what it measures, because it depends on the machine; what does not is asserted. */
    @Test
    void aThousandMailsTakeFewConnections() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "dns:localhost");
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> "", certificate.tls());
                MailConnections connections = connections(
                        server("localhost", smtp, SmtpServer.Security.STARTTLS, null, certificate.certificate()))) {
            JavaMailSender kept = MailSenders.over(connections);
            DefaultJavaMailSender each = new DefaultJavaMailSender();
            each.setProtocol("smtp");
            each.setHost("localhost");
            each.setPort(smtp.port());
            each.setJavaMailProperties(connections.session().getProperties());
            MimeMessage mail = mail("one@example.com");
            MailsPerSecond.inThreads(4, 100, () -> each.send(mail));

            int before = smtp.opened();
            double perSecondEach = MailsPerSecond.inThreads(4, 400, () -> each.send(mail));
            assertThat(smtp.opened() - before).isEqualTo(400);
            before = smtp.opened();
            double perSecondKept = MailsPerSecond.inThreads(4, 1000, () -> kept.send(mail));
            assertThat(smtp.opened() - before).isLessThanOrEqualTo(5);
            assertThat(smtp.accepted()).hasSize(1500);
            LOG.info(
                    "1000 mails over {} connections: {} a second; over one each: {} a second; factor {}",
                    smtp.opened() - before,
                    Math.round(perSecondKept),
                    Math.round(perSecondEach),
                    Math.round(10 * perSecondKept / perSecondEach) / 10.0);
            assertThat(perSecondKept).isGreaterThan(perSecondEach);
        }
    }
}
