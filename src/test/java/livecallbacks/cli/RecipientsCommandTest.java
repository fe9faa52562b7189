package livecallbacks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import livecallbacks.dev.LocalS3;
import livecallbacks.dev.TestS3;
import livecallbacks.operate.CallbackBody;
import livecallbacks.operate.TestedEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Who would be mailed, by which rule, and when; and whether that is as it should be. */
class RecipientsCommandTest {

    private static final String KEY = "callbacks/source=live/event_type=100/date=2026-11-22/stream_id=match-7/";

    @TempDir
    private Path folder;

    private Path file = Path.of("set before each test");

    @BeforeEach
    void aTree() throws Exception {
        file = Files.writeString(folder.resolve("recipients.yaml"), """
                settings: {timezone: Asia/Shanghai}
                receivers:
                  producers: {to: [ana@example.com, "Ben Li <ben@example.com>"], digest: 10m}
                  night: {to: eva@example.com, quiet: "22:00-07:00"}
                  unused: {to: nobody@example.com}
                routes:
                  - match: {stream: "match-*", event: recording}
                    receivers: [producers]
                    continue: true
                    routes:
                      - match: {field.file_format: flv}
                        digest: none
                  - match: {stream: match-7}
                    receivers: [night]
                  - match: {stream: "test-*"}
                    receivers: []
                default: [night]
                """);
    }

    private CommandRun test(String... arguments) {
        return run("test", arguments);
    }

