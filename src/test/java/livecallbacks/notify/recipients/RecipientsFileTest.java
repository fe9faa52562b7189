package livecallbacks.notify.recipients;

import static livecallbacks.event.Events.recordingOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import livecallbacks.LogLines;
import livecallbacks.TestClock;
import livecallbacks.event.CallbackContent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipientsFileTest {

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private Path file = Path.of("set before each test");

    @BeforeEach
    void writeAGoodFile() throws IOException {
        file = directory.resolve("recipients.yaml");
        write("ana");
    }

    @Test
    void aChangedFileIsReadAgain() throws Exception {
        RecipientsFile recipients = new RecipientsFile(file, clock, language -> true);
        assertThat(mailed(recipients)).isEqualTo("ana@example.com");
        write("someone-else");
        clock.advance(Duration.ofSeconds(1));
        assertThat(mailed(recipients)).isEqualTo("someone-else@example.com");
    }

    @Test
    void theFileIsLookedAtOnceInASecondAtMost() throws Exception {
        RecipientsFile recipients = new RecipientsFile(file, clock, language -> true);
        write("ben");
        clock.advance(Duration.ofMillis(999));
        assertThat(mailed(recipients)).isEqualTo("ana@example.com");
    }

    @Test
    void anEditOfEqualSizeAndTimeIsNoticed() throws Exception {
        FileTime time = Files.getLastModifiedTime(file);
        RecipientsFile recipients = new RecipientsFile(file, clock, language -> true);
        write("eva");
        Files.setLastModifiedTime(file, time);
        clock.advance(Duration.ofSeconds(1));
        assertThat(mailed(recipients)).isEqualTo("eva@example.com");
    }

    @Test
    void aReplacementByRenameIsNoticed() throws Exception {
        RecipientsFile recipients = new RecipientsFile(file, clock, language -> true);
        Path next = directory.resolve("next.yaml");
        Files.writeString(next, content("eva"));
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        clock.advance(Duration.ofSeconds(1));
        assertThat(mailed(recipients)).isEqualTo("eva@example.com");
    }

    @Test
    void aBrokenFileKeepsTheLastGoodOneAndSaysSo() throws Exception {
        RecipientsFile recipients = new RecipientsFile(file, clock, language -> true);
        assertThat(recipients.problem()).isEmpty();
        Files.writeString(file, "default: [ghost]");
        clock.advance(Duration.ofSeconds(1));
        assertThat(mailed(recipients)).isEqualTo("ana@example.com");
        assertThat(recipients.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains(file + ":1:11: ", "ghost"));
        clock.advance(Duration.ofSeconds(5));
        assertThat(recipients.problem()).isPresent();
        write("ben");
        clock.advance(Duration.ofSeconds(1));
        assertThat(mailed(recipients)).isEqualTo("ben@example.com");
        assertThat(recipients.problem()).isEmpty();
    }

    @Test
    void eachBrokenVersionIsLoggedOnceAndWithoutAnyonesAddress() throws Exception {
        RecipientsFile recipients = new RecipientsFile(file, clock, language -> true);
        try (LogLines logged = LogLines.of(RecipientsFile.class)) {
            for (String broken : List.of("default: [eva@example.net]", "default: [eva@example.net] # again")) {
                Files.writeString(file, broken);
                for (int i = 0; i < 3; i++) {
                    clock.advance(Duration.ofSeconds(1));
                    assertThat(mailed(recipients)).isEqualTo("ana@example.com");
                }
            }
            Files.delete(file);
            for (int i = 0; i < 3; i++) {
                clock.advance(Duration.ofSeconds(1));
                assertThat(mailed(recipients)).isEqualTo("ana@example.com");
            }
            assertThat(logged.lines())
                    .hasSize(3)
                    .allSatisfy(
                            line -> assertThat(line).contains(file.toString()).doesNotContain("eva", "ana@"));
        }
    }

    @Test
    void warningsAreLoggedAtTheStartAndWhenTheFileIsReadAgain() throws Exception {
        try (LogLines logged = LogLines.of(RecipientsFile.class)) {
            Files.writeString(file, content("ana") + "settings: {language: fr}\n");
            RecipientsFile recipients = new RecipientsFile(file, clock, "en"::equals);
            assertThat(logged.lines())
                    .singleElement()
                    .asString()
                    .startsWith(file + ":3:22: ")
                    .contains("\"fr\"");
            Files.writeString(file, content("ana") + "routes: [{receivers: r}, {receivers: r}]\n");
            clock.advance(Duration.ofSeconds(1));
            assertThat(mailed(recipients)).isEqualTo("ana@example.com");
            assertThat(logged.lines())
                    .hasSize(3)
                    .last()
                    .asString()
                    .startsWith(file + ":3:26: ")
                    .contains("never reached")
                    .doesNotContain("ana@");
        }
    }

    @Test
    void aFileThatVanishesAndComesBackUnchangedIsGoodAgain() throws Exception {
        RecipientsFile recipients = new RecipientsFile(file, clock, language -> true);
        Files.delete(file);
        clock.advance(Duration.ofSeconds(1));
        assertThat(mailed(recipients)).isEqualTo("ana@example.com");
        assertThat(recipients.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("no such file"));
        write("ana");
        clock.advance(Duration.ofSeconds(1));
        assertThat(recipients.problem()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackDoesNotStopTheLooking() throws Exception {
        RecipientsFile recipients = new RecipientsFile(file, clock, language -> true);
        write("ben");
        clock.advance(Duration.ofDays(-1));
        assertThat(mailed(recipients)).isEqualTo("ben@example.com");
    }

    @Test
    void theStartFailsWithoutAGoodFile() throws IOException {
        Path missing = directory.resolve("missing.yaml");
        assertThatThrownBy(() -> new RecipientsFile(missing, clock, language -> true))
                .isInstanceOf(RecipientsException.class)
                .hasMessageContainingAll(missing.toString(), "no such file", "recipients.file");
        assertThatThrownBy(() -> new RecipientsFile(directory, clock, language -> true))
                .isInstanceOf(RecipientsException.class)
                .hasMessageContaining("cannot be read");
        Files.writeString(file, "default: [ghost]");
        assertThatThrownBy(() -> new RecipientsFile(file, clock, language -> true))
                .isInstanceOf(RecipientsException.class);
        Files.write(file, new byte[] {'#', (byte) 0xC3, '\n'});
        assertThatThrownBy(() -> new RecipientsFile(file, clock, language -> true))
                .hasMessageContaining("UTF-8");
        Files.write(file, new byte[Recipients.LONGEST_FILE + 1]);
        assertThatThrownBy(() -> new RecipientsFile(file, clock, language -> true))
                .hasMessageContaining("1 MiB");
    }

    @Test
    void aFileThatBeginsWithAByteOrderMarkIsGood() throws Exception {
        Files.writeString(file, "\uFEFF" + content("ana"));
        assertThat(mailed(new RecipientsFile(file, clock, language -> true))).isEqualTo("ana@example.com");
    }

    private void write(String name) throws IOException {
        Files.writeString(file, content(name));
    }

    private static String content(String name) {
        return "receivers: {r: {to: " + name + "@example.com}}\ndefault: r\n";
    }

    private static String mailed(RecipientsFile recipients) {
        return recipients
                .addressees(recordingOf("x"), new CallbackContent(new byte[0]))
                .get(0)
                .email();
    }
}
