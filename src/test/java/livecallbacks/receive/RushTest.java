package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RushTest {

    private final AtomicLong now = new AtomicLong(7);
    private final Rush rush = new Rush(2, Duration.ofMillis(10), now::get);

    @Test
    void fewAtOnceAreNoRushHoweverManyComeOneAfterTheOther() {
        for (int i = 0; i < 100; i++) {
            rush.enter();
            rush.leave();
        }
        pass(50);
        assertNothingIsHeldBack();
    }

    @Test
    void manyAtOnceAreNoticedAlsoWhenTheyAreDoneAgain() {
        manyAtOnce();
        pass(49);
        assertNothingIsHeldBack();
        pass(1);
        assertStepsEach(400);
    }

    @Test
    void theLongerThereAreManyTheSlowerUpToALimit() {
        for (int micros : new int[] {400, 1600, 6400, 10_000, 10_000}) {
            manyAtOnce();
            pass(50);
            assertStepsEach(micros);
        }
    }

    @Test
    void whoStillWaitCountAgain() {
        rush.enter();
        rush.enter();
        pass(50);
        assertStepsEach(400);
        pass(50);
        assertStepsEach(1600);
        rush.leave();
        rush.leave();
        pass(50);
        assertStepsEach(6400);
        pass(50);
        assertStepsEach(5888);
    }

    @Test
    void afterwardsTheyBecomeFasterAndFasterUntilNothingIsHeldBack() {
        manyAtOnce();
        pass(50);
        rush.putOffMillis();
        manyAtOnce();
        pass(50);
        assertStepsEach(1600);
        pass(500);
        assertStepsEach(695);
        pass(1150);
        assertStepsEach(102);
        pass(100);
        assertNothingIsHeldBack();
    }

    /** Consumers that all ask at once do not all go on at once. */
    private void assertStepsEach(int micros) {
        long first = rush.putOffMillis();
        for (int i = 1; i <= 20; i++) {
            assertThat(rush.putOffMillis() - first)
                    .as("step %d", i)
                    .isBetween((long) i * micros / 1000, (long) i * micros / 1000 + 1);
        }
    }

    private void assertNothingIsHeldBack() {
        long first = rush.putOffMillis();
        for (int i = 0; i < 20; i++) {
            assertThat(rush.putOffMillis()).isEqualTo(first);
        }
    }

    private void manyAtOnce() {
        rush.enter();
        rush.enter();
        rush.leave();
        rush.leave();
    }

    private void pass(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
