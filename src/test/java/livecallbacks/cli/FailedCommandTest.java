package livecallbacks.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livecallbacks.ScriptedSmtp;
import livecallbacks.Signer;
import livecallbacks.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was set aside is seen, goes on its way again, or is dropped; while the service runs and while it does not. */
@Timeout(90)
class FailedCommandTest {

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

    private static String recording(String stream) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream
                        + "\",\"end_time\":1545049971,\"stream_param\":\"txSecret=5ecret&a=b\"}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    private static CommandRun failed(TestService service, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "failed";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandRun.of(service.environment(), all);
    }

    /** The ids at the beginnings of the lines. */
    private static List<String> ids(CommandRun run) {
        Matcher matcher = Pattern.compile("(?m)^([0-9a-f]{12}) ").matcher(run.out());
        return matcher.results().map(result -> result.group(1)).toList();
    }

    private static boolean isAtRest(TestService service) {
        return service.isDrained() && service.queued("replay.notify") == 0 && service.queued("replay.archive") == 0;
    }

    /** Bytes with text and whole-number headers, as somebody else may send them. */
    private static void send(TestService service, String destination, byte[] body, Map<String, Object> headers) {
        try (JMSContext context =
                service.service().broker().independentConnections().createContext()) {
            var producer = context.createProducer();
            headers.forEach(producer::setProperty);
            producer.send(
                    destination.equals("callbacks.archived")
                            ? context.createTopic(destination)
                            : context.createQueue(destination),
                    body);
        }
    }

    @Test
    void nothingHasFailedAtFirst() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> "");
                TestService service = start(smtp)) {
            assertThat(failed(service, "list")).isEqualTo(new CommandRun(0, "Nothing has failed.\n", ""));
            assertThat(failed(service, "retry", "--all").out()).isEqualTo("There is none.\n");
            assertThat(failed(service).exit()).isEqualTo(2);
            assertThat(failed(service, "drop").exit()).isEqualTo(2);
            assertThat(failed(service, "drop", "--all", "--stage", "mail").exit())
                    .isEqualTo(2);
            assertThat(failed(service, "list", "--event", "recroding").err()).contains("recording, screenshot");
            assertThat(failed(service, "list", "--older-than", "soon").err()).contains("15m");
        }
    }

    @Test
    void aRefusedMailIsListedWithTheServersWordsAndArrivesOnceWhenItIsTriedAgain() throws Exception {
        AtomicBoolean repaired = new AtomicBoolean();
        try (ScriptedSmtp smtp = new ScriptedSmtp(line ->
                        line.startsWith("RCPT TO:<gone@example.com>") && !repaired.get() ? "550 5.1.1 unknown" : "");
                TestService service = start(smtp)) {
            assertThat(service.post(recording("match-42")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> service.queued("mail.failed") == 1 && isAtRest(service));
            assertThat(smtp.accepted()).singleElement().asString().contains("To: here@example.com");

            CommandRun list = failed(service, "list");
            assertThat(list.exit()).as(list.err()).isZero();
            assertThat(list.out())
                    .containsPattern("(?m)^[0-9a-f]{12}  [0-9]+s +mail   recording  match-42  gone@example.com  default"
                            + "  .*550 5.1.1 unknown")
                    .contains("1 shown, 1 in all");
            String id = ids(list).get(0);
            assertThat(ids(failed(service, "list", "--stage", "mail", "--stream", "match-*", "--event", "100")))
                    .containsExactly(id);
            assertThat(failed(service, "list", "--stage", "archive").out()).contains("0 shown, 0 match, 1 in all");
            assertThat(ids(failed(service, "list", "--stream", "other"))).isEmpty();
            assertThat(ids(failed(service, "list", "--event", "screenshot"))).isEmpty();
            assertThat(ids(failed(service, "list", "--older-than", "1h"))).isEmpty();
            assertThat(ids(failed(service, "list", "--newer-than", "1h"))).containsExactly(id);
            assertThat(failed(service, "show", id).out())
                    .contains("gone@example.com", "rule: default", "streamId: match-42", "Recording ready: match-42")
                    .containsPattern("failed +20\\d\\d-");

            repaired.set(true);
            assertThat(failed(service, "retry", "0123456789ab").exit()).isEqualTo(1);
            assertThat(failed(service, "retry", id).out()).contains(id).contains("goes on its way again");
            await().atMost(PATIENCE).until(() -> smtp.accepted().size() == 2 && isAtRest(service));
            assertThat(smtp.accepted().get(1)).contains("To: gone@example.com").contains("Recording ready: match-42");
            assertThat(service.queued("mail.failed")).isZero();
            assertThat(failed(service, "retry", id).err()).contains(id);
        }
    }

    @Test
    void whatIsRefusedAgainIsSetAsideAgain() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> line.startsWith("RCPT TO") ? "550 5.1.1 unknown" : "");
                TestService service = start(smtp)) {
            assertThat(service.post(recording("twice")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> service.queued("mail.failed") == 2);
            assertThat(ids(failed(service, "retry", "--stage", "mail"))).hasSize(2);
            await().atMost(PATIENCE).until(() -> service.queued("mail.failed") == 2 && isAtRest(service));
            assertThat(failed(service, "list").out())
                    .contains("550 5.1.1 unknown")
                    .contains("2 in all");
            assertThat(smtp.accepted()).isEmpty();
        }
    }

    @Test
    void whatTheArchiveCannotReadIsListedAndDropped() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> "");
                TestService service = start(smtp)) {
            send(service, "callbacks.received", new byte[] {1, 2, 27}, Map.of("streamId", "evil\u001b[2J"));
            assertThat(service.post(recording("good")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> service.queued("callbacks.failed") == 1 && isAtRest(service));
            CommandRun list = failed(service, "list");
            assertThat(list.out())
                    .containsPattern(
                            "(?m)^[0-9a-f]{12}  [0-9]+s +archive  - +evil\ufffd\\[2J  -   -     The message header")
                    .doesNotContain("\u001b");
            assertThat(failed(service, "show", ids(list).get(0)).out()).doesNotContain("\u001b");
            // Nothing has gone on behind the step that failed.
            assertThat(service.keys()).hasSize(1);
            assertThat(smtp.accepted()).hasSize(2);

            service.stopService();
            CommandRun drop = failed(service, "drop", ids(list).get(0));
            assertThat(drop.exit()).as(drop.err()).isZero();
            assertThat(failed(service, "list").out()).isEqualTo("Nothing has failed.\n");
        }
    }

    @Test
    void aMailThatCouldNotBeDigestedIsListedWithItsReceiverAndGoesBackThere() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> "");
                TestService service = start(smtp)) {
            byte[] mail = "To: ana@example.com\r\nSubject: wait\r\n\r\ntext\r\n".getBytes(UTF_8);
            send(service, "mail.digest", mail, Map.of("streamId", "match-1", "rule", "routes[0]"));
            await().atMost(PATIENCE).until(() -> service.queued("mail.failed") == 1);
            CommandRun list = failed(service, "list", "--stage", "digest");
            assertThat(list.out())
                    .containsPattern("(?m)^[0-9a-f]{12}  [0-9]+s +digest  - +match-1  ana@example.com  routes\\[0\\]  "
                            + "The message header window must be a String");
            assertThat(failed(service, "show", ids(list).get(0)).out()).contains("Subject: wait");
            service.service().camel().getRouteController().stopRoute("digest");
            assertThat(ids(failed(service, "retry", "--all"))).hasSize(1);
            assertThat(service.queued("mail.digest")).isEqualTo(1);
            assertThat(service.queued("mail.failed")).isZero();
        }
    }

    @Test
    void whatTheArchiveCanReadNowIsArchivedAndMailedOnce() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> "");
                TestService service = start(smtp)) {
            var routes = service.service().camel().getRouteController();
            routes.stopRoute("archive");
            String body = recording("read-now");
            assertThat(service.post(body).statusCode()).isEqualTo(200);
            move(service, "callbacks.received", "callbacks.failed", "archive");
            routes.startRoute("archive");
            CommandRun list = failed(service, "list", "--stage", "archive");
            String id = ids(list).get(0);
            assertThat(failed(service, "show", id).out())
                    .doesNotContain("5ecret")
                    .contains("\"sign\":\"***\"");
            assertThat(failed(service, "show", "--raw", id).out()).contains(body);

            assertThat(ids(failed(service, "retry", "--stream", "read-*"))).containsExactly(id);
            await().atMost(PATIENCE).until(() -> smtp.accepted().size() == 2 && isAtRest(service));
            assertThat(service.keys()).hasSize(1);
            assertThat(service.object(service.keys().get(0)).asByteArray()).isEqualTo(body.getBytes(UTF_8));
            assertThat(service.queued("callbacks.failed")).isZero();
        }
    }

    @Test
    void whatCouldNotBeNotifiedIsMailedOnceAndNobodyElseHearsOfItAgain() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> "");
                TestService service = start(smtp)) {
            service.service().camel().getRouteController().stopRoute("notify");
            service.post(recording("told-once"));
            await().atMost(PATIENCE).until(() -> service.queued("notify") == 1);
            Moved moved = move(service, "callbacks.archived::notify", "callbacks.failed", "notify");
            assertThat(ids(failed(service, "retry", "--all"))).hasSize(1);
            await().atMost(PATIENCE).until(() -> smtp.accepted().size() == 2);
            assertThat(smtp.accepted()).noneMatch(mail -> mail.contains("[Repeated]"));
            assertThat(service.queued("notify")).isZero();

            // The event once more, as after a crash: its mails have been handed over already.
            service.service().camel().getRouteController().startRoute("notify");
            send(service, "callbacks.archived", moved.body(), moved.headers());
            await().atMost(PATIENCE).until(() -> isAtRest(service));
            assertThat(smtp.accepted()).hasSize(2);
            assertThat(service.queued("callbacks.failed")).isZero();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // It is handed on and never compared.
    private record Moved(byte[] body, Map<String, Object> headers) {}

    /** As if the flow had set it aside. */
    private static Moved move(TestService service, String from, String to, String stage) throws Exception {
        try (JMSContext context =
                service.service().broker().independentConnections().createContext(JMSContext.SESSION_TRANSACTED)) {
            var message = context.createConsumer(context.createQueue(from)).receive(10_000);
            assertThat(message).isNotNull();
            var copy = context.createProducer();
            Map<String, Object> headers = new HashMap<>();
            for (var names = message.getPropertyNames(); names.hasMoreElements(); ) {
                String name = names.nextElement().toString();
                if (!name.startsWith("_AMQ") && !name.startsWith("JMS")) {
                    copy.setProperty(name, message.getObjectProperty(name));
                    headers.put(name, message.getObjectProperty(name));
                }
            }
            copy.setProperty("stage", stage).setProperty("failedAt", System.currentTimeMillis());
            byte[] body = message.getBody(byte[].class);
            copy.setProperty("reason", "a test").send(context.createQueue(to), body);
            context.commit();
            return new Moved(body, headers);
        }
    }

    @Test
    void aMailThatTheBrokerGaveUpSaysSoAndGoesAgain() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> "");
                TestService service = start(smtp)) {
            service.service().camel().getRouteController().stopRoute("mail");
            assertThat(service.post(recording("given-up")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> service.queued("mail.outbox") == 2);
            var outbox = service.brokerServer().locateQueue("mail.outbox");
            // What the broker does after the last attempt.
            assertThat(outbox.sendMessagesToDeadLetterAddress(null)).isEqualTo(2);
            CommandRun list = failed(service, "list");
            assertThat(list.out()).contains("mail", "given-up", "not taken within 3 days (447 attempts)");
            assertThat(failed(service, "retry", "--all").exit()).isZero();
            service.service().camel().getRouteController().startRoute("mail");
            await().atMost(PATIENCE).until(() -> smtp.accepted().size() == 2 && isAtRest(service));
            assertThat(service.queued("mail.failed")).isZero();
        }
    }
}
