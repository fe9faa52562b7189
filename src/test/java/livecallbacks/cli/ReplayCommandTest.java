package livecallbacks.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import livecallbacks.Signer;
import livecallbacks.TestService;
import livecallbacks.dev.TestS3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Archived callbacks are mailed again or put elsewhere: those that were asked for, each once, whatever comes between.
 */
@Timeout(120)
class ReplayCommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ALL = "all@example.com";
    private static final Instant DAY = Instant.parse("2026-11-01T00:00:00Z");
    private static final String LONG = "match-" + "x".repeat(300);

    @TempDir
    private Path folder;

    private TestService service;

    @BeforeEach
    void eightCallbacksOfFourStreamsAndThreeDays() throws Exception {
        Path recipients = Files.writeString(folder.resolve("recipients.yaml"), """
                receivers:
                  everybody: {to: [all@example.com]}
                default: [everybody]
                """);
        service = TestService.start(folder, Clock.systemUTC(), Map.of("RECIPIENTS_FILE", recipients.toString()));
        post("match-42", DAY);
        post("match-42", DAY.plusSeconds(86_399));
        post("match-42", DAY.plusSeconds(86_400));
        post("match-42", DAY.minusSeconds(1));
        post("match/43", DAY.plusSeconds(3600));
        post("other", DAY.plusSeconds(3600));
        post(LONG, DAY.plusSeconds(3600));
        assertThat(service.post(signed("{\"event_type\":1,\"stream_id\":\"match-42\",\"event_time\":"
                                + DAY.plusSeconds(7200).getEpochSecond() + "}"))
                        .statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> service.keys().size() == 8 && isAtRest());
        assertThat(mails()).hasSize(7);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    private static String signed(String json) {
        return Signer.signed(json, TestService.KEY, Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    private void post(String stream, Instant time) {
        String json =
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":" + time.getEpochSecond() + "}";
        assertThat(service.post(signed(json)).statusCode()).isEqualTo(200);
    }

    private boolean isAtRest() {
        return service.isDrained() && service.queued("replay.notify") == 0 && service.queued("replay.archive") == 0;
    }

    private List<MimeMessage> mails() {
        return service.mailbox().received(ALL);
    }

    private List<MimeMessage> mailsAfter(int earlier) {
        await().atMost(PATIENCE).until(this::isAtRest);
        return mails().subList(earlier, mails().size());
    }

    private static List<String> headers(List<MimeMessage> mails, String name) throws Exception {
        List<String> values = new ArrayList<>();
        for (MimeMessage mail : mails) {
            String[] header = mail.getHeader(name);
            values.add(header == null ? "" : header[0]);
        }
        return values;
    }

    private CommandRun replay(String... arguments) {
        return CommandRun.of(
                service.environment(),
                Stream.concat(Stream.of("replay"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static String runId(CommandRun run) {
        Matcher matcher = Pattern.compile("Replay (\\S+):").matcher(run.out());
        assertThat(matcher.find()).as("%s", run).isTrue();
        return matcher.group(1);
    }

    @Test
    void aDryRunCountsWhatIsAskedForAndSendsNothing() {
        CommandRun run = replay(
                "--dry-run",
                "--event",
                "recording",
                "--stream",
                "match-42",
                "--from",
                "2026-11-01",
                "--to",
                "2026-11-01");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("2 callbacks would be sent to notify; nothing is sent.")
                .containsPattern("recording +2 +2026-11-01 00:00:00 UTC +2026-11-01 23:59:59 UTC")
                .contains(
                        "  callbacks/source=live/event_type=100/date=2026-11-01/stream_id=match-42/20261101T000000Z-");
        assertThat(mailsAfter(7)).isEmpty();
        assertThat(service.data().resolve("data/replay")).doesNotExist();
    }

    @Test
    void eachFilterTakesWhatItSays() {
        assertThat(replay("--dry-run", "--stream", "*").out()).startsWith("8 callbacks");
        assertThat(replay("--dry-run", "--stream", "match?4*").out()).startsWith("6 callbacks");
        assertThat(replay("--dry-run", "--stream", "match/*").out()).startsWith("1 callbacks");
        // Too long for a key: judged by the body.
        assertThat(replay("--dry-run", "--stream", "match-*x").out()).startsWith("1 callbacks");
        assertThat(replay("--dry-run", "--stream", LONG.replace("-", "?")).out())
                .startsWith("1 callbacks");
        assertThat(replay("--dry-run", "--stream", LONG).out()).startsWith("1 callbacks");
        assertThat(replay("--dry-run", "--event", "stream-started").out()).startsWith("1 callbacks");
        assertThat(replay("--dry-run", "--event", "1", "--event", "100").out()).startsWith("8 callbacks");
        assertThat(replay("--dry-run", "--source", "other").out()).startsWith("0 callbacks");
        assertThat(replay("--dry-run", "--from", "2026-11-02").out()).startsWith("1 callbacks");
        assertThat(replay("--dry-run", "--to", "2026-10-31").out()).startsWith("1 callbacks");
        assertThat(replay("--dry-run", "--from", "2026-11-01T01:00:00Z", "--to", "2026-11-01T02:00:00Z")
                        .out())
                .startsWith("4 callbacks");
        assertThat(replay("--dry-run", "--prefix", "elsewhere/", "--stream", "*")
                        .out())
                .startsWith("0 callbacks");
    }

    @Test
    void wrongUsageIsSaid() {
        assertThat(replay().exit()).isEqualTo(2);
        assertThat(replay("--from", "yesterday").err()).contains("--from").contains("2026-11-01");
        assertThat(replay("--from", "2026-11-02", "--to", "2026-11-01").exit()).isEqualTo(2);
        assertThat(replay("--stream", "*", "--rate", "0").exit()).isEqualTo(2);
        assertThat(replay("--continue").err()).contains("no replay that is not finished");
        assertThat(replay("--continue", "../../x").exit()).isEqualTo(2);
        assertThat(replay("--continue", "--stream", "*").exit()).isEqualTo(2);
        assertThat(replay("--stream", "*", "--archive-to", "s3://none-such/").err())
                .contains("none-such");
        assertThat(replay("--stream", "*", "--archive-to", "s3://" + TestService.BUCKET)
                        .exit())
                .isEqualTo(2);
        assertThat(replay("--stream", "*", "--archive-to", "s3://b/${x}").exit())
                .isEqualTo(2);
    }

    @Test
    void whatIsReplayedIsMailedAgainAndSaysSo() throws Exception {
        CommandRun run =
                replay("--stream", "match-42", "--event", "recording", "--from", "2026-11-01", "--to", "2026-11-01");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 sent to notify, 0 skipped.");
        List<MimeMessage> again = mailsAfter(7);
        assertThat(headers(again, "Subject"))
                .hasSize(2)
                .allMatch(subject -> subject.startsWith("[Repeated] Recording"));
        assertThat(headers(again, "X-Live-Callbacks-Replay")).containsOnly(runId(run));
        assertThat(headers(mails(), "Message-ID")).hasSize(9).doesNotHaveDuplicates();
        assertThat(headers(mails().subList(0, 7), "X-Live-Callbacks-Event-Id"))
                .containsAll(headers(again, "X-Live-Callbacks-Event-Id"));
        assertThat(service.keys()).hasSize(8);

        // Another run is another reason to mail.
        assertThat(replay("--from", "2026-11-02").exit()).isZero();
        assertThat(mailsAfter(9)).hasSize(1);
    }

    @Test
    void unmarkedMailsReadLikeTheFirstOnes() throws Exception {
        assertThat(replay("--from", "2026-11-02", "--unmarked").exit()).isZero();
        List<MimeMessage> again = mailsAfter(7);
        assertThat(headers(again, "Subject")).singleElement().asString().startsWith("Recording ready: match-42");
        assertThat(headers(again, "X-Live-Callbacks-Replay")).containsExactly("");
        assertThat(headers(mails(), "Message-ID")).doesNotHaveDuplicates();
    }

    @Test
    void aRunThatStoppedGoesOnAndSendsEachOnce() throws Exception {
        CommandRun first = replay("--event", "recording", "--from", "2026-10-01", "--limit", "3");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).contains("3 sent").contains("replay --continue " + runId(first));
        CommandRun second = replay("--continue", "--limit", "2");
        assertThat(second.out()).contains("Replay " + runId(first) + ": 5 sent to notify, 0 skipped so far.");
        CommandRun third = replay("--continue", runId(first));
        assertThat(third.out()).contains("7 sent to notify, 0 skipped.");
        List<MimeMessage> again = mailsAfter(7);
        assertThat(headers(again, "X-Live-Callbacks-Event-Id")).hasSize(7).doesNotHaveDuplicates();
        assertThat(replay("--continue").exit()).isEqualTo(2);
        assertThat(replay("--continue", runId(first)).out()).contains("7 sent");
        assertThat(mailsAfter(14)).isEmpty();
    }

    @Test
    void anInterruptedRunSaysHowToGoOnAndForgetsNothing() throws Exception {
        AtomicReference<CommandRun> interrupted = new AtomicReference<>(new CommandRun(-1, "", "it did not end"));
        Thread thread = new Thread(() -> interrupted.set(replay("--event", "recording", "--rate", "2")));
        thread.start();
        await().atMost(PATIENCE).until(() -> mails().size() >= 8);
        thread.interrupt();
        thread.join(PATIENCE.toMillis());
        CommandRun run = Objects.requireNonNull(interrupted.get());
        assertThat(run.exit()).as(run.err()).isEqualTo(1);
        String id = runId(run);
        assertThat(run.out()).contains("go on with: ./live-callbacks replay --continue " + id);

        // As if a crash had kept the last ones from being written down: the broker knows them.
        Path file = service.data().resolve("data/replay/" + id + ".json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"lastKey\" : \"[^\"]*\"", "\"lastKey\" : null"));
        assertThat(replay("--continue").exit()).isZero();
        List<MimeMessage> again = mailsAfter(7);
        assertThat(headers(again, "X-Live-Callbacks-Event-Id")).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void withAnotherPlaceTheObjectsArePutThereAndNobodyIsMailed() throws Exception {
        service.s3().createBucket("second");
        CommandRun run = replay("--stream", "match*", "--to", "2026-11-01", "--archive-to", "s3://second/copies/2026/");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(replay("--from", "2026-11-02", "--archive-to", "s3://" + TestService.BUCKET + "/copies")
                        .exit())
                .isZero();
        assertThat(mailsAfter(7)).isEmpty();
        try (S3Client s3 = TestS3.client(service.s3())) {
            List<String> copies = s3.listObjects(list -> list.bucket("second")).contents().stream()
                    .map(object -> object.key())
                    .toList();
            assertThat(copies).hasSize(6).allMatch(key -> key.startsWith("copies/2026/callbacks/source=live/"));
            for (String key : copies) {
                var copy = s3.getObjectAsBytes(get -> get.bucket("second").key(key));
                var original = service.object(key.substring("copies/2026/".length()));
                assertThat(copy.asByteArray()).isEqualTo(original.asByteArray());
                assertThat(withoutReceipt(copy))
                        .isEqualTo(withoutReceipt(original))
                        .containsKey("key-id");
            }
        }
        assertThat(service.keys())
                .hasSize(9)
                .filteredOn(key -> key.startsWith("copies/callbacks/source=live/"))
                .hasSize(1);
    }

    @Test
    void whatCannotBePutNowIsPutLater() throws Exception {
        service.s3().createBucket("second");
        service.service().camel().getRouteController().stopRoute("replayArchive");
        assertThat(replay("--from", "2026-11-02", "--archive-to", "s3://second").exit())
                .isZero();
        service.s3().close();
        service.service().camel().getRouteController().startRoute("replayArchive");
        await().atMost(PATIENCE)
                .until(() ->
                        service.brokerServer().locateQueue("replay.archive").getScheduledCount() == 1);
        assertThat(service.queued("replay.archive")).isEqualTo(1);
        service.restartS3();
        await().atMost(Duration.ofSeconds(40)).until(this::isAtRest);
        assertThat(service.data().resolve("s3/second/callbacks")).isDirectory();
        assertThat(service.queued("callbacks.failed")).isZero();
    }

    @Test
    void whatHasBeenChangedOrDoesNotFitIsNamedAndLeftOut() throws Exception {
        String changed = service.keys().stream()
                .filter(key -> key.contains("stream_id=other"))
                .findFirst()
                .orElseThrow();
        String day = changed.substring(0, changed.indexOf("stream_id="));
        String bare = service.keys().stream()
                .filter(key -> key.contains("stream_id=match%2F43"))
                .findFirst()
                .orElseThrow();
        try (S3Client s3 = TestS3.client(service.s3())) {
            var object = service.object(changed);
            s3.putObject(
                    put -> put.bucket(TestService.BUCKET)
                            .key(changed)
                            .metadata(object.response().metadata()),
                    RequestBody.fromString(object.asUtf8String().replace("other", "evil!")));
            var whole = service.object(bare);
            s3.putObject(put -> put.bucket(TestService.BUCKET).key(bare), RequestBody.fromBytes(whole.asByteArray()));
            for (String key : List.of("callbacks/notes.txt", "callbacks/zz/a.json", day + "stream_id=x/" + "a.json")) {
                s3.putObject(
                        put -> put.bucket(TestService.BUCKET).key(key), RequestBody.fromBytes("{}".getBytes(UTF_8)));
            }
        }
        assertThat(replay("--dry-run", "--event", "recording").out())
                .contains("3 skipped", "callbacks/notes.txt", "callbacks/zz/", "stream_id=x/a.json");

        CommandRun first = replay("--event", "recording", "--limit", "1");
        assertThat(first.out()).contains("1 sent");
        assertThat(first.err()).contains("skipped callbacks/notes.txt: it does not fit");
        CommandRun run = replay("--continue");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains("skipped " + changed + ": it has been changed")
                .contains("skipped callbacks/zz/: it does not fit", "stream_id=x/a.json");
        assertThat(run.out()).contains("6 sent to notify, 3 skipped.");
        // The one without metadata is told by its body.
        assertThat(headers(mailsAfter(7), "Subject"))
                .hasSize(6)
                .noneMatch(subject -> subject.contains("evil"))
                .anyMatch(subject -> subject.contains("match/43"));
    }

    /** The receipt is that of the message that brought the object, so a copy has another one. */
    private static Map<String, String> withoutReceipt(ResponseBytes<GetObjectResponse> object) {
        Map<String, String> metadata = new HashMap<>(object.response().metadata());
        assertThat(metadata.remove("receipt")).isNotNull();
        return metadata;
    }
}
