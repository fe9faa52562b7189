package livecallbacks.receive;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is refused, by source and cause, and says so in the log at most once a minute for each of these, so that
 * a flood of refused requests makes no flood of lines. Nothing that a caller sent is counted by or logged.
 */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private static final Duration QUIET = Duration.ofMinutes(1);

    private record Kind(String source, Refusal.Cause cause) {}

    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<Kind, Instant> lastLogged = new ConcurrentHashMap<>();

    /**
     * Counters in this registry.
     *
     * @param meters gets the counter {@code livecallbacks.refused} with the tags source and cause
     * @param clock tells when a cause may be logged again
     */
    public Refusals(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /** Counts one refusal. {@code source} is a configured name, or a fixed word for "none of them". */
    void count(String source, Refusal.Cause cause) {
        String tag = cause.name().toLowerCase(Locale.ROOT);
        meters.counter("livecallbacks.refused", "source", source, "cause", tag).increment();
        Instant now = clock.instant();
        Kind kind = new Kind(source, cause);
        Instant before = lastLogged.get(kind);
        if (before == null || now.isAfter(before.plus(QUIET))) {
            lastLogged.put(kind, now);
            LOG.warn(
                    "Refused a request: status {}, cause {}, source {}. {} (Said once a minute at most; the metric"
                            + " livecallbacks_refused_total counts them all.)",
                    cause.status(),
                    tag,
                    source,
                    cause.text());
        }
    }
}
