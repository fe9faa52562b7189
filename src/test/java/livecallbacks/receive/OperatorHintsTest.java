package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import livecallbacks.TestClock;
import livecallbacks.receive.Refusal.Cause;
import org.junit.jupiter.api.Test;

/** When the operator is told that a key or a clock may be wrong, and when not. */
class OperatorHintsTest {

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final TestClock clock = new TestClock(START);
    private final OperatorHints hints = new OperatorHints(clock);

    /** Refuses one every 20 seconds; what is said with the last one. */
    private Optional<String> refuse(int count, Cause cause, long secondsLate) {
        Optional<String> last = Optional.empty();
        for (int i = 0; i < count; i++) {
            clock.set(clock.instant().plus(Duration.ofSeconds(20)));
            last = hints.refused("live", Refusal.ofWhatMayBeReal(cause, "live", secondsLate));
        }
        return last;
    }

    @Test
    void thatAllSignsAreWrongPointsToTheKey() {
        assertThat(refuse(4, Cause.SIGN_WRONG, 0)).isEmpty();
        assertThat(refuse(1, Cause.SIGN_WRONG, 0).orElse(""))
                .contains("All 5 callbacks of source live", "callbacks.live.keys");
        assertThat(refuse(100, Cause.SIGN_WRONG, 0)).isEmpty();
    }

    @Test
    void oneRightCallbackIsEnoughForTheKeyToBeRight() {
        refuse(4, Cause.SIGN_WRONG, 0);
        hints.taken("live");
        assertThat(refuse(4, Cause.SIGN_WRONG, 0)).isEmpty();
    }

    @Test
    void manyInOneMomentAreAFloodAndNoHint() {
        for (int i = 0; i < 1000; i++) {
            assertThat(hints.refused("live", new Refusal(Cause.SIGN_WRONG))).isEmpty();
        }
    }

    @Test
    void thatAllAreLateByTheSamePointsToTheClock() {
        assertThat(refuse(5, Cause.EXPIRED, 6600).orElse("")).contains("clock", "120 min fast");
        hints.taken("live");
        assertThat(refuse(5, Cause.T_TOO_FAR_AHEAD, -4200).orElse("")).contains("clock", "60 min slow");
    }

    @Test
    void thatTheyAreLateByThisAndThatPointsToNothing() {
        refuse(2, Cause.EXPIRED, 2000);
        assertThat(refuse(10, Cause.EXPIRED, 90_000)).isEmpty();
    }
}
