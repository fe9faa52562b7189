package livecallbacks.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** What a put without most of the SDK asks for, and what becomes of it where it does not succeed. */
@Timeout(60)
class ShortPutsTest {

    private static final String KEY = "callbacks/source=live/event_type=100/stream_id=a%20b/20220113T075958Z-0123.json";

    private final HttpServer store;
    private final Queue<Integer> answers = new ArrayDeque<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** Of one request. Whoever comes without the SDK does not say so in a header of the SDK's. */
    private record Asked(String path, Headers headers, String body) {
        boolean bySdk() {
            return headers.containsKey("amz-sdk-request");
        }
    }

    ShortPutsTest() throws IOException {
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        store.createContext("/", this::take);
        store.start();
    }

    @AfterEach
    void stop() {
        store.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Headers headers = new Headers();
            headers.putAll(exchange.getRequestHeaders());
            asked.add(new Asked(
                    exchange.getRequestURI().getRawPath(), headers, new String(body, StandardCharsets.UTF_8)));
            Integer status = answers.poll();
            exchange.getResponseHeaders().set("ETag", "\"tag\"");
            exchange.getResponseHeaders().set("x-amz-version-id", "version");
            exchange.sendResponseHeaders(status == null ? 200 : status, -1);
        }
    }

    private S3Client client(boolean checksums) {
        URI endpoint = URI.create("http://127.0.0.1:" + store.getAddress().getPort());
        return S3Clients.create(new S3Clients.Location(
                "us-east-1", endpoint, true, "access", "secret", CreateOnly.IF_NONE_MATCH, checksums));
    }

    private PutObjectResponse put(S3Client client) {
        return client.putObject(
                put -> put.bucket("bucket")
                        .key(KEY)
                        .contentType("application/json")
                        .metadata(Map.of("event-id", "0123", "late", "false")),
                RequestBody.fromString("{\"a\":1}"));
    }

    @Test
    void theAnswerHasWhatTheStoreSays() {
        try (S3Client client = client(false)) {
            PutObjectResponse done = put(client);
            assertThat(done.eTag()).isEqualTo("\"tag\"");
            assertThat(done.versionId()).isEqualTo("version");
        }
        assertThat(asked).hasSize(1).noneMatch(Asked::bySdk);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itAsksForTheSameAsTheSdkDoes(boolean checksums) {
        // Refused once, so that the SDK makes the same put.
        answers.addAll(List.of(500));
        try (S3Client client = client(checksums)) {
            put(client);
        }
        assertThat(asked).extracting(Asked::bySdk).containsExactly(false, true);
        Asked shortly = asked.get(0);
        Asked bySdk = asked.get(1);
        assertThat(shortly.path()).isEqualTo(bySdk.path()).contains("stream_id%3Da%2520b");
        assertThat(shortly.body()).isEqualTo(bySdk.body()).isEqualTo("{\"a\":1}");
        for (String name : List.of(
                "Content-type",
                "Content-length",
                "If-none-match",
                "X-amz-content-sha256",
                "X-amz-meta-event-id",
                "X-amz-meta-late",
                "X-amz-checksum-crc32")) {
            assertThat(shortly.headers().get(name))
                    .as(name)
                    .isEqualTo(bySdk.headers().get(name));
        }
        assertThat(signed(shortly))
                .contains("content-type", "host", "if-none-match", "x-amz-date", "x-amz-meta-event-id")
                .isSubsetOf(signed(bySdk));
    }

    private static List<String> signed(Asked asked) {
        String authorization = asked.headers().getFirst("Authorization");
        String names = authorization.replaceFirst(".*SignedHeaders=([^,]*),.*", "$1");
        return Arrays.asList(names.split(";", -1));
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 403, 409})
    void whatTheStoreRefusesIsTheExceptionThatTheSdkMakesOfIt(int status) {
        answers.addAll(List.of(status, status, status, status));
        try (S3Client client = client(false)) {
            assertThatThrownBy(() -> put(client))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(status));
        }
        assertThat(asked.get(0).bySdk()).isFalse();
        assertThat(asked.get(1).bySdk()).isTrue();
    }

    @Test
    void whatAsksForMoreIsTheSdks() {
        try (S3Client client = client(false)) {
            client.putObject(
                    put -> put.bucket("bucket").key(KEY).storageClass(StorageClass.STANDARD_IA),
                    RequestBody.fromString("{}"));
        }
        assertThat(asked).hasSize(1).allMatch(Asked::bySdk);
        assertThat(asked.get(0).headers().getFirst("x-amz-storage-class")).isEqualTo("STANDARD_IA");
    }

    @Test
    void anEmptyBodyIsOne() {
        try (S3Client client = client(true)) {
            client.putObject(put -> put.bucket("bucket").key(KEY), RequestBody.empty());
        }
        assertThat(asked).singleElement().satisfies(put -> {
            assertThat(put.body()).isEmpty();
            assertThat(put.headers().getFirst("Content-length")).isEqualTo("0");
        });
    }
}
