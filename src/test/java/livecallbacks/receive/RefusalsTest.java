package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import livecallbacks.TestClock;
import livecallbacks.receive.Refusal.Cause;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private static final Logger LOG = (Logger) LogManager.getLogger(Refusals.class);

    private final List<LogEvent> lines = new ArrayList<>();
    private final AbstractAppender appender = new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            lines.add(event.toImmutable());
        }
    };

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestClock clock = new TestClock(START);
    private final Refusals refusals = new Refusals(meters, new Answers(meters, List.of()), clock);

    @BeforeEach
    void listen() {
        appender.start();
        LOG.setAdditive(false);
        LOG.addAppender(appender);
    }

    @AfterEach
    void hangUp() {
        LOG.removeAppender(appender);
        LOG.setAdditive(true);
    }

    private double counted(String source, String cause) {
        return meters.get("livecallbacks.refused")
                .tag("source", source)
                .tag("cause", cause)
                .counter()
                .count();
    }

    @Test
    void everyRefusalIsCountedUnderItsSourceAndCause() {
        refusals.count("live", Cause.SIGN_WRONG);
        refusals.count("live", Cause.SIGN_WRONG);
        refusals.count("live", Cause.EXPIRED);
        refusals.count("events", Cause.SIGN_WRONG);

        assertThat(counted("live", "sign_wrong")).isEqualTo(2);
        assertThat(counted("live", "expired")).isEqualTo(1);
        assertThat(counted("events", "sign_wrong")).isEqualTo(1);
        assertThat(meters.find("livecallbacks.refused").counters()).hasSize(3);
    }

    @Test
    void theFirstOneIsSaidInAWarningWithStatusCauseSourceAndText() {
        refusals.count("live", Cause.T_TOO_FAR_AHEAD);

        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getMessage().getFormattedMessage())
                    .contains("401", "t_too_far_ahead", "source live", "t is too far in the future.")
                    .contains("livecallbacks_refused_total");
        });
    }

    @Test
    void aFloodIsOneLineAMinute() {
        for (int second = 0; second <= 180; second++) {
            clock.set(START.plusSeconds(second));
            refusals.count("live", Cause.SIGN_WRONG);
            refusals.count("live", Cause.SIGN_WRONG);
        }

        assertThat(lines).hasSize(3);
        assertThat(counted("live", "sign_wrong")).isEqualTo(362);
    }

    @Test
    void theMinuteRunsFromTheLineAndNotFromTheLastRefusal() {
        refusals.count("live", Cause.SIGN_WRONG);
        clock.set(START.plusSeconds(59));
        refusals.count("live", Cause.SIGN_WRONG);
        assertThat(lines).hasSize(1);
        clock.set(START.plus(Duration.ofMinutes(1)).plusMillis(1));
        refusals.count("live", Cause.SIGN_WRONG);
        assertThat(lines).hasSize(2);
    }

    @Test
    void oneCauseOrSourceDoesNotSilenceAnother() {
        refusals.count("live", Cause.SIGN_WRONG);
        refusals.count("live", Cause.EXPIRED);
        refusals.count("events", Cause.SIGN_WRONG);

        assertThat(lines).hasSize(3);
    }
}
