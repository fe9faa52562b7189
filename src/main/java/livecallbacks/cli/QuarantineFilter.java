package livecallbacks.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import livecallbacks.event.CallbackEvent;
import livecallbacks.receive.QuarantinedCallback;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which of the callbacks in quarantine a command is about. */
final class QuarantineFilter {

    @Option(names = "--source", paramLabel = "<name>", description = "Posted for this source, such as live.")
    private @Nullable String source;

    @Mixin
    private EventAndStream about;

    @Option(
            names = "--cause",
            paramLabel = "<cause>",
            completionCandidates = Causes.class,
            description = "Refused for this: ${COMPLETION-CANDIDATES}.")
    private @Nullable String cause;

    @Mixin
    private Age age;

    /** Whether nothing is asked, so that it takes everything. */
    boolean isEmpty() {
        return source == null && about.isAny() && cause == null && age.isAny();
    }

    /** What is wrong with it; null if nothing is. */
    @Nullable
    String fault() {
        return cause == null || new Causes().contains(cause)
                ? null
                : "--cause takes one of " + String.join(", ", new Causes()) + "; not " + cause;
    }

    /** Whether the callback is one of those at this time, as far as it is known without its body. */
    boolean takes(QuarantinedCallback callback, Instant now) {
        return (source == null || source.equals(callback.source()))
                && (cause == null || cause.equals(callback.causeName()))
                && age.takes(callback.receivedAt(), now);
    }

    /** Whether the body has to be read to decide. */
    boolean asksForTheEvent() {
        return !about.isAny();
    }

    /** Whether the event is one of those; null for a body that names none. */
    boolean takes(@Nullable CallbackEvent claimed) {
        if (claimed == null) {
            return !asksForTheEvent();
        }
        return about.takes(claimed.eventType(), claimed.streamId() == null ? "" : claimed.streamId());
    }

    /** Why something is in quarantine. */
    static final class Causes extends ArrayList<String> {
        Causes() {
            super(List.of("sign_wrong", "sign_missing", "t_missing", "expired", "t_too_far_ahead"));
        }
    }
}
