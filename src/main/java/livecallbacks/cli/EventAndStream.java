package livecallbacks.cli;

import livecallbacks.notify.recipients.Glob;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a callback is about. */
final class EventAndStream {

    @Option(
            names = "--event",
            paramLabel = "<name|number>",
            converter = EventTypes.Converter.class,
            description = "About which event, such as recording.")
    private @Nullable EventTypes event;

    @Option(names = "--stream", paramLabel = "<glob>", description = "Of which streams, such as 'match-*'.")
    private @Nullable String stream;

    /** Whether nothing is asked, so that it takes everything. */
    boolean isAny() {
        return event == null && stream == null;
    }

    /**
     * Whether a callback is one of those.
     *
     * @param eventType null if it names none
     * @param streamId empty if it names none
     */
    boolean takes(@Nullable Integer eventType, String streamId) {
        return (event == null || (eventType != null && event.numbers().contains(eventType)))
                && (stream == null || new Glob(stream).matches(streamId));
    }
}
