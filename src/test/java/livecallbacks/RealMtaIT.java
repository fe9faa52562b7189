package livecallbacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import livecallbacks.notify.smtp.MailConnections;
import livecallbacks.notify.smtp.MailsPerSecond;
import livecallbacks.notify.smtp.SmtpServer;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.apache.camel.component.mail.JavaMailSender;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mails as a real server takes them: Postfix with STARTTLS and a login, read again from Dovecot. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealMtaIT {

    private static final Logger LOG = LoggerFactory.getLogger(RealMtaIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int THREADS = 4;

    private RealMta mta;

    @BeforeAll
    void start() throws Exception {
        String missing = RealMta.missing();
        assumeTrue(missing.isEmpty(), "There is no real mail server to try here; missing: " + missing);
        mta = RealMta.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (mta != null) {
            mta.close();
        }
    }

    private MailConnections connections() {
        SmtpServer server = new SmtpServer(
                "localhost",
                mta.smtpPort(),
                SmtpServer.Security.STARTTLS,
                new SmtpServer.Login(SmtpServer.Auth.AUTO, RealMta.USERNAME, () -> RealMta.PASSWORD),
                mta.certificate(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                THREADS);
        return new MailConnections(server, Clock.systemUTC(), new SimpleMeterRegistry());
    }

    private static MimeMessage mail(String to, String stream) throws Exception {
        Instant now = Clock.systemUTC().instant();
        CallbackEvent event =
                new CallbackEvent("live", "0".repeat(64), 100, stream, null, null, now, false, now, false, null, null);
        byte[] content = new MailComposer("live@example.com", Path.of("templates"), Clock.systemUTC())
                .compose(
                        event,
                        new CallbackContent("{}".getBytes(UTF_8)),
                        new Addressee(to, to, "default", MailSettings.DEFAULT))
                .content();
        Properties utf8 = new Properties();
        utf8.setProperty("mail.mime.allowutf8", "true");
        return new MimeMessage(Session.getInstance(utf8), new ByteArrayInputStream(content));
    }

    private List<MimeMessage> mailsAbout(String user, String stream) throws Exception {
        List<MimeMessage> about = new ArrayList<>();
        for (MimeMessage mail : mta.mails(user)) {
            if (mail.getSubject().contains(stream)) {
                about.add(mail);
            }
        }
        return about;
    }

    @Test
    void whoIsThereHasTheMailAndWhoIsNotEndsInMailFailed(@TempDir Path folder) throws Exception {
        Path recipients = Files.writeString(folder.resolve("recipients.yaml"), """
                receivers:
                  both: {to: ["Ana Ñandú <ana@example.com>", gone@example.com]}
                default: [both]
                """);
        try (TestService service = TestService.start(
                folder,
                Clock.systemUTC(),
                Map.of(
                        "RECIPIENTS_FILE",
                        recipients.toString(),
                        "MAIL_HOST",
                        "localhost",
                        "MAIL_PORT",
                        Integer.toString(mta.smtpPort()),
                        "MAIL_SECURITY",
                        "starttls",
                        "MAIL_CA_FILE",
                        mta.certificate().toString(),
                        "MAIL_AUTH",
                        "plain",
                        "MAIL_USERNAME",
                        RealMta.USERNAME,
                        "MAIL_PASSWORD",
                        RealMta.PASSWORD))) {
            assertThat(service.post(Signer.signed(
                                    "{\"event_type\":100,\"stream_id\":\"直播间-决赛\",\"end_time\":1545049971}",
                                    TestService.KEY,
                                    Clock.systemUTC().instant().getEpochSecond() + 600))
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> mailsAbout("ana", "直播间-决赛").size() == 1 && service.queued("mail.failed") == 1);
            await().atMost(PATIENCE).until(service::isDrained);

            MimeMessage mail = mailsAbout("ana", "直播间-决赛").get(0);
            assertThat(mail.getSubject()).isEqualTo("Recording ready: 直播间-决赛");
            assertThat(((InternetAddress) mail.getAllRecipients()[0]).getPersonal())
                    .isEqualTo("Ana Ñandú");
            assertThat(mail.getMessageID()).matches("<[0-9a-f]{64}@example\\.com>");
            assertThat(mail.getHeader("References")).hasSize(1);
            assertThat(mail.getHeader("List-Id")).hasSize(1);
            // Postfix itself says how it came.
            assertThat(mail.getHeader("Received")).anyMatch(hop -> hop.contains("with ESMTPSA"));
            try (Connection connection =
                            service.service().broker().connections().createConnection();
                    jakarta.jms.Session session =
                            connection.createSession(false, jakarta.jms.Session.AUTO_ACKNOWLEDGE);
                    MessageConsumer failed = session.createConsumer(session.createQueue("mail.failed"))) {
                connection.start();
                Message refused = failed.receive(PATIENCE.toMillis());
                assertThat(refused.getStringProperty("reason")).contains("550 5.1.1", "User unknown");
            }
        }
    }

    @Test
    void anAddressOfAnotherScriptIsDelivered() throws Exception {
        try (MailConnections connections = connections()) {
            connections.send(mail(RealMta.ZHIBO, "international"));
        }
        await().atMost(PATIENCE)
                .until(() -> mailsAbout("zhibo", "international").size() == 1);
        assertThat(((InternetAddress)
                                mailsAbout("zhibo", "international").get(0).getAllRecipients()[0])
                        .getAddress())
                .isEqualTo(RealMta.ZHIBO);
    }

    /** Prints what it measures, because it depends on the machine; what does not is asserted. */
    @Test
    void aThousandMailsTakeFewConnections() throws Exception {
        MimeMessage mail = mail(RealMta.ANA, "many");
        JavaMailSender each = oneConnectionEach();
        MailsPerSecond.inThreads(THREADS, 50, () -> each.send(mail));
        await().atMost(PATIENCE).until(() -> mta.connections() >= 50);
        long before = mta.connections();
        double perSecondEach = MailsPerSecond.inThreads(THREADS, 200, () -> each.send(mail));
        await().atMost(PATIENCE).until(() -> mta.connections() - before == 200);
        long between = mta.connections();
        try (MailConnections kept = connections()) {
            double perSecondKept = MailsPerSecond.inThreads(THREADS, 1000, () -> kept.send(mail));
            long connections = mta.connections() - between;
            LOG.info(
                    "1000 mails to Postfix over {} connections: {} a second; over one each: {} a second; factor {}",
                    connections,
                    Math.round(perSecondKept),
                    Math.round(perSecondEach),
                    Math.round(10 * perSecondKept / perSecondEach) / 10.0);
            assertThat(connections).isBetween(1L, THREADS + 1L);
            assertThat(perSecondKept).isGreaterThan(perSecondEach);
        }
    }

    /** What camel-mail does by itself; it even saves itself the look at the certificate. */
    private JavaMailSender oneConnectionEach() {
        DefaultJavaMailSender each = new DefaultJavaMailSender();
        each.setProtocol("smtp");
        each.setHost("localhost");
        each.setPort(mta.smtpPort());
        each.setUsername(RealMta.USERNAME);
        each.setPassword(RealMta.PASSWORD);
        each.getJavaMailProperties()
                .putAll(Map.of(
                        "mail.smtp.auth", "true",
                        "mail.smtp.starttls.enable", "true",
                        "mail.smtp.starttls.required", "true",
                        "mail.smtp.ssl.trust", "localhost",
                        "mail.smtp.quitwait", "false"));
        return each;
    }
}
