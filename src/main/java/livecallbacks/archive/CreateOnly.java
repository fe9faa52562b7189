package livecallbacks.archive;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * How the store is told to create an object only if there is none under its key, so that the first copy of a callback
 * stays. As the interceptor of an S3 client it does so with every put.
 */
public enum CreateOnly implements ExecutionInterceptor {

    /** {@code If-None-Match: *}: AWS S3, MinIO, R2, newer Ceph. Tencent COS ignores it and overwrites. */
    IF_NONE_MATCH {
        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            return context.request() instanceof PutObjectRequest put
                    ? put.toBuilder().ifNoneMatch("*").build()
                    : context.request();
        }

        @Override
        Map<String, String> headers() {
            return Map.of("If-None-Match", "*");
        }
    },

    /** {@code x-cos-forbid-overwrite: true}: Tencent COS, on a bucket without versions. */
    COS {
        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return context.request() instanceof PutObjectRequest
                    ? context.httpRequest().toBuilder()
                            .putHeader(FORBID_OVERWRITE, "true")
                            .build()
                    : context.httpRequest();
        }

        @Override
        Map<String, String> headers() {
            return Map.of(FORBID_OVERWRITE, "true");
        }
    },

    /** Not at all: a second copy replaces the first. It has the same key and the same bytes but t and sign. */
    NONE;

    private static final String FORBID_OVERWRITE = "x-cos-forbid-overwrite";

    /**
     * 409 with one of these says that two writers met, not that one of them has won: the object may not be there, so
     * the put has to be made again (AWS S3, "Conditional requests").
     */
    private static final Set<String> CONFLICTS_WITHOUT_WINNER =
            Set.of("ConditionalRequestConflict", "OperationAborted");

    /** What a put without the interceptor carries for it, by name. */
    Map<String, String> headers() {
        return Map.of();
    }

    /** The mode as it stands in {@code archive.create-only}: {@code if-none-match}, {@code cos} or {@code none}. */
    public String propertyValue() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Whether the answer to a put says that the object is there already: 412 (S3), 409 (COS) or 304 (some gateways).
     * That is success: a put whose answer was lost, and which was tried again, meets its own object.
     */
    public static boolean alreadyArchived(S3Exception answer) {
        return switch (answer.statusCode()) {
            case 304, 412 -> true;
            case 409 ->
                answer.awsErrorDetails() == null
                        || !CONFLICTS_WITHOUT_WINNER.contains(
                                String.valueOf(answer.awsErrorDetails().errorCode()));
            default -> false;
        };
    }
}
