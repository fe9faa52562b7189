package livecallbacks.conservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the conservation test, less than a minute; {@link ChaosIT} is the long one. */
class ConservationIT {

    @TempDir
    private Path folder;

    // Usually less than a minute; a build server with other work takes its time, and a lost callback is waited for.
    @Test
    @Timeout(600)
    void whateverGoesWrongEveryAcknowledgedCallbackIsOneObjectAndOneMail() throws Exception {
        Conservation.Plan plan = new Conservation.Plan(
                1,
                List.of(Scenario.ALL_AWAY_AND_KILL, Scenario.S3_ANSWER_LOST, Scenario.SMTP_ANSWER_LOST),
                1,
                Duration.ZERO,
                Duration.ofSeconds(1),
                40,
                0,
                Duration.ofSeconds(40),
                ChaosIT.sabotage());
        try (Conservation run = new Conservation(plan, folder, Path.of("target/conservation"))) {
            assertThat(run.run()).isEmpty();
        }
    }
}
