package livecallbacks.check;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** How far the clock of this machine is from that of a server, by the Date of its first answer that has one. */
final class ServerTime {

    private @Nullable Duration ahead;

    /** Takes the header Date of an answer, which has whole seconds. */
    void answered(Instant asked, SdkHttpResponse answer, Instant answered) {
        Optional<String> date = answer == null ? Optional.empty() : answer.firstMatchingHeader("Date");
        if (ahead != null || date.isEmpty()) {
            return;
        }
        try {
            Instant server = ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Instant between = asked.plus(Duration.between(asked, answered).dividedBy(2));
            // It was cut off to whole seconds.
            ahead = Duration.between(server.plusMillis(500), between);
        } catch (DateTimeException e) {
            // No time that could be compared.
            return;
        }
    }

    /** The same of a refusal. */
    void answered(Instant asked, S3Exception refusal, Instant answered) {
        if (refusal.awsErrorDetails() != null) {
            answered(asked, refusal.awsErrorDetails().sdkHttpResponse(), answered);
        }
    }

    /** How far this machine's clock is ahead, negative if it is behind; empty if no server has told its time. */
    Optional<Duration> ahead() {
        return Optional.ofNullable(ahead);
    }
}
