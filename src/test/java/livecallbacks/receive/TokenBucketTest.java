package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import livecallbacks.TestClock;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final TestClock clock = new TestClock(START);
    private final TokenBucket bucket = new TokenBucket(10, 25, clock);

    private int takeAll() {
        int taken = 0;
        while (bucket.tryTake()) {
            taken++;
        }
        return taken;
    }

    @Test
    void aBurstPassesAtOnceAndNotOneMore() {
        assertThat(takeAll()).isEqualTo(25);
        assertThat(bucket.tryTake()).isFalse();
    }

    @Test
    void thenSoManyPassEachSecond() {
        takeAll();

        clock.advance(Duration.ofSeconds(1));
        assertThat(takeAll()).isEqualTo(10);
        clock.advance(Duration.ofMillis(99));
        assertThat(takeAll()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(takeAll()).isEqualTo(1);
    }

    @Test
    void noMoreThanTheBurstIsSavedUp() {
        takeAll();
        clock.advance(Duration.ofDays(1));
        assertThat(takeAll()).isEqualTo(25);
    }

    @Test
    void aClockThatIsPutBackNeitherFillsNorStopsIt() {
        takeAll();
        clock.set(START.minus(Duration.ofDays(1)));
        assertThat(takeAll()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(takeAll()).isEqualTo(10);
    }
}
