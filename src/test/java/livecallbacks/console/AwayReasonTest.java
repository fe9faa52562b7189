package livecallbacks.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What people are told of an exception. */
class AwayReasonTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new AuthenticationFailedException("535 5.7.8"), AwayReason.LOGIN),
                arguments(S3Exception.builder().statusCode(403).build(), AwayReason.LOGIN),
                arguments(new MessagingException("no", new UnknownHostException("mail")), AwayReason.UNKNOWN_HOST),
                arguments(SdkClientException.create("no", new ConnectException("refused")), AwayReason.UNREACHABLE),
                arguments(new MessagingException("no", new SocketTimeoutException("Read")), AwayReason.SLOW),
                arguments(new IOException(new SSLHandshakeException("PKIX")), AwayReason.CERTIFICATE),
                arguments(NoSuchBucketException.builder().statusCode(404).build(), AwayReason.NO_BUCKET),
                arguments(S3Exception.builder().statusCode(503).build(), AwayReason.OVERLOADED),
                arguments(S3Exception.builder().statusCode(400).build(), AwayReason.OTHER),
                arguments(new IllegalStateException("odd"), AwayReason.OTHER));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theReasonIsFoundAmongTheCauses(Throwable failure, AwayReason expected) {
        assertThat(AwayReason.of(failure)).isEqualTo(expected);
    }

    @Test
    void causesInACircleAreNoTrap() {
        IOException first = new IOException("first");
        IOException second = new IOException("second", first);
        first.initCause(second);
        assertThat(AwayReason.of(first)).isEqualTo(AwayReason.OTHER);
    }
}
