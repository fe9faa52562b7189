package livecallbacks.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * An S3 client that puts plain objects with a third of the work: the SDK's own signer and HTTP client, without the
 * fifty steps between them, which were a third of what a callback cost altogether. Only success is read from the
 * answer. Whatever else the store says, and whatever goes wrong, the SDK's client makes the put again, with all that it
 * knows about redirects, clocks, retries and errors; a put that is made twice meets its own object. A put that asks for
 * more than a type and metadata goes there at once.
 */
final class ShortPuts extends DelegatingS3Client {

    private static final Logger LOG = LoggerFactory.getLogger(ShortPuts.class);

    private static final String ANY_KEY = "key";
    private static final int OK = 200;

    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final S3Clients.Location location;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Map<String, String> buckets = new ConcurrentHashMap<>();
    private final long longestNanos;
    private final Map<ExecutableHttpRequest, Long> underWay = new ConcurrentHashMap<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "s3-watch");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param sdk has the same HTTP client, credentials and location; closed with this
     * @param http closed with this
     * @param longest how long an attempt may take
     */
    ShortPuts(
            S3Client sdk,
            SdkHttpClient http,
            AwsCredentialsProvider credentials,
            S3Clients.Location location,
            Duration longest) {
        super(sdk);
        this.http = http;
        this.credentials = credentials;
        this.location = location;
        this.longestNanos = longest.toNanos();
        Future<?> unused = watch.scheduleWithFixedDelay(this::abortOld, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        if (!isPlain(request)) {
            return super.putObject(request, body);
        }
        byte[] bytes;
        try (InputStream content = body.contentStreamProvider().newStream()) {
            bytes = content.readAllBytes();
            PutObjectResponse done = put(request, bytes);
            if (done != null) {
                return done;
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A put failed and is made again: {}", e.toString());
            return super.putObject(request, body);
        }
        return super.putObject(request, RequestBody.fromBytes(bytes));
    }

    /** Whether it asks for nothing that is left out here. */
    private static boolean isPlain(PutObjectRequest request) {
        return request.overrideConfiguration().isEmpty()
                && request.equals(PutObjectRequest.builder()
                        .bucket(request.bucket())
                        .key(request.key())
                        .contentType(request.contentType())
                        .contentLength(request.contentLength())
                        .metadata(request.hasMetadata() ? request.metadata() : null)
                        .build());
    }

    private @Nullable PutObjectResponse put(PutObjectRequest request, byte[] bytes) throws IOException {
        ContentStreamProvider content = () -> new ByteArrayInputStream(bytes);
        SignedRequest signed = signer.sign(sign -> describe(sign, request(request, bytes.length), content));
        ExecutableHttpRequest call = http.prepareRequest(HttpExecuteRequest.builder()
                .request(signed.request())
                .contentStreamProvider(signed.payload().orElse(content))
                .build());
        underWay.put(call, System.nanoTime());
        try {
            return answer(call);
        } finally {
            underWay.remove(call);
        }
    }

    private static @Nullable PutObjectResponse answer(ExecutableHttpRequest call) throws IOException {
        HttpExecuteResponse response = call.call();
        // Read to its end, or the connection could not be used again.
        if (response.responseBody().isPresent()) {
            try (InputStream rest = response.responseBody().get()) {
                rest.readAllBytes();
            }
        }
        SdkHttpResponse answer = response.httpResponse();
        return answer.statusCode() == OK
                ? PutObjectResponse.builder()
                        .eTag(answer.firstMatchingHeader("ETag").orElse(null))
                        .versionId(
                                answer.firstMatchingHeader("x-amz-version-id").orElse(null))
                        .build()
                : null;
    }

    private SdkHttpRequest request(PutObjectRequest request, int length) {
        SdkHttpRequest.Builder http = SdkHttpRequest.builder()
                .method(SdkHttpMethod.PUT)
                .uri(URI.create(buckets.computeIfAbsent(request.bucket(), this::bucket)
                        + SdkHttpUtils.urlEncodeIgnoreSlashes(request.key())))
                .putHeader("Content-Length", Integer.toString(length));
        location.createOnly().headers().forEach(http::putHeader);
        if (request.contentType() != null) {
            http.putHeader("Content-Type", request.contentType());
        }
        request.metadata().forEach((name, value) -> http.putHeader("x-amz-meta-" + name, value));
        return http.build();
    }

    /** Where the SDK's rules for endpoints have the keys of a bucket begin. */
    private String bucket(String bucket) {
        String url =
                utilities().getUrl(object -> object.bucket(bucket).key(ANY_KEY)).toString();
        return url.substring(0, url.length() - ANY_KEY.length());
    }

    private void describe(
            SignRequest.Builder<AwsCredentialsIdentity> sign, SdkHttpRequest request, ContentStreamProvider content) {
        sign.identity(credentials.resolveCredentials())
                .request(request)
                .payload(content)
                .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, location.region())
                // As S3 wants it, unlike other services.
                .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                .putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, false);
        if (location.checksumsAlways()) {
            sign.putProperty(AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32);
        }
    }

    /** One look a second at all of them costs less than a timer for each. */
    private void abortOld() {
        long now = System.nanoTime();
        underWay.forEach((call, since) -> {
            if (now - since > longestNanos) {
                call.abort();
            }
        });
    }

    @Override
    public void close() {
        watch.shutdownNow();
        try (http) {
            super.close();
        }
    }
}
