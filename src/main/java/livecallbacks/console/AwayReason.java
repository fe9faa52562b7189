package livecallbacks.console;

import jakarta.mail.AuthenticationFailedException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Why what a route sends to is away, as people would say it; an exception's own text may name people. */
enum AwayReason {
    LOGIN,
    UNKNOWN_HOST,
    UNREACHABLE,
    SLOW,
    CERTIFICATE,
    NO_BUCKET,
    OVERLOADED,
    OTHER;

    private static final int DEEPEST = 20;

    /** The key of the words for it. */
    String words() {
        return "now.away." + name().toLowerCase(Locale.ROOT);
    }

    /** The reason that the failure or one of its causes tells. */
    static AwayReason of(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            AwayReason reason = ofOne(cause);
            if (reason != OTHER) {
                return reason;
            }
            cause = cause.getCause();
        }
        return OTHER;
    }

    private static AwayReason ofOne(Throwable failure) {
        if (failure instanceof S3Exception s3) {
            return ofStore(s3);
        }
        if (failure instanceof AuthenticationFailedException) {
            return LOGIN;
        }
        if (failure instanceof UnknownHostException) {
            return UNKNOWN_HOST;
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return UNREACHABLE;
        }
        if (failure instanceof SSLException) {
            return CERTIFICATE;
        }
        boolean slow = failure instanceof InterruptedIOException
                || failure instanceof ApiCallTimeoutException
                || failure instanceof ApiCallAttemptTimeoutException;
        return slow ? SLOW : OTHER;
    }

    private static AwayReason ofStore(S3Exception failure) {
        if (failure instanceof NoSuchBucketException) {
            return NO_BUCKET;
        }
        int status = failure.statusCode();
        if (status == 401 || status == 403) {
            return LOGIN;
        }
        return status >= 500 || status == 429 ? OVERLOADED : OTHER;
    }
}
