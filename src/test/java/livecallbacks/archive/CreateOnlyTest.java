package livecallbacks.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class CreateOnlyTest {

    /** What a store was asked, in the order in which it was. */
    private record Request(String method, String path, Headers headers) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer store = unstarted();

    @BeforeEach
    void startAStoreThatTakesEverything() {
        store.createContext("/", this::take);
        store.start();
    }

    @AfterEach
    void stopIt() {
        store.stop(0);
    }

    // --- What the answers mean

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments(412, "PreconditionFailed", true),
                arguments(412, null, true),
                arguments(304, null, true),
                arguments(304, "NotModified", true),
                arguments(409, "FileAlreadyExists", true),
                arguments(409, null, true),
                arguments(409, "ConditionalRequestConflict", false),
                arguments(409, "OperationAborted", false),
                arguments(200, null, false),
                arguments(301, "PermanentRedirect", false),
                arguments(400, "BadDigest", false),
                arguments(403, "AccessDenied", false),
                arguments(404, "NoSuchBucket", false),
                arguments(404, "FileAlreadyExists", false),
                arguments(429, "TooManyRequests", false),
                arguments(500, "InternalError", false),
                arguments(501, "NotImplemented", false),
                arguments(503, "SlowDown", false));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("answers")
    void onlyAnAnswerThatTheObjectIsThereMeansThatItIs(int status, @Nullable String code, boolean there) {
        S3Exception.Builder answer = S3Exception.builder();
        answer.statusCode(status);
        if (code != null) {
            answer.awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build());
        }

        assertThat(CreateOnly.alreadyArchived((S3Exception) answer.build())).isEqualTo(there);
    }

    @ParameterizedTest
    @CsvSource({"IF_NONE_MATCH,if-none-match", "COS,cos", "NONE,none"})
    void aModeIsCalledWhatTheOperatorWrites(CreateOnly mode, String property) {
        assertThat(mode.propertyValue()).isEqualTo(property);
    }

    // --- What is asked

    static Stream<Arguments> modes() {
        return Stream.of(
                arguments(CreateOnly.IF_NONE_MATCH, "*", null),
                arguments(CreateOnly.COS, null, "true"),
                arguments(CreateOnly.NONE, null, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modes")
    void aPutSaysNotToOverwriteAsTheStoreUnderstandsIt(
            CreateOnly mode, @Nullable String ifNoneMatch, @Nullable String forbidOverwrite) {
        Request put = put(mode, false);

        assertThat(put.headers().getFirst("If-None-Match")).isEqualTo(ifNoneMatch);
        assertThat(put.headers().getFirst("x-cos-forbid-overwrite")).isEqualTo(forbidOverwrite);
    }

    @Test
    void theHeaderOfTencentCosIsSigned() {
        assertThat(put(CreateOnly.COS, false).headers().getFirst("Authorization"))
                .containsPattern("SignedHeaders=[^,]*x-cos-forbid-overwrite");
    }

    @ParameterizedTest
    @EnumSource
    void noOtherRequestSaysSo(CreateOnly mode) {
        try (S3Client client = client(mode, false)) {
            client.headObject(head -> head.bucket("bucket").key("key"));
            client.getObjectAsBytes(get -> get.bucket("bucket").key("key"));
            client.deleteObject(delete -> delete.bucket("bucket").key("key"));
            client.headBucket(head -> head.bucket("bucket"));
        }

        assertThat(requests).extracting(Request::method).containsExactly("HEAD", "GET", "DELETE", "HEAD");
        assertThat(requests)
                .noneMatch(request -> request.headers().containsKey("If-None-Match")
                        || request.headers().containsKey("x-cos-forbid-overwrite"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBodyGoesAtOnceAndInOnePiece(boolean checksums) {
        Headers headers = put(CreateOnly.IF_NONE_MATCH, checksums).headers();

        assertThat(headers).doesNotContainKeys("Expect", "Transfer-encoding", "X-amz-decoded-content-length");
        assertThat(headers.getFirst("Content-Encoding")).isNull();
        assertThat(headers.getFirst("x-amz-content-sha256")).matches("[0-9a-f]{64}");
    }

    @Test
    void checksumsAreThereWhereTheyAreWanted() {
        assertThat(checksums(put(CreateOnly.NONE, true))).isNotEmpty();
    }

    @Test
    void checksumsAreAbsentWhereTheStoreRefusesThem() {
        assertThat(checksums(put(CreateOnly.NONE, false))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBucketStandsInThePathWhereTheStoreWantsItThere(boolean checksums) {
        assertThat(put(CreateOnly.NONE, checksums).path()).isEqualTo("/bucket/key");
    }

    @Test
    void aClientsLocationDoesNotPrintItsCredentials() {
        assertThat(location(CreateOnly.COS, false).toString())
                .contains("createOnly=COS")
                .doesNotContain("access", "secret");
    }

    /** The names of all headers of the SDK's own checksums, those behind the body included. */
    private static List<String> checksums(Request request) {
        return request.headers().entrySet().stream()
                .flatMap(header -> Stream.concat(Stream.of(header.getKey()), header.getValue().stream()))
                .map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> text.startsWith("x-amz-checksum")
                        || text.startsWith("x-amz-sdk-checksum")
                        || text.startsWith("x-amz-trailer")
                        || text.equals("content-md5"))
                .toList();
    }

    private Request put(CreateOnly mode, boolean checksumsAlways) {
        try (S3Client client = client(mode, checksumsAlways)) {
            client.putObject(put -> put.bucket("bucket").key("key"), RequestBody.fromString("{}"));
        }
        assertThat(requests).extracting(Request::method).containsExactly("PUT");
        return requests.get(0);
    }

    private S3Client client(CreateOnly mode, boolean checksumsAlways) {
        return S3Clients.create(location(mode, checksumsAlways));
    }

    private S3Clients.Location location(CreateOnly mode, boolean checksumsAlways) {
        URI endpoint = URI.create("http://127.0.0.1:" + store.getAddress().getPort());
        return new S3Clients.Location("us-east-1", endpoint, true, "access", "secret", mode, checksumsAlways);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Headers headers = new Headers();
            headers.putAll(exchange.getRequestHeaders());
            requests.add(new Request(
                    exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static HttpServer unstarted() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
