package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.core.server.files.FileStoreMonitor;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which faults pass and which last, and that one of them does not hold up the others. */
@Timeout(60)
class FaultTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private Path recipients;

    @BeforeEach
    void everyStreamMailsTwoPeople() throws Exception {
        recipients = Files.writeString(folder.resolve("recipients.yaml"), """
                receivers:
                  both: {to: [gone@example.com, here@example.com]}
                default: [both]
                """);
    }

    private TestService start(ScriptedSmtp smtp) throws Exception {
        return TestService.start(
                folder,
                Clock.systemUTC(),
                Map.of("RECIPIENTS_FILE", recipients.toString(), "MAIL_PORT", Integer.toString(smtp.port())));
    }

    private static UnaryOperator<String> answering(String command, String answer) {
        return line -> line.startsWith(command) ? answer : "";
    }

    private static String recording(String stream) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    private static List<Message> browse(TestService service, String queue) throws JMSException {
        try (Connection connection = service.service().broker().connections().createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            connection.start();
            List<Message> messages = new ArrayList<>();
            Enumeration<?> waiting = browser.getEnumeration();
            while (waiting.hasMoreElements()) {
                messages.add((Message) waiting.nextElement());
            }
            return messages;
        }
    }

    private static String messageId(String mail) {
        Matcher matcher = Pattern.compile("(?m)^Message-ID: (.*)$").matcher(mail);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void aRecipientThatIsRefusedForGoodEndsInMailFailedAndTheOtherHasTheMail() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(
                        answering("RCPT TO:<gone@example.com>", "550 5.1.1 gone@example.com unknown"));
                TestService service = start(smtp)) {
            assertThat(service.post(recording("refused")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> service.queued("mail.failed") == 1);
            await().atMost(PATIENCE).until(service::isDrained);

            assertThat(smtp.accepted()).singleElement().asString().contains("To: here@example.com");
            Message failed = browse(service, "mail.failed").get(0);
            assertThat(failed.getStringProperty("reason")).contains("550 5.1.1 gone@example.com unknown");
            assertThat(failed.getStringProperty("eventId")).matches("[0-9a-f]{64}");
            byte[] kept = new byte[(int) ((BytesMessage) failed).getBodyLength()];
            ((BytesMessage) failed).readBytes(kept);
            assertThat(new String(kept, java.nio.charset.StandardCharsets.US_ASCII))
                    .contains("To: gone@example.com")
                    .contains("Subject: Recording ready: refused");
        }
    }

    @Test
    void aMailWhoseContentIsRefusedForGoodEndsInMailFailed() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(answering(".", "554 5.7.1 no such mails here"));
                TestService service = start(smtp)) {
            assertThat(service.post(recording("spam")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> service.queued("mail.failed") == 2);
            assertThat(browse(service, "mail.failed").get(0).getStringProperty("reason"))
                    .contains("554 5.7.1 no such mails here");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RCPT TO:<gone@example.com>|451 4.7.1 later",
                "RCPT TO:<gone@example.com>|drop",
                "MAIL FROM|550 5.1.0 sender not allowed",
                "EHLO|421 busy",
                ".|452 4.3.1 no room"
            })
    void aFaultThatCanPassIsTriedAgainUntilItHas(String fault) throws Exception {
        String command = fault.substring(0, fault.indexOf('|'));
        String answer = fault.substring(fault.indexOf('|') + 1);
        AtomicInteger times = new AtomicInteger();
        try (ScriptedSmtp smtp = new ScriptedSmtp(
                        line -> line.startsWith(command) && times.incrementAndGet() <= 2 ? answer : "");
                TestService service = start(smtp)) {
            assertThat(service.post(recording("later")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> smtp.accepted().size() == 2);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(smtp.accepted()).extracting(FaultTest::messageId).doesNotHaveDuplicates();
            assertThat(service.queued("mail.failed")).isZero();
        }
    }

    @Test
    void aMailWhoseAnswerWasLostIsSentAgainWithTheSameMessageId() throws Exception {
        AtomicInteger times = new AtomicInteger();
        try (ScriptedSmtp smtp = new ScriptedSmtp(
                        line -> line.equals(".") && times.incrementAndGet() == 1 ? ScriptedSmtp.DROP : "");
                TestService service = start(smtp)) {
            assertThat(service.post(recording("lost")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> smtp.accepted().size() == 3);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(smtp.accepted().stream().map(FaultTest::messageId).distinct())
                    .hasSize(2);
        }
    }

    @Test
    void aMessageThatNobodyCanReadIsSetAsideAndHoldsUpNothing() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> "");
                TestService service = start(smtp)) {
            try (Connection connection =
                            service.service().broker().connections().createConnection();
                    Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
                BytesMessage poison = session.createBytesMessage();
                poison.writeBytes(new byte[] {1, 2, 3});
                poison.setStringProperty("source", "live");
                session.createProducer(session.createQueue("callbacks.received"))
                        .send(poison);
                session.createProducer(session.createTopic("callbacks.archived"))
                        .send(session.createTextMessage("no callback"));
            }
            assertThat(service.post(recording("good")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> service.queued("callbacks.failed") == 2);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.keys()).hasSize(1);
            assertThat(smtp.accepted()).hasSize(2);
            assertThat(browse(service, "callbacks.failed"))
                    .allSatisfy(message ->
                            assertThat(message.getStringProperty("reason")).contains("message header"));
        }
    }

    @Test
    void whileTheDiskIsFullItSaysSoAtOnceAndThenGoesOn() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> "");
                TestService service = start(smtp)) {
            FileStoreMonitor monitor = ((ActiveMQServerImpl) service.brokerServer()).getMonitor();
            long limit = monitor.getMinDiskFree();
            monitor.setMinDiskFree(Long.MAX_VALUE);
            monitor.tick();
            for (int i = 0; i < 30; i++) {
                long before = System.nanoTime();
                HttpResponse<String> answer = service.post(recording("full-" + i));
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("retry-after")).isPresent();
            }
            monitor.setMinDiskFree(limit);
            monitor.tick();
            await().atMost(PATIENCE)
                    .until(() -> service.post(recording("again")).statusCode() == 200);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.keys()).hasSize(1);
        }
    }
}
