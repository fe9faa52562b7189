package livecallbacks.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class LocalS3Test {

    private static final String KEY = "callbacks/source=live/event_type=100/date=2026-01-02/"
            + "stream_id=3891_%40v_tls%233pfnm5fw35qt/20260102T030405Z-0123456789abcdef.json";
    private static final byte[] BODY = "{ \"a\" : 1.50,\r\n\t\"b\":\"\u00e9\" }\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    @Test
    void anObjectIsAFileOfTheSameBytesUnderItsBucketAndKey() throws IOException {
        try (LocalS3 store = TestS3.start(directory);
                S3Client client = TestS3.client(store)) {
            store.createBucket("archive");
            client.putObject(put -> put.bucket("archive").key(KEY), RequestBody.fromBytes(BODY));

            assertThat(directory.resolve("archive").resolve(KEY)).hasBinaryContent(BODY);
            assertThat(client.getObjectAsBytes(get -> get.bucket("archive").key(KEY))
                            .asByteArray())
                    .isEqualTo(BODY);
            assertThat(client.listObjectsV2(
                                    list -> list.bucket("archive").prefix("callbacks/source=live/event_type=100/"))
                            .contents())
                    .singleElement()
                    .satisfies(object -> assertThat(object.key()).isEqualTo(KEY));
        }
    }

    @Test
    void aConditionalPutOfAKeyThatIsThereIsRefusedWith412AndChangesNothing() throws IOException {
        try (LocalS3 store = TestS3.start(directory);
                S3Client client = TestS3.client(store)) {
            store.createBucket("archive");
            client.putObject(put -> put.bucket("archive").key(KEY).ifNoneMatch("*"), RequestBody.fromBytes(BODY));

            assertThatThrownBy(() -> client.putObject(
                            put -> put.bucket("archive").key(KEY).ifNoneMatch("*"), RequestBody.fromString("other")))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            refused -> assertThat(refused.statusCode()).isEqualTo(412));
            assertThat(directory.resolve("archive").resolve(KEY)).hasBinaryContent(BODY);
        }
    }

    @Test
    void userMetadataAndContentTypeSurviveARestartWhereTheFileSystemKeepsThem() throws IOException {
        try (LocalS3 store = TestS3.start(directory)) {
            assumeTrue(store.keepsMetadata(), "the file system has no extended attributes");
            store.createBucket("archive");
            try (S3Client client = TestS3.client(store)) {
                client.putObject(
                        put -> put.bucket("archive")
                                .key(KEY)
                                .contentType("application/json")
                                .metadata(Map.of("event-id", "ab12", "late", "false")),
                        RequestBody.fromBytes(BODY));
            }
        }
        try (LocalS3 store = TestS3.start(directory);
                S3Client client = TestS3.client(store)) {
            HeadObjectResponse head =
                    client.headObject(object -> object.bucket("archive").key(KEY));

            assertThat(head.metadata()).containsEntry("event-id", "ab12").containsEntry("late", "false");
            assertThat(head.contentType()).isEqualTo("application/json");
        }
    }

    @Test
    void aRequestSignedWithAnotherSecretIsRefused() throws IOException {
        try (LocalS3 store = TestS3.start(directory);
                S3Client client = TestS3.client(store, "another secret")) {
            store.createBucket("archive");

            assertThatThrownBy(
                            () -> client.putObject(put -> put.bucket("archive").key(KEY), RequestBody.fromBytes(BODY)))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            refused -> assertThat(refused.statusCode()).isEqualTo(403));
            assertThat(directory.resolve("archive")).isEmptyDirectory();
        }
    }

    @Test
    void itStartsAgainOnTheSameDirectoryAndPort() throws IOException {
        URI endpoint;
        try (LocalS3 store = TestS3.start(directory);
                S3Client client = TestS3.client(store)) {
            endpoint = store.endpoint();
            store.createBucket("archive");
            client.putObject(put -> put.bucket("archive").key(KEY), RequestBody.fromBytes(BODY));
        }
        try (LocalS3 store = LocalS3.start(TestS3.JAR, directory, endpoint.getPort());
                S3Client client = TestS3.client(store)) {
            store.createBucket("archive");

            assertThat(store.endpoint()).isEqualTo(endpoint);
            assertThat(client.getObjectAsBytes(get -> get.bucket("archive").key(KEY))
                            .asByteArray())
                    .isEqualTo(BODY);
        }
    }

    @Test
    void aPortThatIsTakenIsNamedInTheError() throws IOException {
        try (LocalS3 first = TestS3.start(directory)) {
            int taken = first.endpoint().getPort();

            assertThatThrownBy(() -> LocalS3.start(TestS3.JAR, directory, taken))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken);
        }
    }

    @Test
    void aMissingJarIsNamedInTheError() {
        Path nowhere = directory.resolve("s3proxy.jar");

        assertThatThrownBy(() -> LocalS3.start(nowhere, directory, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(nowhere.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "..", "../away", "a/b", "Archive", "a..b", "-ab", ".s3proxy"})
    void whatIsNoNameForABucketMakesNone(String name) throws IOException {
        try (LocalS3 store = TestS3.start(directory)) {
            assertThatThrownBy(() -> store.createBucket(name)).isInstanceOf(IllegalArgumentException.class);
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void itWritesNothingToStandardOutputAndLeavesTheThreadsClassLoaderAsItWas() throws IOException {
        PrintStream before = System.out;
        ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try (LocalS3 store = TestS3.start(directory);
                S3Client client = TestS3.client(store)) {
            store.createBucket("archive");
            client.putObject(put -> put.bucket("archive").key(KEY), RequestBody.fromBytes(BODY));
        } finally {
            System.setOut(before);
        }

        assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(classLoader);
    }

    @Test
    void lookingWhetherMetadataIsKeptLeavesNoFile() throws IOException {
        try (LocalS3 store = TestS3.start(directory)) {
            store.keepsMetadata();

            try (var files = Files.list(directory)) {
                assertThat(files).isEmpty();
            }
        }
    }
}
