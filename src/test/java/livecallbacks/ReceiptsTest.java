package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import livecallbacks.cli.CommandRun;
import livecallbacks.event.Receipt;
import livecallbacks.event.Receipt.Mailing;
import livecallbacks.event.Receipt.Outcome;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What became of each mail and each replay is in the bucket, beside the callback. */
@Timeout(120)
class ReceiptsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String RECIPIENTS = """
            receivers:
              two: {to: [ana@example.com, "Ben Li <ben@example.com>"]}
            routes:
              - match: {stream: "nobody"}
                receivers: []
            default: [two]
            """;

    @TempDir
    private Path folder;

    private TestService start(Map<String, String> more) throws Exception {
        Map<String, String> environment = new HashMap<>(more);
        environment.put(
                "RECIPIENTS_FILE",
                Files.writeString(folder.resolve("recipients.yaml"), RECIPIENTS).toString());
        return TestService.start(folder, Clock.systemUTC(), environment);
    }

    private static void post(TestService service, String stream) {
        HttpResponse<String> answer = service.post(Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void awaitDrained(TestService service) {
        await().atMost(PATIENCE).until(() -> service.isDrained() && service.queued("replay.archive") == 0);
    }

    private static List<Receipt> receipts(TestService service) {
        return service.keys("receipts/").stream()
                .map(key -> Receipt.parse(service.object(key).asByteArray()).orElseThrow())
                .toList();
    }

    private static List<Receipt> awaitReceipts(TestService service, int count) {
        await().atMost(PATIENCE).until(() -> service.keys("receipts/").size() >= count);
        awaitDrained(service);
        assertThat(receipts(service)).hasSize(count);
        return receipts(service);
    }

    @Test
    void eachMailHasAReceiptBesideTheCallback() throws Exception {
        try (TestService service = start(Map.of())) {
            post(service, "../match 42\\u0000");
            Instant before = Clock.systemUTC().instant().minusSeconds(60);
            List<Receipt> receipts = awaitReceipts(service, 2);

            String key = service.keys().get(0);
            assertThat(service.keys("receipts/"))
                    .allMatch(name -> name.startsWith(
                            key.replaceFirst("^callbacks/", "receipts/").replaceFirst("\\.json$", "-")))
                    .allMatch(name -> name.matches(".*-[0-9]{8}T[0-9]{9}Z-mailed-[0-9a-f]{16}\\.json"));
            assertThat(service.object(service.keys("receipts/").get(0))
                            .response()
                            .contentType())
                    .isEqualTo("application/json");
            assertThat(receipts).allSatisfy(receipt -> {
                assertThat(receipt.outcome()).isEqualTo(Outcome.MAILED);
                assertThat(receipt.at()).isBetween(before, Clock.systemUTC().instant());
                assertThat(receipt.event().source()).isEqualTo("live");
                assertThat(receipt.event().eventType()).isEqualTo(100);
                assertThat(receipt.event().streamId()).isEqualTo("../match 42\u0000");
                assertThat(receipt.event().eventId())
                        .isEqualTo(service.object(key).response().metadata().get("event-id"));
                assertThat(receipt.event().eventTime()).isEqualTo(Instant.ofEpochSecond(1545049971));
                assertThat(receipt.replay()).isNull();
                assertThat(receipt.place()).isNull();
                Mailing mail = mail(receipt);
                assertThat(mail.rule()).isEqualTo("default");
                assertThat(mail.answer()).startsWith("250");
                assertThat(mail.attempt()).isEqualTo(1);
                assertThat(mail.events()).isEqualTo(1);
                assertThat(mail.messageId())
                        .isEqualTo(service.mailbox()
                                .received(mail.address())
                                .get(0)
                                .getMessageID()
                                .replaceAll("[<>]", ""));
            });
            assertThat(receipts)
                    .map(receipt -> mail(receipt).address())
                    .containsExactlyInAnyOrder("ana@example.com", "ben@example.com");
        }
    }

    private static Mailing mail(Receipt receipt) {
        Mailing mail = receipt.mail();
        assertThat(mail).isNotNull();
        return Objects.requireNonNull(mail);
    }

    @Test
    void aRefusalIsKeptWithTheServersWordsAndALaterSuccessBesideIt() throws Exception {
        AtomicBoolean repaired = new AtomicBoolean();
        try (ScriptedSmtp smtp = new ScriptedSmtp(line ->
                        line.startsWith("RCPT TO:<ben@example.com>") && !repaired.get() ? "550 5.1.1 unknown" : "");
                TestService service = start(Map.of("MAIL_PORT", Integer.toString(smtp.port())))) {
            post(service, "match-42");
            List<Receipt> receipts = awaitReceipts(service, 2);
            assertThat(receipts)
                    .filteredOn(receipt -> receipt.outcome() == Outcome.REFUSED)
                    .singleElement()
                    .satisfies(receipt -> {
                        assertThat(mail(receipt).address()).isEqualTo("ben@example.com");
                        assertThat(mail(receipt).answer()).contains("550 5.1.1 unknown");
                        assertThat(mail(receipt).rule()).isEqualTo("default");
                    });

            repaired.set(true);
            assertThat(CommandRun.of(service.environment(), "failed", "retry", "--all")
                            .exit())
                    .isZero();
            assertThat(awaitReceipts(service, 3))
                    .filteredOn(receipt -> mail(receipt).address().equals("ben@example.com"))
                    .extracting(Receipt::outcome)
                    .containsExactly(Outcome.REFUSED, Outcome.MAILED);
        }
    }

    @Test
    void aReplayHasReceiptsOfItsOwn() throws Exception {
        try (TestService service = start(Map.of())) {
            post(service, "match-42");
            post(service, "nobody");
            awaitReceipts(service, 2);
            service.s3().createBucket("second");
            assertThat(CommandRun.of(
                                    service.environment(),
                                    "replay",
                                    "--stream",
                                    "nobody",
                                    "--archive-to",
                                    "s3://second/copies")
                            .exit())
                    .isZero();
            assertThat(awaitReceipts(service, 3))
                    .filteredOn(receipt -> receipt.outcome() == Outcome.REPLAYED)
                    .singleElement()
                    .satisfies(receipt -> {
                        assertThat(receipt.event().streamId()).isEqualTo("nobody");
                        assertThat(receipt.place()).isEqualTo("s3://second/copies/");
                        assertThat(receipt.replay()).matches("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}");
                        assertThat(receipt.mail()).isNull();
                    });

            assertThat(CommandRun.of(service.environment(), "replay", "--stream", "match-42")
                            .exit())
                    .isZero();
            assertThat(awaitReceipts(service, 5))
                    .filteredOn(receipt -> receipt.outcome() == Outcome.MAILED && receipt.replay() != null)
                    .hasSize(2);
        }
    }

    @Test
    void aReceiptWaitsForTheStore() throws Exception {
        try (TestService service = start(Map.of())) {
            service.service().camel().getRouteController().stopRoute("receipts");
            post(service, "match-42");
            await().atMost(PATIENCE).until(() -> service.queued("receipts") == 2);
            service.s3().close();
            service.service().camel().getRouteController().startRoute("receipts");
            await().atMost(PATIENCE)
                    .until(() -> service.brokerServer().locateQueue("receipts").getScheduledCount() == 2);
            service.restartS3();
            awaitReceipts(service, 2);
        }
    }

    @Test
    void aMailIsNotSentAgainBecauseItsReceiptCannotBeKept() throws Exception {
        try (TestService service = start(Map.of())) {
            service.service().camel().getRouteController().stopRoute("receipts");
            service.brokerServer().destroyQueue(SimpleString.of("receipts"));
            service.brokerServer().removeAddressInfo(SimpleString.of("receipts"), null);
            post(service, "match-42");
            await().atMost(PATIENCE).until(() -> lost(service) == 2 && service.queued("mail.outbox") == 0);
            assertThat(service.mailbox().received("ana@example.com")).hasSize(1);
            assertThat(service.mailbox().received("ben@example.com")).hasSize(1);
        }
    }

    private static double lost(TestService service) {
        return TestService.send(HttpRequest.newBuilder(service.managementUri("/observe/metrics")))
                .body()
                .lines()
                .filter(line -> line.startsWith("livecallbacks_receipts_lost_total{route=\"mail\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void whoWantsNoneGetsNone() throws Exception {
        try (TestService service = start(Map.of("ARCHIVE_RECEIPTS", "false"))) {
            post(service, "match-42");
            await().atMost(PATIENCE)
                    .until(() -> !service.mailbox().received("ben@example.com").isEmpty()
                            && !service.mailbox().received("ana@example.com").isEmpty());
            awaitDrained(service);
            assertThat(service.keys("receipts/")).isEmpty();
        }
    }
}
