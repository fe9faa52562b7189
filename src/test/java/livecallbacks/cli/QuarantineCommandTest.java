package livecallbacks.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import livecallbacks.Signer;
import livecallbacks.TestService;
import livecallbacks.receive.QuarantineFolder;
import livecallbacks.receive.QuarantinedCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A wrong key in the configuration loses nothing: from the refused request to the object and the mail. */
class QuarantineCommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REFUSED = "{\"code\":401,\"message\":\"sign is wrong.\"}";

    @TempDir
    private Path folder;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private TestService start(Map<String, String> overrides) throws Exception {
        return TestService.start(folder, Clock.systemUTC(), overrides);
    }

    /** The command line as a person calls it beside the service, with the service's configuration. */
    private int execute(TestService service, String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine commands = Main.commandLine(
                new Main.Home(Path.of("").toAbsolutePath(), Path.of("s3proxy.jar")), service.environment());
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(0, "quarantine");
        return commands.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private List<QuarantinedCallback> held() throws IOException {
        return new QuarantineFolder(folder.resolve("data/quarantine")).list();
    }

    private void awaitHeld(int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(held()).hasSize(count));
    }

    private static String event(String stream, String key) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream
                        + "\",\"stream_param\":\"txSecret=verysecret&txTime=1\"}",
                key,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo(REFUSED);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.headers().map().toString())
                .doesNotContainIgnoringCase("camel")
                .doesNotContain("part-");
    }

    @Test
    void whatAWrongKeyRefusedIsArchivedAndMailedOnceAfterTheKeyIsRepaired() throws Exception {
        List<String> bodies = new ArrayList<>();
        try (TestService service = start(Map.of("CALLBACKS_LIVE_KEYS", "mistyped"))) {
            for (int i = 0; i < 100; i++) {
                String body = event("match-" + i, "real");
                bodies.add(body);
                assertRefused(service.post(body));
            }
            awaitHeld(100);
            assertThat(metrics(service))
                    .contains("livecallbacks_quarantine_kept_total{cause=\"sign_wrong\",source=\"live\"} 100")
                    .contains("livecallbacks_quarantine_bytes");

            assertThat(execute(service, "release", "--all")).isEqualTo(1);
            assertThat(out.toString()).contains("stays: sign is wrong.").contains("Released 0 of 100; 100 stay");

            service.stopService();
            service.environment().put("CALLBACKS_LIVE_KEYS", "real");
            service.startService();
            assertRefused(service.post(event("forged", "guess")));
            awaitHeld(101);

            assertThat(execute(service, "release", "--all", "--dry-run")).isEqualTo(1);
            assertThat(out.toString()).contains("Would release 100 of 101; 1 would stay");
            assertThat(held()).hasSize(101);

            assertThat(execute(service, "release", "--all")).isEqualTo(1);
            assertThat(out.toString())
                    .contains("recording  forged  stays: sign is wrong.")
                    .contains("Released 100 of 101; 1 stay");
            QuarantinedCallback forged = held().get(0);
            assertThat(held()).hasSize(1);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.keys())
                    .hasSize(100)
                    .extracting(key -> service.object(key).asUtf8String())
                    .containsExactlyInAnyOrderElementsOf(bodies);
            assertThat(service.object(service.keys().get(0)).response().metadata())
                    .containsEntry("release", "verified")
                    .containsKey("key-id");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(service.mailbox().received("team@example.com"))
                            .hasSize(100));

            service.service().camel().getRouteController().stopRoute("notify");
            assertThat(execute(service, "release", forged.id(), "--override")).isZero();
            assertThat(held()).isEmpty();
            await().atMost(PATIENCE).until(() -> service.keys().size() == 101);
            String key = service.keys().stream()
                    .filter(one -> one.contains("stream_id=forged"))
                    .findFirst()
                    .orElseThrow();
            assertThat(service.object(key).response().metadata())
                    .containsEntry("release", "override")
                    .containsEntry("received-at", forged.receivedAt().toString())
                    .doesNotContainKey("key-id");
            await().atMost(PATIENCE).until(() -> service.queued("notify") == 1);
            assertThat(releaseOfTheArchived(service)).isEqualTo("override");
            assertThat(execute(service, "list")).isZero();
            assertThat(out.toString()).isEqualTo("Nothing is in quarantine." + System.lineSeparator());
        }
    }

    /** What a route of the team's own hears of it. */
    private static String releaseOfTheArchived(TestService service) throws JMSException {
        try (JMSContext context =
                        service.service().broker().independentConnections().createContext();
                QueueBrowser browser = context.createBrowser(context.createQueue("callbacks.archived::notify"))) {
            return ((Message) browser.getEnumeration().nextElement()).getStringProperty("release");
        }
    }

    private static String metrics(TestService service) {
        return TestService.send(HttpRequest.newBuilder(service.managementUri("/observe/metrics")))
                .body();
    }

    @Test
    void theCommandsWorkWhileTheServiceIsStopped() throws Exception {
        try (TestService service = start(Map.of("CALLBACKS_LIVE_KEYS", "mistyped"))) {
            assertRefused(service.post(event("a", "real")));
            awaitHeld(1);
            service.stopService();
            service.environment().put("CALLBACKS_LIVE_KEYS", "real");

            assertThat(execute(service, "release", "--stream", "a*")).isZero();
            assertThat(held()).isEmpty();

            service.startService();
            await().atMost(PATIENCE).until(() -> service.keys().size() == 1);
        }
    }

    @Test
    void whatIsThereIsListedShownAndDropped() throws Exception {
        try (TestService service = start(Map.of())) {
            assertRefused(service.post(event("first", "guess")));
            awaitHeld(1);
            assertRefused(service.post(event("\\u001b[31mred", "guess")));
            awaitHeld(2);
            assertThat(service.post("{\"event_type\":0,\"stream_id\":\"second\"}")
                            .statusCode())
                    .isEqualTo(401);
            awaitHeld(3);
            String newest = held().get(2).id();

            assertThat(execute(service, "list")).isZero();
            assertThat(out.toString().lines().toList())
                    .hasSize(5)
                    .satisfies(lines -> assertThat(lines.get(1))
                            .startsWith(newest)
                            .contains("live", "stream-ended", "second", "sign_missing"))
                    .satisfies(lines -> assertThat(lines.get(4)).isEqualTo("3 in quarantine"));
            assertThat(out.toString()).doesNotContain("\u001b");

            assertThat(execute(service, "list", "--limit", "1", "--event", "recording"))
                    .isZero();
            assertThat(out.toString()).contains("... 1 more").contains("2 match, 3 in quarantine");
            assertThat(execute(service, "list", "--cause", "expired")).isZero();
            assertThat(out.toString()).contains("0 match, 3 in quarantine");
            assertThat(execute(service, "list", "--older-than", "1h", "--source", "live"))
                    .isZero();
            assertThat(out.toString()).contains("0 match");

            String oldest = held().get(0).id();
            assertThat(execute(service, "show", oldest)).isZero();
            assertThat(out.toString())
                    .contains("would stay: sign is wrong.", "\"sign\":\"***\"", "txSecret=***", "first")
                    .doesNotContain("verysecret");
            assertThat(execute(service, "show", oldest, "--raw")).isZero();
            assertThat(out.toString()).contains("verysecret");
            assertThat(execute(service, "show", "0123456789abcdef")).isEqualTo(1);
            assertThat(err.toString()).contains("There is no 0123456789abcdef");

            assertThat(execute(service, "drop", oldest, "0123456789abcdef")).isEqualTo(1);
            assertThat(err.toString()).contains("There is no 0123456789abcdef");
            assertThat(held()).hasSize(2);
            assertThat(execute(service, "drop", "--event", "recording")).isZero();
            assertThat(held()).extracting(QuarantinedCallback::id).containsExactly(newest);
            assertThat(execute(service, "drop", "--all")).isZero();
            assertThat(out.toString()).contains("Dropped 1");
            assertThat(held()).isEmpty();
        }
    }

    @Test
    void aRequestCannotChooseItsFileAndLeavesNothingBehindInTheAnswer() throws Exception {
        try (TestService service = start(Map.of())) {
            HttpResponse<String> answer = service.post(
                    "/callbacks/live?CamelFileName=../evil&CamelOverruleFileName=../evil&source=..%2Fevil",
                    event("a", "guess").getBytes(UTF_8),
                    "CamelFileName",
                    "../../evil",
                    "CamelOverruleFileName",
                    "../../evil",
                    "source",
                    "../evil",
                    "CamelFileNameProduced",
                    "x");
            assertRefused(answer);
            awaitHeld(1);
            try (Stream<Path> all = Files.walk(folder)) {
                assertThat(all.map(Path::toString)).noneMatch(path -> path.contains("evil"));
            }
            assertThat(Files.readString(folder.resolve("data/quarantine")
                            .resolve(held().get(0).path())))
                    .contains("\"stream_id\":\"a\"");
        }
    }

    @Test
    void aFloodStaysWithinTheBoundsAndTheGoodOnesGoOn() throws Exception {
        try (TestService service = start(Map.of("QUARANTINE_MAX_COUNT", "200"))) {
            List<Integer> statuses = IntStream.range(0, 4000)
                    .parallel()
                    .mapToObj(i -> service.post(event("flood-" + i, i % 40 == 0 ? TestService.KEY : "guess"))
                            .statusCode())
                    .toList();

            assertThat(statuses).filteredOn(status -> status == 200).hasSize(100);
            assertThat(statuses).filteredOn(status -> status == 401).hasSize(3900);
            await().atMost(PATIENCE).until(() -> service.keys().size() == 100);
            awaitHeld(200);
            assertThat(metrics(service)).contains("livecallbacks_quarantine_callbacks 200");
        }
    }

    @Test
    void whatCannotBeWrittenIsAnsweredAllTheSameAndCounted() throws Exception {
        try (TestService service = start(Map.of())) {
            // A file where the source's folder should be.
            Files.createDirectories(folder.resolve("data/quarantine"));
            Files.writeString(folder.resolve("data/quarantine/live"), "x");

            assertRefused(service.post(event("a", "guess")));
            await().atMost(PATIENCE)
                    .until(() -> metrics(service)
                            .contains(
                                    "livecallbacks_quarantine_passed_over_total{reason=\"failed\",source=\"live\"} 1"));
            assertThat(service.post(event("b", TestService.KEY)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void switchedOffNothingIsKept() throws Exception {
        try (TestService service = start(Map.of("QUARANTINE_MAX_COUNT", "0"))) {
            assertRefused(service.post(event("a", "guess")));
            assertThat(service.post(event("b", TestService.KEY)).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(folder.resolve("data/quarantine")).doesNotExist();
        }
    }

    @Test
    void toReleaseOrDropOneHasToSayWhich() throws Exception {
        try (TestService service = start(Map.of())) {
            for (String command : List.of("release", "drop")) {
                assertThat(execute(service, command)).isEqualTo(2);
                assertThat(execute(service, command, "--all", "0123456789abcdef"))
                        .isEqualTo(2);
                assertThat(execute(service, command, "--cause", "bad")).isEqualTo(2);
                assertThat(err.toString()).contains("sign_wrong");
                assertThat(execute(service, command, "--event", "nonsense")).isEqualTo(2);
            }
            assertThat(execute(service)).isEqualTo(2);
            assertThat(execute(service, "list", "--limit", "0")).isEqualTo(2);
        }
    }
}
