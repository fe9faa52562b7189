package livecallbacks.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import livecallbacks.Signer;
import livecallbacks.TestService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * JSON as RFC 8259 allows and forbids it, as a member's value in a signed callback and as a whole body. With
 * {@code -Djson.test.suite=<folder>} the files of the public JSONTestSuite (github.com/nst/JSONTestSuite, its folder
 * {@code test_parsing}) are posted as well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonAttackTest {

    private static final String SUITE = "json.test.suite";

    /** A byte that is no text in UTF-8 can be written so in the cases below. */
    private static final String RAW = "raw:";

    @TempDir
    private static Path folder;

    private @Nullable TestService service;

    @BeforeAll
    void start() throws Exception {
        service = TestService.start(folder, Clock.systemUTC(), Map.of());
    }

    /** Whatever was taken goes all the way: no room behind chokes on it. */
    @AfterAll
    void everythingThatWasTakenIsArchivedAndMailed() throws Exception {
        try (TestService running = service()) {
            await().atMost(Duration.ofSeconds(60)).until(running::isDrained);
            assertThat(running.queued("callbacks.failed")).isZero();
            assertThat(running.queued("mail.failed")).isZero();
        }
    }

    private TestService service() {
        if (service == null) {
            throw new IllegalStateException("Not started");
        }
        return service;
    }

    private int post(byte[] body) {
        HttpResponse<String> answer = service().post("/callbacks/live", body);
        assertThat(answer.body()).startsWith("{\"code\":");
        return answer.statusCode();
    }

    /** A signed callback in which one value is that of the case. */
    private static byte[] callbackWith(byte[] value) {
        String signed = Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"json\",\"x\":0}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
        int at = signed.indexOf("0", signed.indexOf("\"x\":"));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(signed.substring(0, at).getBytes(UTF_8));
        body.writeBytes(value);
        body.writeBytes(signed.substring(at + 1).getBytes(UTF_8));
        return body.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.startsWith(RAW) ? text.substring(RAW.length()).getBytes(ISO_8859_1) : text.getBytes(UTF_8);
    }

    static Stream<String> valid() {
        return Stream.of(
                "0",
                "-0",
                "1234567890123456789012345678901234567890",
                "-1.5",
                "1e5",
                "1E+5",
                "1e-5",
                "0.0e0",
                "1e999999999",
                "-1e-999999999",
                "9".repeat(50_000),
                "true",
                "false",
                "null",
                "\"\"",
                "\"\\u0000\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"",
                "\"\\ud83d\\ude00\"",
                "\"\ud83d\ude00\u00e9\u20ac\ufffd\uffff\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\u2028\u2029\u007f\"",
                "[]",
                "{}",
                " \t\r\n[ \t\r\n] \t\r\n",
                "[1,[2,[3,{\"a\":[]}]]]",
                "{\"a\":1,\"a\":2}",
                "{\"\":{\"\":\"\"}}",
                "{\"\\u0000\":1}",
                "{\"t\":1,\"sign\":2,\"event_type\":3}",
                "[".repeat(98) + "]".repeat(98));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void whatRfc8259AllowsIsTaken(String value) {
        assertThat(post(callbackWith(bytes(value)))).isEqualTo(200);
    }

    static Stream<String> invalid() {
        return Stream.of(
                "",
                " ",
                "01",
                "-",
                "+1",
                ".5",
                "1.",
                "-.5",
                "1e",
                "1e+",
                "0x1F",
                "1_000",
                "1 000",
                "NaN",
                "-NaN",
                "Infinity",
                "-Infinity",
                "1a",
                "\uff11",
                "True",
                "nul",
                "nulll",
                "undefined",
                "'a'",
                "a",
                "\"",
                "\"\\\"",
                "\"\\x41\"",
                "\"\\u\"",
                "\"\\u12\"",
                "\"\\u12G4\"",
                "\"\\U0041\"",
                "\"\\a\"",
                "\"\t\"",
                "\"\n\"",
                "\"\u0000\"",
                "\"\u001f\"",
                "[",
                "]",
                "[1",
                "[1,]",
                "[,1]",
                "[1,,2]",
                "[1 2]",
                "[1:2]",
                "[1}",
                "{",
                "}",
                "{a:1}",
                "{1:1}",
                "{'a':1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1]",
                "{\"a\"::1}",
                "{null:1}",
                "1 // comment",
                "1 /* comment */",
                "1 # comment",
                "\ufeff1",
                "\u00a01",
                "\u20601",
                "\u000b1",
                "\f1",
                "\u00001",
                "1\u0000",
                "1,,",
                "1}{",
                "1}",
                "*",
                "<x/>",
                "$",
                RAW + "\"\u00ff\"",
                RAW + "\"\u00c0\u0080\"",
                RAW + "\"\u00c0\u00af\"",
                RAW + "\"\u00e0\u0080\u0080\"",
                RAW + "\"\u00ed\u00a0\u0080\"",
                RAW + "\"\u00ed\u00b0\u0080\"",
                RAW + "\"\u00f4\u0090\u0080\u0080\"",
                RAW + "\"\u00f8\u0088\u0080\u0080\u0080\"",
                RAW + "\"\u00e2\u0082\"",
                RAW + "\"\u0080\"",
                RAW + "\u00ff",
                "[".repeat(101) + "]".repeat(101),
                "[".repeat(100_000),
                "{\"a\":".repeat(40_000));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void whatItForbidsIsRefusedWith400(String value) {
        assertThat(post(callbackWith(bytes(value)))).isEqualTo(400);
        assertThat(post(bytes(value))).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"event_type", "t", "sign"})
    void whatIsThereTwiceIsRefusedHoweverItIsWritten(String name) {
        String body = new String(callbackWith(bytes("1")), UTF_8);
        String escaped = "\"\\u00" + Integer.toHexString(name.charAt(0)) + name.substring(1) + "\":";
        String other = name.equals("sign") ? "\"0\"" : "1";
        assertThat(post(bytes("{\"" + name + "\":" + other + "," + body.substring(1))))
                .isEqualTo(400);
        assertThat(post(bytes("{" + escaped + other + "," + body.substring(1)))).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e9", "1E9", "1.0", "-1", "01", "\"01\"", "\" 1\"", "\"1 \"", "\"+1\"", "null", "[1]", "true"})
    void aTimeThatIsNoCanonicalDecimalIsRefusedWhateverItsSign(String t) {
        String text = t.replace("\"", "");
        String sign = Signer.sign(TestService.KEY, text);
        String body = "{\"event_type\":100,\"t\":" + t + ",\"sign\":\"" + sign + "\"}";
        assertThat(post(bytes(body))).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2", "100.0", "\"100\"", "null", "[100]", "{}", "99999999999999999999", "-", "true"})
    void anEventTypeThatIsNoIntegerIsRefused(String type) {
        String body =
                new String(callbackWith(bytes("1")), UTF_8).replace("\"event_type\":100", "\"event_type\":" + type);
        assertThat(post(bytes(body))).isEqualTo(400);
    }

    @org.junit.jupiter.api.Test
    void anotherEncodingThanUtf8IsRefused() {
        String body = new String(callbackWith(bytes("1")), UTF_8);
        assertThat(post(body.getBytes(UTF_16LE))).isEqualTo(400);
        assertThat(post(("\ufeff" + body).getBytes(UTF_8))).isEqualTo(400);
        assertThat(post(("\ufeff" + body).getBytes(UTF_16LE))).isEqualTo(400);
    }

    // --- The public suite, where it lies beside

    static Stream<Path> suite() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty(SUITE)))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    @EnabledIfSystemProperty(named = SUITE, matches = ".+")
    @ParameterizedTest(name = "{0}")
    @MethodSource("suite")
    void theVerdictOfThePublicSuite(Path file) throws IOException {
        byte[] value = Files.readAllBytes(file);
        int status = post(callbackWith(value));
        switch (file.getFileName().toString().charAt(0)) {
            case 'y' -> assertThat(status).isEqualTo(200);
            case 'n' -> assertThat(status).isEqualTo(400);
            default -> assertThat(status).isIn(200, 400);
        }
        assertThat(post(value)).as("as a whole body, which is no callback").isEqualTo(400);
    }
}
