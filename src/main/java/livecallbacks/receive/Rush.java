package livecallbacks.receive;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Holds back what can wait, so that callbacks that are not on disk yet go first: steps of [archive] and [notify] are
 * let through one by one, at a pace. While many callbacks wait at once, the pace soon is slow; while few do, it becomes
 * faster and faster, until nothing is held back. So what is archived and mailed takes what the others leave of the
 * machine, and always gets on a little. Only verified callbacks count, so a flood of forged ones changes nothing.
 */
public final class Rush {

    /** Callbacks that share a sync are done all at once, so what counts is whether they were many in such a time. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** From the fastest pace to the slowest within a few looks. */
    private static final long SLOWER = 4;

    /** Half of it within half a second: what has just been freed must not be taken again at once. */
    private static final double FASTER = 0.92;

    /** At twice as many steps a second as two processors can do. */
    private static final long FASTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final int many;
    private final long slowestNanos;
    private final LongSupplier nanoTime;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean wereMany;
    private long lastLook;
    private long nextStep;

    /** Between two steps; 0 while nothing is held back. */
    private long paceNanos;

    /**
     * Nothing is held back yet.
     *
     * @param many so many callbacks at once are many: at 1,000 a second as many as come while everything stands still
     *     for so many milliseconds
     * @param slowest between two steps there is never more than this
     */
    public Rush(int many, Duration slowest) {
        this(many, slowest, System::nanoTime);
    }

    Rush(int many, Duration slowest, LongSupplier nanoTime) {
        this.many = many;
        this.slowestNanos = slowest.toNanos();
        this.nanoTime = nanoTime;
        this.lastLook = nanoTime.getAsLong();
        this.nextStep = lastLook;
    }

    /** One more callback waits; {@link #leave} has to follow. */
    public void enter() {
        if (waiting.incrementAndGet() >= many) {
            wereMany = true;
        }
    }

    /** One that waited is done. */
    public void leave() {
        waiting.decrementAndGet();
    }

    /** For how many milliseconds the step that asks has to be put off; 0 if it may go on at once. */
    public synchronized long putOffMillis() {
        long now = nanoTime.getAsLong();
        look(now);
        long step = Math.max(now, nextStep);
        nextStep = step + paceNanos;
        return TimeUnit.NANOSECONDS.toMillis(step - now);
    }

    private void look(long now) {
        long looks = (now - lastLook) / LOOK_NANOS;
        if (looks == 0) {
            return;
        }
        lastLook += looks * LOOK_NANOS;
        if (wereMany) {
            wereMany = waiting.get() >= many;
            paceNanos = Math.min(slowestNanos, SLOWER * Math.max(FASTEST_NANOS, paceNanos));
        } else {
            double faster = paceNanos * Math.pow(FASTER, (double) looks);
            paceNanos = faster < FASTEST_NANOS ? 0 : (long) faster;
        }
    }
}
