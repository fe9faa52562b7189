package livecallbacks.receive;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import livecallbacks.event.CallbackEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is refused, by source and cause, and says so in the log: the first one at once, then how many more there
 * were, once a minute at most for each source and cause, so that a flood of refused requests makes no flood of lines.
 * Where the operator may be the one to act, it says that as well. Nothing that a caller sent is counted by or logged.
 */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private static final Duration QUIET = Duration.ofMinutes(1);

    private record Kind(String source, Refusal.Cause cause) {
        String tag() {
            return cause.name().toLowerCase(Locale.ROOT);
        }
    }

    /** When a kind was last spoken of, and how many have come since. */
    private record Said(Instant at, long unsaid) {}

    private final MeterRegistry meters;
    private final Answers answers;
    private final Clock clock;
    private final OperatorHints hints;
    private final Map<Kind, Said> said = new ConcurrentHashMap<>();

    /**
     * Counters in this registry.
     *
     * @param meters gets the counter {@code livecallbacks.refused} with the tags source and cause
     * @param answers counts all requests
     * @param clock tells when a cause may be logged again
     */
    public Refusals(MeterRegistry meters, Answers answers, Clock clock) {
        this.meters = meters;
        this.answers = answers;
        this.clock = clock;
        this.hints = new OperatorHints(clock);
    }

    /** Counts one refusal. {@code source} is a configured name, or {@link Intake#NO_SOURCE}. */
    public void count(String source, Refusal.Cause cause) {
        Kind kind = new Kind(source, cause);
        meters.counter("livecallbacks.refused", "source", source, "cause", kind.tag())
                .increment();
        answers.refused(source, cause);
        Instant now = clock.instant();
        said.compute(kind, (same, before) -> {
            if (before != null && !now.isAfter(before.at().plus(QUIET))) {
                return new Said(before.at(), before.unsaid() + 1);
            }
            LOG.warn(
                    "Refused a request: status {}, cause {}, source {}. {}{} (Said once a minute at most; the metric"
                            + " livecallbacks_refused_total counts them all.)",
                    cause.status(),
                    kind.tag(),
                    source,
                    cause.text(),
                    before == null || before.unsaid() == 0
                            ? ""
                            : " " + before.unsaid() + " more like it in the "
                                    + Duration.between(before.at(), now).toSeconds() + " s before.");
            return new Said(now, 0);
        });
    }

    /** Counts the refusal of a callback, and says so if the cause seems to be the operator's to remove. */
    void count(String source, Refusal refusal) {
        count(source, refusal.reason());
        hints.refused(source, refusal).ifPresent(LOG::warn);
    }

    /** This callback was verified, so keys and clock of its source are right. */
    void taken(CallbackEvent event) {
        answers.verified(event);
        hints.taken(event.source());
    }

    /** Says how a flood went on that has ended in the meantime; to be called every few seconds. */
    public void tellSummaries() {
        Instant now = clock.instant();
        for (Kind kind : said.keySet()) {
            said.computeIfPresent(kind, (same, before) -> {
                if (before.unsaid() == 0 || !now.isAfter(before.at().plus(QUIET))) {
                    return before;
                }
                LOG.warn(
                        "Refused {} more: status {}, cause {}, source {}, in {} s.",
                        before.unsaid(),
                        kind.cause().status(),
                        kind.tag(),
                        kind.source(),
                        Duration.between(before.at(), now).toSeconds());
                return new Said(now, 0);
            });
        }
    }
}
