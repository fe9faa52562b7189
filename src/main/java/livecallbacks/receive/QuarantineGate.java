package livecallbacks.receive;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code quarantineGate}: decides which refused callbacks are kept, so that a flood of them costs the good
 * ones nothing: neither room on the disk, nor more than a little of its time, nor memory. What is passed over was
 * counted as refused all the same. The routes call its public methods in their order: {@link #keeps},
 * {@link #makeRoom}, {@link #countKept}, or {@link #giveUp} where one of them failed.
 */
public final class QuarantineGate {

    private static final Logger LOG = LoggerFactory.getLogger(QuarantineGate.class);

    /** The largest body kept, in bytes; real ones have 1 to 3 kB. */
    static final int MAX_BODY = 65_536;

    /** The sender's own traffic is below this; twice as many files a second are nothing for any disk. */
    static final int PER_SECOND = 200;

    static final int BURST = 2000;

    /** As many as the route's queue holds; together they have 64 MiB at most. */
    static final int MAX_WAITING = 1000;

    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Quarantine quarantine;
    private final BooleanSupplier full;
    private final Clock clock;
    private final MeterRegistry meters;
    private final TokenBucket budget;
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable Instant lastLogged;

    /**
     * A gate.
     *
     * @param quarantine what is kept already
     * @param full whether there is no room on the disk now; asked with every refused callback, so it has to answer at
     *     once
     * @param clock of the rate
     * @param meters gets the counters {@code livecallbacks.quarantine.kept} (source, cause) and
     *     {@code livecallbacks.quarantine.passed.over} (source, reason) and the gauges
     *     {@code livecallbacks.quarantine.callbacks} and {@code livecallbacks.quarantine.bytes}
     */
    public QuarantineGate(Quarantine quarantine, BooleanSupplier full, Clock clock, MeterRegistry meters) {
        this.quarantine = quarantine;
        this.full = full;
        this.clock = clock;
        this.meters = meters;
        this.budget = new TokenBucket(PER_SECOND, BURST, clock);
        Gauge.builder("livecallbacks.quarantine.callbacks", quarantine, QuarantineGate::count)
                .description("Refused callbacks that are kept because they may be real")
                .register(meters);
        Gauge.builder("livecallbacks.quarantine.bytes", quarantine, QuarantineGate::bytes)
                .description("What they take on disk")
                .register(meters);
    }

    /**
     * Whether a request that was refused is to be kept, because it may be real; one that is has to be given to
     * {@link #makeRoom} next, under the name that {@code nameForQuarantine} gives it.
     *
     * @param why only a {@link Refusal} can be of something real
     * @param body of the request; null if it had none
     */
    public boolean keeps(@Nullable Exception why, byte @Nullable [] body) {
        return why instanceof Refusal refusal && body != null && takes(refusal, body.length);
    }

    /**
     * Whether a refused callback is to be kept.
     *
     * @param size of its body in bytes
     */
    boolean takes(Refusal refusal, int size) {
        String source = refusal.mayBeFrom();
        if (source == null || !quarantine.isOn()) {
            return false;
        }
        if (size > MAX_BODY) {
            passOver(source, "size");
            return false;
        }
        if (full.getAsBoolean()) {
            passOver(source, "full");
            return false;
        }
        if (!budget.tryTake()) {
            passOver(source, "rate");
            return false;
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            passOver(source, "busy");
            return false;
        }
        return true;
    }

    /**
     * Makes room for a callback that is to be kept: the oldest go.
     *
     * @param name that {@code nameForQuarantine} gave it
     * @return whether it is to be written now; not if the same bytes are there already
     * @throws IOException if there is no room and the oldest cannot be deleted
     */
    public boolean makeRoom(String name, byte[] body) throws IOException {
        waiting.decrementAndGet();
        QuarantinedCallback callback = NameForQuarantine.named(name);
        if (quarantine.makeRoom(callback, body.length)) {
            return true;
        }
        passOver(callback.source(), "known");
        return false;
    }

    /** Counts a callback that is in the file of this name now. */
    public void countKept(String name) {
        QuarantinedCallback callback = NameForQuarantine.named(name);
        quarantine.written(callback);
        meters.counter("livecallbacks.quarantine.kept", "source", callback.source(), "cause", callback.causeName())
                .increment();
    }

    /** Says, once a minute at most, that the callback of this name could not be kept, and counts it. */
    public void giveUp(String name, Exception why) {
        QuarantinedCallback callback = NameForQuarantine.named(name);
        passOver(callback.source(), "failed");
        try {
            quarantine.undo(callback);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        Instant now = clock.instant();
        if (lastLogged == null || now.isAfter(lastLogged.plus(QUIET))) {
            lastLogged = now;
            LOG.error(
                    "A refused callback could not be kept in quarantine (data.dir); it is refused all the same, and is"
                            + " lost if it was real. Said once a minute at most; the metric"
                            + " livecallbacks_quarantine_passed_over_total counts them all.",
                    why);
        }
    }

    private void passOver(String source, String reason) {
        meters.counter("livecallbacks.quarantine.passed.over", "source", source, "reason", reason)
                .increment();
    }

    private static double count(Quarantine quarantine) {
        try {
            return quarantine.count();
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static double bytes(Quarantine quarantine) {
        try {
            return quarantine.bytes();
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
