package livecallbacks.receive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Lets so many pass each second, and as many at once as have been saved up. Safe for several threads. */
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    private final int perSecond;
    private final int burst;
    private final Clock clock;
    private double tokens;
    private Instant last;

    /**
     * A full bucket.
     *
     * @param perSecond how many tokens come in each second
     * @param burst how many it holds
     * @param clock tells the time
     */
    TokenBucket(int perSecond, int burst, Clock clock) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.clock = clock;
        this.tokens = burst;
        this.last = clock.instant();
    }

    /** Takes a token, if there is one. */
    synchronized boolean tryTake() {
        Instant now = clock.instant();
        // A clock that is put back brings nothing in, and does not stop it either.
        double seconds = Math.max(0, Duration.between(last, now).toNanos() / NANOS_PER_SECOND);
        last = now;
        tokens = Math.min(burst, tokens + seconds * perSecond);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
