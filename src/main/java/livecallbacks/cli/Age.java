package livecallbacks.cli;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long ago something came to lie where it lies. */
final class Age {

    @Option(
            names = "--older-than",
            paramLabel = "<duration>",
            converter = DurationConverter.class,
            description = "There for longer than this, such as 2h.")
    private @Nullable Duration olderThan;

    @Option(
            names = "--newer-than",
            paramLabel = "<duration>",
            converter = DurationConverter.class,
            description = "There for less long than this, such as 15m.")
    private @Nullable Duration newerThan;

    /** Whether nothing is asked, so that it takes every age. */
    boolean isAny() {
        return olderThan == null && newerThan == null;
    }

    /** Whether what came at the one time is of such an age at the other. */
    boolean takes(Instant since, Instant now) {
        return (olderThan == null || since.isBefore(now.minus(olderThan)))
                && (newerThan == null || since.isAfter(now.minus(newerThan)));
    }
}
