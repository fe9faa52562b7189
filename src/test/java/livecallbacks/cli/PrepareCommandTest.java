package livecallbacks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the archive is made of; that it is made and used is the launchers' part (DistributionIT, LauncherIT). */
class PrepareCommandTest {

    @TempDir
    private Path home;

    @Test
    void aCallbackIsTakenArchivedAndMailedWithNothingOfTheInstallation() {
        CommandRun prepare =
                CommandRun.at(home, Map.of("HTTP_PORT", "not a port", "ARCHIVE_BUCKET", "ours"), "prepare");
        assertThat(prepare).isEqualTo(new CommandRun(0, "", ""));
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void keysAndAddressesOfWhoeverBuildsItDoNotGetIntoTheJar() {
        assertThat(PrepareCommand.class.getResource("/livecallbacks/as-delivered/routes/receive.camel.yaml"))
                .isNotNull();
        assertThat(PrepareCommand.class.getResource("/livecallbacks/as-delivered/application.properties"))
                .isNull();
        assertThat(PrepareCommand.class.getResource("/livecallbacks/as-delivered/recipients.yaml"))
                .isNull();
    }
}
