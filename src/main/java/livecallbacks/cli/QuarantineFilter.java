package livecallbacks.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.Glob;
import livecallbacks.receive.QuarantinedCallback;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the callbacks in quarantine a command is about. */
final class QuarantineFilter {

    @Option(names = "--source", paramLabel = "<name>", description = "Posted for this source, such as live.")
    private @Nullable String source;

    @Option(
            names = "--event",
            paramLabel = "<name|number>",
            converter = EventTypes.Converter.class,
            description = "About which event, such as recording.")
    private @Nullable EventTypes event;

    @Option(names = "--stream", paramLabel = "<glob>", description = "Of which streams, such as 'match-*'.")
    private @Nullable String stream;

    @Option(
            names = "--cause",
            paramLabel = "<cause>",
            completionCandidates = Causes.class,
            description = "Refused for this: ${COMPLETION-CANDIDATES}.")
    private @Nullable String cause;

    @Option(
            names = "--older-than",
            paramLabel = "<duration>",
            converter = Durations.class,
            description = "Received longer ago than this, such as 2h.")
    private @Nullable Duration olderThan;

    @Option(
            names = "--newer-than",
            paramLabel = "<duration>",
            converter = Durations.class,
            description = "Received less long ago than this, such as 15m.")
    private @Nullable Duration newerThan;

    /** Whether nothing is asked, so that it takes everything. */
    boolean isEmpty() {
        return source == null
                && event == null
                && stream == null
                && cause == null
                && olderThan == null
                && newerThan == null;
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
                && (olderThan == null || callback.receivedAt().isBefore(now.minus(olderThan)))
                && (newerThan == null || callback.receivedAt().isAfter(now.minus(newerThan)));
    }

    /** Whether the body has to be read to decide. */
    boolean asksForTheEvent() {
        return event != null || stream != null;
    }

    /** Whether the event is one of those; null for a body that names none. */
    boolean takes(@Nullable CallbackEvent claimed) {
        if (claimed == null) {
            return !asksForTheEvent();
        }
        String id = claimed.streamId() == null ? "" : claimed.streamId();
        return (event == null || event.numbers().contains(claimed.eventType()))
                && (stream == null || new Glob(stream).matches(id));
    }

    /** Why something is in quarantine. */
    static final class Causes extends ArrayList<String> {
        Causes() {
            super(List.of("sign_wrong", "sign_missing", "t_missing", "expired", "t_too_far_ahead"));
        }
    }
}