    private CommandRun run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("recipients", command, "--file", file.toString()));
        all.addAll(List.of(arguments));
        return CommandRun.of(Map.of(), all.toArray(String[]::new));
    }

    @Test
    void sampleNamesPeopleRulesSettingsAndTimes() {
        CommandRun run = test("--event", "recording", "--stream", "match-7", "--at", "2026-11-22T15:30:00Z");
        assertThat(run.exit()).isZero();
        assertThat(run.out().replace(System.lineSeparator(), "\n")).isEqualTo("""
                recording of match-7 (event_type 100), source live, domain push.example.com, path live

                ana@example.com
                  rule      routes[0]  recipients.yaml:7:5  {event: recording, stream: match-*}
                  settings  language en, time zone Asia/Shanghai, digest 10m, quiet none
                  goes out  at once if it is the first one; what follows within 10m, in one mail at the end of them
                Ben Li <ben@example.com>
                  rule      routes[0]  recipients.yaml:7:5  {event: recording, stream: match-*}
                  settings  language en, time zone Asia/Shanghai, digest 10m, quiet none
                  goes out  at once if it is the first one; what follows within 10m, in one mail at the end of them
                eva@example.com
                  rule      routes[1]  recipients.yaml:13:5  {stream: match-7}
                  settings  language en, time zone Asia/Shanghai, digest none, quiet 22:00-07:00
                  goes out  not before 2026-11-23 07:00 Asia/Shanghai, when the quiet hours end
                """);
        assertThat(run.err()).contains("1 warning", "recipients show");
    }

    @Test
    void fieldsAreThoseOfTheSampleUnlessTheyAreSet() {
        assertThat(test("--stream", "match-1", "--field", "file_format=flv").out())
                .contains("routes[0].routes[0]  recipients.yaml:11:9", "digest none", "goes out  at once");
        assertThat(test("--stream", "match-1").out()).contains("routes[0]  recipients.yaml:7:5");
    }

    @Test
    void nobodyIsToldApart() {
        assertThat(test("--stream", "test-1").out())
                .contains("Nobody is mailed, as these say:", "routes[2]  recipients.yaml:15:5");
        assertThat(test("--event", "screenshot", "--stream", "x").out()).contains("no route matches");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "match-1 | ben@example.com,ANA@example.com | 0 | rule",
                "match-1 | ana@example.com | 1 | + ben@example.com  is mailed by routes[0]  recipients.yaml:7:5",
                "match-1 | ana@example.com,ben@example.com,eva@example.com | 1 | - eva@example.com  is expected",
                "test-1 | '' | 0 | Nobody",
                "x | '' | 1 | + eva@example.com  is mailed by default  recipients.yaml:17:1",
                "test-1 | ana@example.com | 1 | - ana@example.com"
            })
    void whatIsExpectedDecidesTheExitCode(String stream, String expected, int exit, String said) {
        CommandRun run = test("--stream", stream, "--expect", expected);
        assertThat(run.exit()).isEqualTo(exit);
        assertThat(run.out()).contains(said);
    }

    @Test
    void aFileHoldsTheBody() throws Exception {
        Path body = Files.writeString(
                folder.resolve("body.json"),
                "{\"event_type\":100,\"stream_id\":\"match-9\",\"file_format\":\"flv\",\"t\":1545030873,\"sign\":\"x\"}");
        CommandRun run = test(body.toString(), "--source", "studio");
        assertThat(run.out())
                .contains("recording of match-9 (event_type 100), source studio, domain none, path none")
                .contains("routes[0].routes[0]");
        Files.writeString(body, "[]");
        assertThat(test(body.toString()).exit()).isEqualTo(2);
        assertThat(test(body.toString()).err()).contains("body.json: it is no callback");
        assertThat(test("no such file").err()).contains("The file no such file cannot be read");
    }

    @Test
    void anObjectOfTheArchiveIsFoundByItsKey() throws Exception {
        try (LocalS3 store = TestS3.start(folder.resolve("s3"));
                S3Client s3 = TestS3.client(store)) {
            store.createBucket("calls");
            String body = "{\"event_type\":100,\"stream_id\":\"match-7\",\"end_time\":1795360000}";
            String id = TestedEvent.of("live", body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH)
                    .event()
                    .eventId();
            String key = KEY + "20261122T142640Z-" + id.substring(0, 16) + ".json";
            s3.putObject(put -> put.bucket("calls").key(key), RequestBody.fromString(body));
            Map<String, String> environment = Map.of(
                    "ARCHIVE_BUCKET", "calls",
                    "ARCHIVE_REGION", "us-east-1",
                    "ARCHIVE_ENDPOINT", store.endpoint().toString(),
                    "ARCHIVE_PATH_STYLE", "true",
                    "ARCHIVE_ACCESS_KEY", store.accessKey(),
                    "ARCHIVE_SECRET_KEY", store.secretKey(),
                    "DATA_DIR", folder.toString(),
                    "RECIPIENTS_FILE", file.toString());
            for (String written : List.of(key, "s3://calls/" + key)) {
                CommandRun run = CommandRun.of(environment, "recipients", "test", "--key", written);
                assertThat(run.out()).as(run.err()).contains("recording of match-7", "eva@example.com", "routes[1]");
            }
            CommandRun missing =
                    CommandRun.of(environment, "recipients", "test", "--key", key.replace("142640Z", "142641Z"));
            assertThat(missing.exit()).isEqualTo(2);
            assertThat(missing.err()).contains("no such object in calls");
            assertThat(CommandRun.of(environment, "recipients", "test", "--key", "x")
                            .err())
                    .contains("does not fit the layout");
        }
    }

    @Test
    void theMailIsShownAndItsHtmlWritten() throws Exception {
        Path html = folder.resolve("mail.html");
        CommandRun run = test("--stream", "match-1", "--mail", "--html", html.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("--- as ana@example.com, ben@example.com would read it (en, Asia/Shanghai); HTML in " + html)
                .contains("Subject: ", "match-1");
        assertThat(html).content().contains("<html", "match-1");
    }

    @Test
    void jsonIsForMachines() throws Exception {
        CommandRun run = test("--stream", "match-1", "--json", "--expect", "");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("+ ana@example.com");
        assertThat(CallbackBody.of(run.out()).text("mails"))
                .hasValueSatisfying(mails -> assertThat(mails)
                        .contains("\"email\" : \"ana@example.com\"", "\"line\" : 7", "\"digest\" : \"10m\""));
    }

    @Test
    void casesAreRunAndThoseThatDoNotHoldAreNamed() throws Exception {
        Path tests = folder.resolve("recipients.tests.yaml");
        Files.writeString(tests, """
                - {stream: match-1, expect: [ana@example.com, ben@example.com], rule: "routes[0]"}
                - {stream: x, at: 2026-11-22T15:30:00Z, expect: eva@example.com, waits: eva@example.com}
                - {event: 200, stream: x, expect: []}
                - {stream: match-1, field: {file_format: flv}, expect: [ana@example.com, ben@example.com], rule: "routes[0].routes[0]"}
                """);
        assertThat(run("test", "--tests"))
                .isEqualTo(new CommandRun(
                        0,
                        "All 4 cases are as expected." + System.lineSeparator(),
                        "recipients.yaml has 1 warning; see ./live-callbacks recipients show"
                                + System.lineSeparator()));
        Files.writeString(tests, """
                - {stream: match-1, expect: [], rule: default}
                - {stream: x, at: 2026-11-22T12:00:00Z, expect: eva@example.com, waits: eva@example.com}
                - {name: fine, stream: test-1, expect: []}
                """);
        CommandRun run = test("--tests", tests.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("FAILED  recording of match-1  recipients.tests.yaml:1:3")
                .contains("+ ana@example.com", "rule default is expected to decide, but it is routes[0]")
                .contains("[eva@example.com] are expected to wait for the end of quiet hours, but it is []")
                .contains("2 of 3 cases are not as expected.")
                .doesNotContain("fine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 1:1: the file must be a list of cases",
                "- {stream: x} | 1:3: expect is missing",
                "- {stream: x, expect: team} | 1:23: expect takes bare addresses",
                "- {event: recordings, expect: []} | 1:11: there is no event named",
                "- {at: today, expect: []} | 1:8: this is no moment",
                "- {waits: a@b.c, expect: []} | 1:4: waits depends on the time",
                "- {expects: []} | 1:4: a case has no key \"expects\"",
                "- {field: a, expect: []} | 1:11: field must be names and values",
                "- {source: A, expect: []} | 1:12: this is no name of a source",
                "- [a] | 1:3: a case must be a mapping"
            })
    void aBrokenFileOfCasesSaysWhere(String text, String said) throws Exception {
        Path tests = Files.writeString(folder.resolve("broken.yaml"), text);
        CommandRun run = test("--tests", tests.toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains(tests + ":" + said);
    }

    @Test
    void aBrokenRecipientsFileSaysWhere() throws Exception {
        Files.writeString(file, "default: [ghost]");
        CommandRun run = test("--stream", "x");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains(file + ":1:11: ", "ghost");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--json | Which event?",
                "--event recording --tests | more than one event",
                "--event recordings | --event takes a number or one of stream-ended",
                "--stream x --at now | --at takes a moment in UTC",
                "--tests --expect a@b.c | --tests takes all from its file",
                "--stream x --source A | --source takes lower-case letters",
                "--stream x --field event_type=x | With these fields it is no callback",
                "--tests nowhere | There is no file of cases nowhere"
            })
    void wrongUsageIsExplained(String arguments, String said) {
        CommandRun run = test(arguments.split(" "));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains(said);
    }

    @Test
    void showPrintsTheTreeAndWhatIsHardlyMeant() {
        CommandRun run = run("show");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("settings: language en, time zone Asia/Shanghai, digest none, quiet none")
                .contains("producers  (line 3): ana@example.com, Ben Li <ben@example.com>", "digest 10m")
                .contains("  routes[0]  (line 7): event: recording, stream: match-* -> producers; continue")
                .contains("    routes[0].routes[0]  (line 11): field.file_format: flv -> producers; digest: none")
                .contains("  routes[2]  (line 15): stream: test-* -> nobody")
                .contains("  default  (line 17): recordings that no route matched -> night")
                .contains("1 warning:", ":5:3: no route and not the default names the receiver \"unused\"");
    }

    @Test
    void theCasesThatComeWithTheProductHold() {
        CommandRun run = CommandRun.of(Map.of(), "recipients", "test", "--tests");
        assertThat(run.out()).isEqualTo("All 4 cases are as expected." + System.lineSeparator());
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
    }
}
