package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RushTest {

    @Test
    void fewAtOnceAreNoRushHoweverManyComeOneAfterTheOther() {
        Rush rush = new Rush(2, Duration.ofHours(1));
        for (int i = 0; i < 100; i++) {
            rush.enter();
            rush.leave();
        }
        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void manyAtOnceAreARushThatOutlastsThemForAMoment() {
        Rush rush = new Rush(2, Duration.ofHours(1));
        rush.enter();
        assertThat(rush.isOn()).isFalse();
        assertThat(rush.putOffMillis()).isZero();
        rush.enter();
        assertThat(rush.isOn()).isTrue();
        assertThat(rush.putOffMillis()).isEqualTo(3_600_000);
        rush.leave();
        rush.leave();
        assertThat(rush.isOn()).isTrue();
    }

    @Test
    void afterTheMomentItIsOver() {
        Rush rush = new Rush(2, Duration.ofMillis(50));
        rush.enter();
        rush.enter();
        rush.leave();
        await().atMost(Duration.ofSeconds(10)).until(() -> !rush.isOn());
    }
}
