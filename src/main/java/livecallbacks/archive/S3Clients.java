package livecallbacks.archive;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes the S3 client of the archive: one that gives up in time and that every store understands. */
public final class S3Clients {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    /**
     * For all attempts, of a store that takes or answers a few bytes each time. An attempt has no limit of its own: a
     * store that says nothing is given up after {@link #READ_TIMEOUT}, and each limit is one more timer for each call.
     */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(45);

    private static final int CONNECTIONS = 64;

    private S3Clients() {}

    /**
     * Where the archive is.
     *
     * @param region such as {@code eu-central-1}
     * @param endpoint of a store other than AWS; null for AWS
     * @param pathStyle whether the bucket stands in the path and not in the host name
     * @param accessKey null to find credentials as AWS tools do (environment, profile, role)
     * @param secretKey null if and only if the access key is
     * @param createOnly how the store is told not to overwrite
     * @param checksumsAlways whether the SDK adds its own checksums to every request; Tencent COS and others refuse
     *     them
     */
    public record Location(
            String region,
            @Nullable URI endpoint,
            boolean pathStyle,
            @Nullable String accessKey,
            @Nullable String secretKey,
            CreateOnly createOnly,
            boolean checksumsAlways) {

        @Override
        public String toString() {
            return "Location[region=" + region + ", endpoint=" + endpoint + ", createOnly=" + createOnly + "]";
        }
    }

    /** The client; the caller closes it. The broker repeats what fails here, so the client itself gives up soon. */
    public static S3Client create(Location location) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(location.region()))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(location.pathStyle())
                        // A callback is in memory whole: one signature over it does, and each store understands that.
                        .chunkedEncodingEnabled(false)
                        .build())
                .credentialsProvider(credentials(location))
                .requestChecksumCalculation(
                        location.checksumsAlways()
                                ? RequestChecksumCalculation.WHEN_SUPPORTED
                                : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        location.checksumsAlways()
                                ? ResponseChecksumValidation.WHEN_SUPPORTED
                                : ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(ApacheHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(READ_TIMEOUT)
                        .maxConnections(CONNECTIONS)
                        .expectContinueEnabled(false))
                .overrideConfiguration(override -> override.apiCallTimeout(CALL_TIMEOUT)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                        .addExecutionInterceptor(location.createOnly())
                        .addExecutionInterceptor(new WithoutExpect()));
        if (location.endpoint() != null) {
            builder.endpointOverride(location.endpoint());
        }
        return builder.build();
    }

    /**
     * Sends a body at once. With {@code Expect: 100-continue}, which the SDK adds to each put, a callback of a kilobyte
     * would wait for one more answer of the store. It takes this and the client's own setting: each of the two adds the
     * header by itself.
     */
    private static final class WithoutExpect implements ExecutionInterceptor {
        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return context.httpRequest().toBuilder().removeHeader("Expect").build();
        }
    }

    private static AwsCredentialsProvider credentials(Location location) {
        if (location.accessKey() == null || location.secretKey() == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(location.accessKey(), location.secretKey()));
    }
}
