package livecallbacks.receive;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether callbacks come so fast that many of them wait for the disk at once. Only verified ones count, so a flood of
 * forged ones is no rush. Those that share a sync are done all at once, so what counts is the most of the last moment,
 * not how many there are just now.
 */
public final class Rush {

    private final int many;
    private final long momentNanos;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long lastMany;

    /**
     * No rush yet.
     *
     * @param many so many at once are many
     * @param moment a rush goes on for this long after there were as many
     */
    public Rush(int many, Duration moment) {
        this.many = many;
        this.momentNanos = moment.toNanos();
        this.lastMany = System.nanoTime() - momentNanos;
    }

    /** One more waits; {@link #leave} has to follow. */
    void enter() {
        if (waiting.incrementAndGet() >= many) {
            lastMany = System.nanoTime();
        }
    }

    /** One that waited is done. */
    void leave() {
        waiting.decrementAndGet();
    }

    /** Whether there is one now. */
    public boolean isOn() {
        return waiting.get() >= many || System.nanoTime() - lastMany < momentNanos;
    }

    /** For how many milliseconds a step that can wait is to be put off: the moment while there is a rush, else 0. */
    public long putOffMillis() {
        return isOn() ? TimeUnit.NANOSECONDS.toMillis(momentNanos) : 0;
    }
}
