package livecallbacks.conservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long form of the conservation test, every fault that there is: {@code ./mvnw -Pchaos verify}.
 *
 * <ul>
 *   <li>{@code -Dchaos.minutes=5} rounds of all faults begin until this is over
 *   <li>{@code -Dchaos.rounds=1} at least so many rounds
 *   <li>{@code -Dchaos.scenarios=kill,disk-full} only these
 *   <li>{@code -Dchaos.rate=60} new events a second
 *   <li>{@code -Dchaos.hold=8} seconds that each fault lasts
 *   <li>{@code -Dchaos.disk=64} megabytes of the disk for the data; 0 for a folder on the machine's own disk
 *   <li>{@code -Dchaos.seed=1} the events and the order of the faults again as in the run that printed it
 *   <li>{@code -Dchaos.sabotage=no-sync} (or ack-first, no-duplicate-detection) breaks a promise; the test has to fail
 * </ul>
 */
class ChaosIT {

    @TempDir
    private Path folder;

    @Test
    void whateverGoesWrongEveryAcknowledgedCallbackIsOneObjectAndOneMail() throws Exception {
        Conservation.Plan plan = new Conservation.Plan(
                Long.getLong("chaos.seed", new Random().nextInt(1_000_000)),
                scenarios(),
                Integer.getInteger("chaos.rounds", 1),
                Duration.ofMinutes(
                        Integer.getInteger("chaos.minutes", System.getProperty("chaos.rounds") == null ? 5 : 0)),
                Duration.ofSeconds(Integer.getInteger("chaos.hold", 8)),
                Integer.getInteger("chaos.rate", 60),
                Integer.getInteger("chaos.disk", 64),
                Duration.ofMinutes(2),
                sabotage());
        try (Conservation run = new Conservation(plan, folder, Path.of("target/conservation"))) {
            assertThat(run.run()).isEmpty();
        }
    }

    /** What the test is to notice, if it was asked for. */
    static @Nullable Sabotage sabotage() {
        return Sabotage.named(System.getProperty("chaos.sabotage"));
    }

    private static List<Scenario> scenarios() {
        String names = System.getProperty("chaos.scenarios", "");
        return names.isEmpty()
                ? List.of(Scenario.values())
                : Arrays.stream(names.split(",", -1))
                        .map(name -> Scenario.valueOf(
                                name.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
                        .toList();
    }
}
