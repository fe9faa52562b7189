package livecallbacks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is said, and the exit code, before any command really starts. */
class MainTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(Map<String, String> environment, String... arguments) {
        CommandLine commands = Main.commandLine(new Main.Home(folder, folder.resolve("s3proxy.jar")), environment);
        return commands.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void helpListsTheCommands() {
        assertThat(execute(Map.of(), "--help")).isZero();
        assertThat(out.toString()).contains("dev ", "run ", "simulate ", "quarantine ");
    }

    @Test
    void helpOfSimulateNamesTheEventsAndTheExitCodes() {
        assertThat(execute(Map.of(), "simulate", "--help")).isZero();
        assertThat(out.toString()).contains("recording-exception", "--expires", "answered 200");
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(execute(Map.of())).isEqualTo(2);
        assertThat(err.toString()).contains("Which command?").contains("simulate");
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        assertThat(execute(Map.of(), "rum")).isEqualTo(2);
        assertThat(err.toString()).contains("rum");
    }

    @Test
    void runNamesEveryMissingPropertyInALineOfItsOwnAndNothingElse() {
        assertThat(execute(Map.of("MAIL_PORT", "many", "ARCHIVE_SECRET_KEY", "s3cr3t"), "run"))
                .isEqualTo(2);
        assertThat(err.toString().lines().skip(1))
                .allMatch(line -> line.matches(" {2}[a-z0-9.-]+: .*"))
                .extracting(line -> line.strip().substring(0, line.strip().indexOf(':')))
                .containsExactlyInAnyOrder(
                        "callbacks.live.keys",
                        "archive.bucket",
                        "archive.region",
                        "archive.access-key",
                        "mail.host",
                        "mail.port",
                        "mail.from");
        assertThat(err.toString()).doesNotContain("s3cr3t").doesNotContain("Exception");
    }

    @Test
    void simulateSignsWithTheFirstKeyOfTheConfiguration() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "callbacks.live.keys = test, other\n");
        assertThat(execute(Map.of(), "simulate", "--print", "--field", "t=1545030873"))
                .isZero();
        assertThat(out.toString()).contains("ca3e25e5dc17a6f9909a9ae7281e300d");
    }

    @Test
    void aConfigurationThatCannotBeReadIsSaidByItsPath() throws Exception {
        Path file = Files.write(folder.resolve("application.properties"), new byte[] {(byte) 0xff, (byte) 0xfe, '='});
        assertThat(execute(Map.of(), "run")).isEqualTo(2);
        assertThat(err.toString()).contains(file.toString()).contains("UTF-8");
    }
}
