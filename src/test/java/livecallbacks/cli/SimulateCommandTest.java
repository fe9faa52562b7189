package livecallbacks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import livecallbacks.event.EventNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SimulateCommandTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** 600 seconds before the t of the official test vector. */
    private static final Instant NOW = Instant.ofEpochSecond(1545030873 - 600);

    private static final String OFFICIAL_SIGN = "ca3e25e5dc17a6f9909a9ae7281e300d";
    private static final String KEY = "test";

    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private HttpServer server;
    private volatile int status = 200;
    private volatile String answer = "{\"code\":0}";

    SimulateCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void aReceiverThatTakesEverything() {
        server.createContext("/", exchange -> {
            paths.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopIt() {
        server.stop(0);
    }

    @Test
    void theSignIsTheOneOfTheOfficialTestVector() throws IOException {
        assertThat(simulate("--key", KEY)).isZero();

        JsonNode body = onlyBody();
        assertThat(body.get("t").isIntegralNumber()).isTrue();
        assertThat(body.get("t").longValue()).isEqualTo(1545030873);
        assertThat(body.get("sign").textValue()).isEqualTo(OFFICIAL_SIGN);
    }

    @Test
    void itSaysWhatItPostedAndWhatWasAnsweredButNeverTheKey() {
        assertThat(simulate("--key", "Secret4711")).isZero();

        assertThat(out.toString().lines().toList())
                .satisfiesExactly(
                        posted -> assertThat(posted)
                                .isEqualTo("POST " + url() + "/callbacks/live  recording of match-42 (event_type 100)"),
                        answered -> assertThat(answered).matches("200 \\{\"code\":0}  in \\d+ ms"));
        assertThat(paths).containsExactly("POST /callbacks/live");
        assertThat(out + err.toString()).doesNotContain("Secret4711");
    }

    static Stream<String> everyName() {
        return Stream.concat(EventNames.all().keySet().stream(), Stream.of("0", "344", "345", "4711", "event-4712"));
    }

    @ParameterizedTest
    @MethodSource("everyName")
    void everyEventIsPostedSignedWithItsTypeAndTheWantedStream(String event) throws IOException {
        assertThat(simulate("--key", KEY, "--event", event, "--stream", "3891_@v \"x\""))
                .isZero();

        JsonNode body = onlyBody();
        int type = body.get("event_type").intValue();
        assertThat(List.of(EventNames.of(type), Integer.toString(type))).contains(event);
        assertThat(body.get("sign").textValue()).isEqualTo(OFFICIAL_SIGN);
        assertThat(Stream.of("stream_id", "channel_id", "streamId", "channelId")
                        .filter(body::has)
                        .map(name -> body.get(name).textValue()))
                .isNotEmpty()
                .containsOnly("3891_@v \"x\"");
    }

    @Test
    void aFieldIsJsonWhereItParsesAndTextWhereItDoesNot() throws IOException {
        simulate(
                "--key",
                KEY,
                "--field",
                "file_size=18446744073709551615",
                "--field",
                "task_id=0202",
                "--field",
                "callback_ext=",
                "--field",
                "extra={\"a\":[1.50]}",
                "--field",
                "stream_param=a=b&c=d");

        assertThat(bodies.get(0))
                .contains(
                        "\"file_size\":18446744073709551615,",
                        "\"task_id\":\"0202\"",
                        "\"callback_ext\":\"\"",
                        "\"extra\":{\"a\":[1.50]}",
                        "\"stream_param\":\"a=b&c=d\"");
    }

    @Test
    void aFileIsPostedDigitForDigitWithFreshTAndSign() throws IOException {
        Path file = Files.writeString(
                directory.resolve("body.json"),
                "{\"event_type\":100, \"task_id\":28288319047887901972, \"file_size\":18446744073709551615,\n"
                        + "\"start_time\":1545047010,\"score\":44.153141047414610,\"x\":\"\\u00e9\\/\",\"t\":1,\"sign\":\"old\"}");

        assertThat(simulate("--key", KEY, "--file", file.toString())).isZero();

        assertThat(bodies)
                .containsExactly("{\"event_type\":100,\"task_id\":28288319047887901972,"
                        + "\"file_size\":18446744073709551615,\"start_time\":1545047010,\"score\":44.153141047414610,"
                        + "\"x\":\"\\u00e9\\/\",\"t\":1545030873,\"sign\":\"" + OFFICIAL_SIGN + "\"}");
    }

    @Test
    void anExpiredOneHasItsTInThePast() throws IOException {
        simulate("--key", KEY, "--expires", "-60");

        assertThat(onlyBody().get("t").longValue()).isEqualTo(NOW.getEpochSecond() - 60);
    }

    @Test
    void anUnsignedOneHasNeitherTNorSignAndNeedsNoKey() throws IOException {
        assertThat(simulate("--unsigned")).isZero();

        assertThat(onlyBody().has("t")).isFalse();
        assertThat(onlyBody().has("sign")).isFalse();
    }

    @Test
    void aFieldNamedTIsTheOneThatIsSignedAndAFieldNamedSignWins() throws IOException {
        simulate("--key", KEY, "--expires", "1", "--field", "t=1545030873");
        simulate("--key", KEY, "--field", "sign=wrong");

        assertThat(MAPPER.readTree(bodies.get(0)).get("sign").textValue()).isEqualTo(OFFICIAL_SIGN);
        assertThat(MAPPER.readTree(bodies.get(1)).get("sign").textValue()).isEqualTo("wrong");
    }

    @Test
    void theTokenIsPartOfTheUrlAndNotOfWhatIsPrinted() {
        assertThat(simulate("--key", KEY, "--source", "event2", "--token", "Tok en"))
                .isZero();

        assertThat(paths).containsExactly("POST /callbacks/event2/Tok%20en");
        assertThat(out.toString()).contains("/callbacks/event2/***  ").doesNotContain("Tok");
    }

    @ParameterizedTest
    @MethodSource("everyName")
    void aCountOfCallbacksIsThatManyDifferentEventsAndASummary(String event) throws IOException {
        assertThat(simulate("--key", KEY, "--event", event, "--count", "3")).isZero();

        assertThat(bodies).hasSize(3).doesNotHaveDuplicates();
        assertThat(out.toString().lines().toList().get(6))
                .matches("3 of 3 answered 200, 0 otherwise, 0 not at all; \\d+ ms at the median, \\d+ ms at most");
    }

    @Test
    void anotherAnswerThan200IsExitCode1() {
        status = 401;
        answer = "{\"code\":401,\n\"message\":\"sign is wrong\u001b[31m\"}";

        assertThat(simulate("--key", KEY)).isEqualTo(1);
        assertThat(out.toString()).contains("401 {\"code\":401, \"message\":\"sign is wrong [31m\"}  in ");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 503})
    void onlyExactly200IsGood(int other) {
        status = other;
        answer = "";

        assertThat(simulate("--key", KEY)).isEqualTo(1);
    }

    @Test
    void noServerIsExitCode1AndOnePlainSentence() {
        String nobody = url();
        server.stop(0);

        assertThat(run(source -> Optional.of(KEY), "--url", nobody, "--count", "5"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("No answer from " + nobody + "/callbacks/live: cannot connect.")
                .hasLineCount(1);
        assertThat(out.toString()).contains("0 of 5 answered 200, 0 otherwise, 5 not at all");
    }

    @Test
    void withoutAKeyOptionItIsTheOneOfTheSource() throws IOException {
        Map<String, String> keys = Map.of("event2", KEY);

        assertThat(run(source -> Optional.ofNullable(keys.get(source)), "--url", url(), "--source", "event2"))
                .isZero();
        assertThat(onlyBody().get("sign").textValue()).isEqualTo(OFFICIAL_SIGN);
    }

    @Test
    void withoutAnyKeyItSaysWhatToGive() {
        assertThat(simulate("--source", "event2")).isEqualTo(2);
        assertThat(err.toString()).contains("--key", "CALLBACKS_EVENT2_KEYS", "callbacks.event2.keys", "--unsigned");
        assertThat(bodies).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--event=nonsense",
                "--event=1.5",
                "--source=../x",
                "--source=Live",
                "--url=ftp://127.0.0.1",
                "--url=127.0.0.1:8080",
                "--url=http://user:password@127.0.0.1",
                "--url=http://127.0.0.1/?a=b",
                "--url=http:// x",
                "--count=0",
                "--count=x",
                "--field=noequals",
                "--file=missing.json",
                "--expires=soon",
                "--nonsense"
            })
    void wrongUsageIsExitCode2AndPostsNothing(String option) {
        assertThat(simulate("--key", KEY, option)).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("\tat ", "Exception");
        assertThat(bodies).isEmpty();
    }

    @Test
    void aFileThatHoldsNoObjectIsExitCode2() throws IOException {
        Path file = Files.writeString(directory.resolve("body.json"), "{\"txSecret\":\"abc\",}");

        assertThat(simulate("--key", KEY, "--file", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("body.json", "line: 1").doesNotContain("abc");
    }

    @Test
    void aFileIsNotCounted() throws IOException {
        Path file = Files.writeString(directory.resolve("body.json"), "{}");

        assertThat(simulate("--key", KEY, "--file", file.toString(), "--count", "2"))
                .isEqualTo(2);
    }

    @Test
    void printingPostsNothingAndGivesACurlCommandThatWould() throws IOException {
        assertThat(simulate("--key", KEY, "--print", "--token", "Tok", "--field", "title=it's"))
                .isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(MAPPER.readTree(lines.get(0)).get("sign").textValue()).isEqualTo(OFFICIAL_SIGN);
        assertThat(lines.get(2))
                .isEqualTo("curl -sS -X POST -H 'Content-Type: application/json' --data-binary '"
                        + lines.get(0).replace("'", "'\\''") + "' '" + url()
                        + "/callbacks/live/'\"$CALLBACKS_LIVE_TOKEN\"");
        assertThat(bodies).isEmpty();
    }

    private int simulate(String... options) {
        String[] all = Stream.concat(Stream.of("--url=" + url() + "/"), Stream.of(options))
                .toArray(String[]::new);
        return run(source -> Optional.empty(), all);
    }

    private int run(SimulateCommand.KeyLookup keyOfSource, String... options) {
        SimulateCommand command =
                new SimulateCommand(keyOfSource, Clock.fixed(NOW, ZoneOffset.UTC), new SplittableRandom(1));
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setOverwrittenOptionsAllowed(true)
                .execute(options);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private JsonNode onlyBody() throws IOException {
        assertThat(bodies).hasSize(1);
        return MAPPER.readTree(bodies.get(0));
    }
}
