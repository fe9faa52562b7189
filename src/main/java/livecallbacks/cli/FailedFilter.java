package livecallbacks.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.stream.Stream;
import livecallbacks.operate.FailedMessage;
import livecallbacks.operate.FailedMessage.Stage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which of the failed messages a command is about. */
final class FailedFilter {

    @Option(
            names = "--stage",
            paramLabel = "<stage>",
            completionCandidates = Stages.class,
            description = "Where they failed: ${COMPLETION-CANDIDATES}.")
    private @Nullable Stage stage;

    @Mixin
    private EventAndStream about;

    @Mixin
    private Age age;

    /** Whether nothing is asked, so that it takes everything. */
    boolean isEmpty() {
        return stage == null && about.isAny() && age.isAny();
    }

    /** Whether the message is one of those, at this time. */
    boolean takes(FailedMessage message, Instant now) {
        return (stage == null || message.stage() == stage)
                && about.takes(message.eventType(), message.stream())
                && age.takes(message.failedAt(), now);
    }

    /** The stages that there are. */
    static final class Stages extends ArrayList<String> {
        Stages() {
            super(Stream.of(Stage.values()).map(Stage::toString).sorted().toList());
        }
    }
}
