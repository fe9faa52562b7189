package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every answer that a mail server can give, at every step, and what becomes of the mail. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Fault NONE = new Fault("no command begins so", "", 0);

    private record Fault(String command, String answer, int most, AtomicInteger times) {
        Fault(String command, String answer, int most) {
            this(command, answer, most, new AtomicInteger());
        }

        String answerTo(String line) {
            return line.startsWith(command) && times.incrementAndGet() <= most ? answer : "";
        }
    }

    private volatile Fault fault = NONE;
    private ScriptedSmtp smtp;
    private TestService service;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        smtp = new ScriptedSmtp(this::answer);
        service = TestService.start(
                folder,
                Clock.systemUTC(),
                Map.of(
                        "RECIPIENTS_FILE",
                        Files.writeString(folder.resolve("recipients.yaml"), """
                                receivers:
                                  one: {to: [one@example.com]}
                                default: [one]
                                """)
                                .toString(),
                        "MAIL_PORT",
                        Integer.toString(smtp.port()),
                        "MAIL_USERNAME",
                        "live",
                        "MAIL_PASSWORD",
                        "secret"));
    }

    @AfterAll
    void stop() throws Exception {
        service.close();
        smtp.close();
    }

    private String answer(String line) {
        String answer = fault.answerTo(line);
        if (!answer.isEmpty()) {
            return answer;
        }
        return line.startsWith("EHLO") ? "250-scripted\r\n250 AUTH PLAIN" : line.startsWith("AUTH") ? "235 hello" : "";
    }

    private String post() {
        String stream = "s" + UUID.randomUUID();
        assertThat(service.post(Signer.signed(
                                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                                TestService.KEY,
                                Clock.systemUTC().instant().getEpochSecond() + 600))
                        .statusCode())
                .isEqualTo(200);
        return stream;
    }

    private List<String> taken(String stream) {
        return smtp.accepted().stream().filter(mail -> mail.contains(stream)).toList();
    }

    private double counted(String outcome) {
        String metrics = TestService.send(HttpRequest.newBuilder(service.managementUri("/observe/metrics")))
                .body();
        return Pattern.compile("livecallbacks_mails_total\\{outcome=\"" + outcome + "\"} ([0-9.]+)")
                .matcher(metrics)
                .results()
                .map(MatchResult::group)
                .map(line -> line.substring(line.lastIndexOf(' ')))
                .mapToDouble(Double::parseDouble)
                .sum();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(a connection) | drop",
                "(a connection) | 421 4.3.2 busy",
                "(a connection) | 554 5.3.2 no service",
                "EHLO           | drop",
                "EHLO           | 421 4.3.2 busy",
                "AUTH           | drop",
                "AUTH           | 454 4.7.0 temporary failure",
                "AUTH           | 535 5.7.8 wrong password",
                "MAIL           | drop",
                "MAIL           | 421 4.3.2 closing",
                "MAIL           | 451 4.3.0 later",
                "MAIL           | 550 5.7.1 this sender is not for you",
                "MAIL           | 530 5.7.0 log in first",
                "RCPT           | drop",
                "RCPT           | 421 4.3.2 closing",
                "RCPT           | 450 4.2.0 greylisted",
                "RCPT           | 451 4.7.1 later",
                "RCPT           | 452 4.2.2 full",
                "RCPT           | 503 5.5.1 bad sequence",
                "DATA           | drop",
                "DATA           | 421 4.3.2 closing",
                "DATA           | 451 4.3.0 later",
                ".              | 421 4.3.2 closing",
                ".              | 451 4.3.0 later",
                ".              | 452 4.3.1 no room"
            })
    void whatPassesIsTriedAgainUntilItHasAndTheMailComesOnce(String command, String answer) throws Exception {
        // In a new connection; in a used one some of these would not even get to the broker.
        smtp.hangUp();
        fault = new Fault(command, answer, 1);
        String stream = post();
        await().atMost(PATIENCE).until(() -> !taken(stream).isEmpty());
        await().atMost(PATIENCE).until(service::isDrained);
        assertThat(fault.times()).hasValueGreaterThan(1);
        assertThat(taken(stream)).hasSize(1);
        assertThat(service.queued("mail.failed")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RCPT | 550 5.1.1 no such user",
                "RCPT | 551 5.1.6 moved away",
                "RCPT | 552 5.2.2 full for good",
                "RCPT | 553 5.1.3 bad address",
                "RCPT | 554 5.7.1 no",
                "DATA | 554 5.6.0 nothing of the kind",
                ".    | 550 5.7.1 spam",
                ".    | 552 5.3.4 too big",
                ".    | 554 5.7.1 no such mails here"
            })
    void whatLastsEndsInMailFailedWithTheServersWords(String command, String answer) throws Exception {
        fault = new Fault(command, answer, 1);
        double refused = counted("refused");
        String stream = post();
        try (Connection connection = service.service().broker().connections().createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer failed = session.createConsumer(session.createQueue("mail.failed"))) {
            connection.start();
            Message message = failed.receive(PATIENCE.toMillis());
            assertThat(message.getStringProperty("reason")).contains(answer);
            assertThat(message.getStringProperty("streamId")).isEqualTo(stream);
        }
        await().atMost(PATIENCE).until(service::isDrained);
        assertThat(taken(stream)).isEmpty();
        assertThat(counted("refused")).isEqualTo(refused + 1);
    }

    @Test
    void whenTheAnswerIsLostTheMailComesAgainAsTheSame() throws Exception {
        fault = new Fault(".", ScriptedSmtp.DROP, 1);
        double deferred = counted("deferred");
        double sent = counted("sent");
        String stream = post();
        await().atMost(PATIENCE).until(() -> taken(stream).size() == 2);
        await().atMost(PATIENCE).until(service::isDrained);
        assertThat(taken(stream)).hasSize(2);
        assertThat(taken(stream).get(0)).isEqualTo(taken(stream).get(1));
        assertThat(counted("deferred")).isEqualTo(deferred + 1);
        assertThat(counted("sent")).isEqualTo(sent + 1);
    }
}
