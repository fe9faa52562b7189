package livecallbacks.dev;

import java.io.IOException;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A local S3 for tests, and a client that fits it. */
public final class TestS3 {

    /** Where the build copies S3Proxy to before it runs the tests; relative to the project's directory. */
    public static final Path JAR = Path.of("target/s3proxy/s3proxy.jar");

    private TestS3() {}

    /** A store on any free port. */
    public static LocalS3 start(Path directory) throws IOException {
        return LocalS3.start(JAR, directory, 0);
    }

    /** A client with the store's own credentials. */
    public static S3Client client(LocalS3 store) {
        return client(store, store.secretKey());
    }

    /** A client that signs with this secret. */
    public static S3Client client(LocalS3 store, String secretKey) {
        return S3Client.builder()
                .endpointOverride(store.endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(store.accessKey(), secretKey)))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }
}
