package livecallbacks.cli;

import java.time.Duration;
import java.time.Instant;
import livecallbacks.cli.FailedMessage.Stage;
import livecallbacks.notify.Glob;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the failed messages a command is about. */
final class FailedFilter {

    @Option(
            names = "--stage",
            paramLabel = "<stage>",
            completionCandidates = FailedMessages.Stages.class,
            description = "Where they failed: ${COMPLETION-CANDIDATES}.")
    private @Nullable Stage stage;

    @Option(names = "--stream", paramLabel = "<glob>", description = "Of which streams, such as 'match-*'.")
    private @Nullable String stream;

    @Option(
            names = "--event",
            paramLabel = "<name|number>",
            converter = EventTypes.Converter.class,
            description = "About which event, such as recording.")
    private @Nullable EventTypes event;

    @Option(
            names = "--older-than",
            paramLabel = "<duration>",
            converter = Durations.class,
            description = "Failed longer ago than this, such as 2h.")
    private @Nullable Duration olderThan;

    @Option(
            names = "--newer-than",
            paramLabel = "<duration>",
            converter = Durations.class,
            description = "Failed less long ago than this, such as 15m.")
    private @Nullable Duration newerThan;

    /** Whether nothing is asked, so that it takes everything. */
    boolean isEmpty() {
        return stage == null && stream == null && event == null && olderThan == null && newerThan == null;
    }

    /** Whether the message is one of those, at this time. */
    boolean takes(FailedMessage message, Instant now) {
        Integer type = message.eventType();
        return (stage == null || message.stage() == stage)
                && (stream == null || new Glob(stream).matches(message.stream()))
                && (event == null || (type != null && event.numbers().contains(type)))
                && (olderThan == null || message.failedAt().isBefore(now.minus(olderThan)))
                && (newerThan == null || message.failedAt().isAfter(now.minus(newerThan)));
    }
}
