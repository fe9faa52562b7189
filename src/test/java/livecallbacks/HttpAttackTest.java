package livecallbacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers send on purpose, to a service with its limits as shipped. */
@Timeout(60)
class HttpAttackTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static TestService service;

    @BeforeAll
    static void startService() throws Exception {
        service = TestService.start(folder, Clock.systemUTC(), Map.of());
    }

    @AfterAll
    static void theServiceHasTakenNothingAndIsStillThere() throws Exception {
        try (TestService closed = service) {
            assertThat(closed.post(recording("good")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.keys())
                    .anyMatch(key -> key.contains("=good/"))
                    .noneMatch(key -> key.contains("smuggled"));
        }
    }

    private static String recording(String stream) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    private static String request(String body) {
        return "POST /callbacks/live HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String metrics() {
        return TestService.send(HttpRequest.newBuilder(service.managementUri("/observe/metrics")))
                .body();
    }

    static Stream<Arguments> smuggled() {
        String start = "POST /callbacks/live HTTP/1.1\r\n";
        String post = start + "Host: a\r\n";
        String chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                Arguments.of("both lengths", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "both, reversed", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
                Arguments.of("two lengths", post + "Content-Length: 2\r\nContent-Length: 0\r\n\r\n{}"),
                Arguments.of("one length twice", post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
                Arguments.of("a list of lengths", post + "Content-Length: 2, 2\r\n\r\n{}"),
                Arguments.of("HTTP/1.0, two", "POST / HTTP/1.0\r\nContent-Length: 2\r\nContent-Length: 0\r\n\r\n{}"),
                Arguments.of("a signed length", post + "Content-Length: +2\r\n\r\n{}"),
                Arguments.of("a hexadecimal length", post + "Content-Length: 0x2\r\n\r\n{}"),
                Arguments.of("a negative length", post + "Content-Length: -1\r\n\r\n{}"),
                Arguments.of("space before the colon", post + "Content-Length : 0\r\n\r\n"),
                Arguments.of("space before chunked's colon", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("tab before the colon", post + "Content-Length\t: 0\r\n\r\n"),
                Arguments.of("folding", post + "X: a\r\n b\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("folded coding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("folding first", start + " Host: a\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("unknown coding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("chunked, identity", post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "chunked twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
                Arguments.of("vertical tab", post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("only line feeds", "POST / HTTP/1.1\nHost: a\nContent-Length: 0\n\n"),
                Arguments.of("one line feed", post + "X: a\nContent-Length: 0\r\n\r\n"),
                Arguments.of("one carriage return", post + "X: a\rContent-Length: 0\r\n\r\n"),
                Arguments.of("NUL in a value", post + "X: a\0\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("NUL in a name", post + "X\0: a\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("no colon", post + "X\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("no name", post + ": a\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("no Host", start + "Content-Length: 0\r\n\r\n"),
                Arguments.of("two Hosts", post + "Host: b\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("Host with a path", start + "Host: a/b\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of(
                        "absolute form",
                        "POST http://b/callbacks/live HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("authority form", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("HTTP/0.9", "GET /\r\n"),
                Arguments.of("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
                Arguments.of("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("two spaces", "POST  /callbacks/live HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("a tab", "POST\t/callbacks/live HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("bad percent", "POST /% HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("hidden slash", "POST /callbacks%2flive HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("TLS", "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003\r\n\r\n"),
                Arguments.of("garbage", "\u00ff\u00fe\u00fd\r\n\r\n"),
                Arguments.of(
                        "websocket of a draft",
                        "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 1\r\n\r\n"),
                Arguments.of("no chunk size", chunked + "\r\n\r\n"),
                Arguments.of("chunk size of other letters", chunked + "zz\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("negative chunk", chunked + "-2\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("chunk of 0x2", chunked + "0x2\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("chunk size behind a space", chunked + " 2\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("chunk size and more", chunked + "2 0\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("huge chunk", chunked + "FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("chunk without end", chunked + "2\r\n{}0\r\n\r\n"),
                Arguments.of("longer chunk", chunked + "1\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("chunk and line feed", chunked + "2\n{}\r\n0\r\n\r\n"),
                Arguments.of("chunk end of a line feed", chunked + "2\r\n{}\n0\r\n\r\n"),
                Arguments.of("extension and line feed", chunked + "2;a\n{}\r\n0\r\n\r\n"),
                Arguments.of("trailer", chunked + "2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n"),
                Arguments.of("folded trailer", chunked + "2\r\n{}\r\n0\r\nX: a\r\n b\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smuggled")
    void whatTwoServersCouldReadDifferentlyIsRefusedAndNothingBehindItIsRead(String name, String bytes)
            throws Exception {
        try (RawConnection connection = RawConnection.to(service)) {
            String answer =
                    connection.send(bytes + request(recording("smuggled"))).readToTheEnd();
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("connection: close")
                    .containsIgnoringCase("content-type: application/json")
                    .matches("(?s).*\r\n\r\n\\{\"code\":400,\"message\":\"[^\"]+\"}")
                    .containsOnlyOnce("HTTP/1.1")
                    .doesNotContainIgnoringCase("exception")
                    .doesNotContainIgnoringCase("netty")
                    .doesNotContainIgnoringCase("vert");
        }
    }

    @Test
    void theSameBytesOneByOneAreRefusedAsWell() throws Exception {
        String bytes = "POST /callbacks/live HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n";
        try (RawConnection connection = RawConnection.to(service)) {
            for (int i = 0; i < bytes.length(); i++) {
                connection.send(bytes.substring(i, i + 1));
            }
            assertThat(connection.send(request(recording("smuggled"))).readToTheEnd())
                    .startsWith("HTTP/1.1 400 ")
                    .containsOnlyOnce("HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096})
    void aBodyInChunksIsTakenHoweverItIsCutUp(int size) throws Exception {
        String body = recording("chunks-" + size);
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < body.length(); at += size) {
            String chunk = body.substring(at, Math.min(body.length(), at + size));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append(at == 0 ? ";name=\"value\"\r\n" : "\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        String post =
                "POST /callbacks/live HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n";
        try (RawConnection connection = RawConnection.to(service)) {
            assertThat(connection.send(post).readAnswer()).startsWith("HTTP/1.1 200 ");
            for (int i = 0; i < post.length(); i++) {
                connection.send(post.substring(i, i + 1));
            }
            assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void requestsInOneGoAreAnsweredInTheirOrder() throws Exception {
        String get = "GET /callbacks/live HTTP/1.1\r\nHost: a\r\n\r\n";
        String nowhere = "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
        try (RawConnection connection = RawConnection.to(service)) {
            connection.send(request(recording("first")) + get + nowhere + request(recording("second")));
            assertThat(IntStream.range(0, 4).mapToObj(i -> answer(connection)))
                    .containsExactly("200", "405", "404", "200");
        }
    }

    private static String answer(RawConnection connection) {
        try {
            return connection.readAnswer().substring(9, 12);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoSendsAndSendsAndReadsNothingIsCutOff() throws Exception {
        String many = "GET /callbacks/live HTTP/1.1\r\nHost: a\r\n\r\n".repeat(5000);
        try (RawConnection connection = RawConnection.to(service)) {
            String answers = connection.send(many).readToTheEnd();
            assertThat(answers.split("HTTP/1.1 405", -1)).hasSizeLessThan(5000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "414, The URL is too long., 5000, 1, 1",
        "431, The header is too large., 1, 9000, 1",
        "431, The header is too large., 1, 1, 100",
        "404, , 3000, 5000, 50"
    })
    void beyondTheLimitsOfAHeadTheAnswerSaysWhich(int status, String text, int url, int value, int lines)
            throws Exception {
        String bytes = "POST /" + "a".repeat(url) + " HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n".repeat(lines) + "Y: "
                + "b".repeat(value) + "\r\nContent-Length: 0\r\n\r\n";
        try (RawConnection connection = RawConnection.to(service)) {
            String answer = connection.send(bytes).readAnswer();
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("{\"code\":" + status);
            if (text != null) {
                assertThat(answer).endsWith("{\"code\":" + status + ",\"message\":\"" + text + "\"}");
                assertThat(connection.readToTheEnd()).isEmpty();
            }
        }
    }

    @Test
    void aHeaderWithoutEndIsAnsweredThoughItsSenderIsStillSending() throws Exception {
        try (RawConnection connection = RawConnection.to(service)) {
            connection.send("POST / HTTP/1.1\r\nHost: a\r\nX: ").send("a".repeat(1_000_000));
            assertThat(connection.readToTheEnd()).startsWith("HTTP/1.1 431 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "gzip, identity"})
    void aCompressedBodyIsRefusedAndNeverUnpacked(String coding) throws Exception {
        HttpResponse<String> answer =
                service.post("/callbacks/live", recording("smuggled").getBytes(UTF_8), "Content-Encoding", coding);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"code\":400,\"message\":\"The body is compressed. Send it as it is.\"}");
    }

    @Test
    void aBodyInChunksThatIsTooLargeIsRefused() throws Exception {
        String chunk = "10000\r\n" + "a".repeat(65_536) + "\r\n";
        try (RawConnection connection = RawConnection.to(service)) {
            connection.send("POST /callbacks/live HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                connection.send(chunk);
            }
            assertThat(connection.readToTheEnd()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void whoLeavesInTheMiddleLeavesNothingBehind() throws Exception {
        String post = request(recording("smuggled"));
        for (int cut : List.of(1, 10, 40, 60, post.length() - 1)) {
            try (RawConnection connection = RawConnection.to(service)) {
                connection.send(post.substring(0, cut));
            }
        }
        assertThat(service.post(recording("after")).statusCode()).isEqualTo(200);
    }

    @Test
    void eachCauseIsCountedByItsName() throws Exception {
        try (RawConnection connection = RawConnection.to(service)) {
            connection.send("GET / HTTP/1.1\r\n\r\n").readToTheEnd();
        }
        assertThat(metrics()).contains("livecallbacks_refused_total{cause=\"host_wrong\",source=\"none\"}");
    }

    @Test
    void onlyA405SaysWhatIsAllowed() throws Exception {
        try (RawConnection connection = RawConnection.to(service)) {
            assertThat(connection
                            .send("GET /callbacks/live HTTP/1.1\r\nHost: a\r\n\r\n")
                            .readAnswer())
                    .containsIgnoringCase("\r\nallow: POST\r\n");
            assertThat(connection
                            .send("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n")
                            .readAnswer())
                    .doesNotContainIgnoringCase("allow:");
        }
    }
}
