package livecallbacks.receive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;

/**
 * Counts requests by what became of them, how long an acknowledgement took, and which key verified them. Its labels are
 * names of the configuration and of {@link EventNames}; nothing that a caller chooses. Safe for use by several threads.
 */
public final class Answers {

    /** The event of a request that was refused: what it claims to be is not known to be true. */
    private static final String NO_EVENT = "none";

    private static final String OTHER_EVENT = "other";

    private static final String NO_KEY = "none";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        // The sender waits this long.
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    /** What became of a request. */
    enum Outcome {
        /** It is on disk, or a copy of it was; 200. */
        STORED,
        /** It was the request's own fault; 4xx. */
        REFUSED,
        /** It was ours, and the sender comes again; 503. */
        UNAVAILABLE;

        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Kind(String source, String event, Outcome outcome) {}

    private record Verification(String source, String key) {}

    private final MeterRegistry meters;
    private final Timer acknowledged;

    /** To look one up in the registry takes longer than all the rest. */
    private final Map<Kind, Counter> requests = new ConcurrentHashMap<>();

    private final Map<Verification, Counter> verified = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> last = new ConcurrentHashMap<>();

    /**
     * Meters in this registry: the counters {@code livecallbacks.requests} (source, event, outcome) and
     * {@code livecallbacks.verified} (source, key), the gauge {@code livecallbacks.last.received} (source) and the
     * timer {@code livecallbacks.acknowledge}.
     *
     * @param sources each of whose keys is counted from 0 on, so that one sees which are not used
     */
    public Answers(MeterRegistry meters, Collection<Source> sources) {
        this.meters = meters;
        this.acknowledged = Timer.builder("livecallbacks.acknowledge")
                .description("From the last byte of a callback to the answer 200")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        expect(sources);
    }

    /** Counts each key of these sources from 0 on. */
    public void expect(Collection<Source> sources) {
        for (Source source : sources) {
            source.keys().forEach(key -> verified(source.name(), key.fingerprint()));
            last(source.name());
        }
    }

    /** Counts a callback whose signature and time are good; its key is {@value #NO_KEY} if it came unsigned. */
    void verified(CallbackEvent event) {
        String key = event.keyId();
        verified(event.source(), key == null ? NO_KEY : key).increment();
    }

    private Counter verified(String source, String key) {
        return verified.computeIfAbsent(
                new Verification(source, key),
                verification -> Counter.builder("livecallbacks.verified")
                        .description("Callbacks whose signature and time are good, by the key that fits")
                        .tag("source", verification.source())
                        .tag("key", verification.key())
                        .register(meters));
    }

    /**
     * Counts a callback that is on disk, or a copy of which is.
     *
     * @param receivedAt milliseconds since 1970
     */
    void stored(String source, int eventType, long receivedAt) {
        count(source, event(eventType), Outcome.STORED);
        last(source).set(receivedAt);
    }

    /** A source that has had none since the start stands at 0, so that monitoring sees that it is there. */
    private AtomicLong last(String source) {
        return last.computeIfAbsent(source, name -> {
            AtomicLong time = new AtomicLong();
            TimeGauge.builder("livecallbacks.last.received", time, TimeUnit.MILLISECONDS, AtomicLong::doubleValue)
                    .description("When the last callback of a source that was answered 200 came, since 1970; 0 if none")
                    .tag("source", name)
                    .register(meters);
            return time;
        });
    }

    /** Counts a verified callback that could not be forced to disk. */
    void notStored(String source, int eventType) {
        count(source, event(eventType), Outcome.UNAVAILABLE);
    }

    /** Counts a refused request; {@code source} is a configured name, or {@link Intake#NO_SOURCE}. */
    void refused(String source, Refusal.Cause cause) {
        count(source, NO_EVENT, cause.status() == 503 ? Outcome.UNAVAILABLE : Outcome.REFUSED);
    }

    /** Counts how long an acknowledged callback has waited for it, in nanoseconds. */
    public void acknowledged(long nanos) {
        acknowledged.record(Duration.ofNanos(nanos));
    }

    private void count(String source, String event, Outcome outcome) {
        requests.computeIfAbsent(
                        new Kind(source, event, outcome),
                        kind -> Counter.builder("livecallbacks.requests")
                                .description("Requests by what became of them")
                                .tag("source", kind.source())
                                .tag("event", kind.event())
                                .tag("outcome", kind.outcome().tag())
                                .register(meters))
                .increment();
    }

    /** One of few names: whoever holds a key may send any number. */
    private static String event(int eventType) {
        return EventNames.isKnown(eventType) ? EventNames.of(eventType) : OTHER_EVENT;
    }
}
