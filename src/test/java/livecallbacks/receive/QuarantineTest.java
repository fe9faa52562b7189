package livecallbacks.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import livecallbacks.TestClock;
import livecallbacks.receive.Refusal.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept, and what goes when there is more. */
class QuarantineTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final long PLENTY = 1L << 40;

    @TempDir
    private Path path;

    private final TestClock clock = new TestClock(START);

    private QuarantineFolder folder() {
        return new QuarantineFolder(path);
    }

    private Quarantine quarantine(int maxCount, long maxBytes) throws IOException {
        return new Quarantine(folder(), maxCount, maxBytes, clock);
    }

    private static QuarantinedCallback callback(String source, int second, byte[] body) {
        return QuarantinedCallback.of(source, START.plusSeconds(second), Cause.SIGN_WRONG, body);
    }

    private static byte[] body(int number, int length) {
        return String.format("%0" + length + "d", number).getBytes(UTF_8);
    }

    private void write(QuarantinedCallback callback, byte[] body) throws IOException {
        Path file = path.resolve(callback.path());
        Files.createDirectories(file.getParent());
        Files.write(file, body);
    }

    /** As the route does: room, then the file. */
    private boolean keep(Quarantine quarantine, String source, int second, byte[] body) throws IOException {
        QuarantinedCallback callback = callback(source, second, body);
        boolean room = quarantine.makeRoom(callback, body.length);
        if (room) {
            write(callback, body);
            quarantine.written(callback);
        }
        return room;
    }

    private List<String> sourcesAndSeconds() throws IOException {
        return folder().list().stream()
                .map(one -> one.source() + " "
                        + Duration.between(START, one.receivedAt()).toSeconds())
                .toList();
    }

    @Test
    void aFileIsNamedByTimeCauseAndHashAlone() {
        QuarantinedCallback callback = QuarantinedCallback.of("live", START, Cause.SIGN_WRONG, "{}".getBytes(UTF_8));

        // printf 'live\n{}' | sha256sum
        assertThat(callback.path()).isEqualTo("live/20260102T030405.678Z-sign_wrong-1c5cb315174624e9.json");
        assertThat(QuarantinedCallback.ofPath(callback.path())).isEqualTo(callback);
    }

    @Test
    void anythingElseInTheFolderIsLeftAlone() throws IOException {
        List<String> others = List.of(
                "live/readme.txt",
                "live/20260102T030405.678Z-sign_wrong-0123456789abcde.json",
                "live/20260102T030405.678Z-no_such_cause-0123456789abcdef.json",
                "live/20261302T030405.678Z-sign_wrong-0123456789abcdef.json",
                "LIVE/20260102T030405.678Z-sign_wrong-0123456789abcdef.json",
                "stray.json");
        for (String other : others) {
            Files.createDirectories(path.resolve(other).getParent());
            Files.writeString(path.resolve(other), "x");
        }
        Quarantine quarantine = quarantine(1, PLENTY);
        keep(quarantine, "live", 1, body(1, 10));
        keep(quarantine, "live", 2, body(2, 10));

        assertThat(sourcesAndSeconds()).containsExactly("live 2");
        assertThat(others).allSatisfy(other -> assertThat(path.resolve(other)).exists());
    }

    @Test
    void asManyStayAsMayAndTheOldestOfAllSourcesGoFirst() throws IOException {
        Quarantine quarantine = quarantine(3, PLENTY);
        keep(quarantine, "b", 1, body(1, 10));
        keep(quarantine, "a", 2, body(2, 10));
        keep(quarantine, "b", 3, body(3, 10));
        assertThat(sourcesAndSeconds()).containsExactly("b 1", "a 2", "b 3");

        keep(quarantine, "a", 4, body(4, 10));
        assertThat(sourcesAndSeconds()).containsExactly("a 2", "b 3", "a 4");
        keep(quarantine, "a", 5, body(5, 10));
        assertThat(sourcesAndSeconds()).containsExactly("b 3", "a 4", "a 5");
        assertThat(quarantine.count()).isEqualTo(3);
        assertThat(quarantine.bytes()).isEqualTo(3 * 4096);
    }

    @Test
    void bytesAreCountedInBlocksUpToTheVeryLimit() throws IOException {
        Quarantine quarantine = quarantine(100, 4 * 4096);
        keep(quarantine, "live", 1, body(1, 1));
        keep(quarantine, "live", 2, body(2, 4096));
        keep(quarantine, "live", 3, body(3, 4097));
        assertThat(sourcesAndSeconds()).hasSize(3);
        assertThat(quarantine.bytes()).isEqualTo(4 * 4096);

        keep(quarantine, "live", 4, body(4, 1));
        assertThat(sourcesAndSeconds()).containsExactly("live 2", "live 3", "live 4");
        keep(quarantine, "live", 5, body(5, 3 * 4096));
        assertThat(sourcesAndSeconds()).containsExactly("live 4", "live 5");
        assertThat(quarantine.bytes()).isEqualTo(4 * 4096);
    }

    @Test
    void whatIsLargerThanAllMayBeTogetherPushesNothingOut() throws IOException {
        Quarantine quarantine = quarantine(100, 2 * 4096);
        keep(quarantine, "live", 1, body(1, 10));

        assertThat(keep(quarantine, "live", 2, body(2, 2 * 4096 + 1))).isFalse();
        assertThat(sourcesAndSeconds()).containsExactly("live 1");
    }

    @Test
    void theSameBytesOfASourceAreKeptOnceAsTheyFirstCame() throws IOException {
        Quarantine quarantine = quarantine(10, PLENTY);

        assertThat(keep(quarantine, "live", 1, body(1, 10))).isTrue();
        assertThat(keep(quarantine, "live", 2, body(1, 10))).isFalse();
        assertThat(keep(quarantine, "events", 3, body(1, 10))).isTrue();
        assertThat(sourcesAndSeconds()).containsExactly("live 1", "events 3");
        assertThat(quarantine(10, PLENTY).makeRoom(callback("live", 4, body(1, 10)), 10))
                .isFalse();
    }

    @Test
    void theSameBytesAreKeptAgainAfterACommandHasTakenThemAway() throws IOException {
        Quarantine quarantine = quarantine(10, PLENTY);
        keep(quarantine, "live", 1, body(1, 10));
        folder().delete(callback("live", 1, body(1, 10)));

        assertThat(keep(quarantine, "live", 2, body(1, 10))).isTrue();
        assertThat(quarantine.count()).isEqualTo(1);
    }

    @Test
    void aRestartCountsWhatIsThereAndTakesAwayWhatIsBeyondBoundsOrHalfWritten() throws IOException {
        Quarantine before = quarantine(10, PLENTY);
        for (int i = 0; i < 5; i++) {
            keep(before, "live", i, body(i, 5000));
        }
        Path half =
                Files.writeString(path.resolve("live/.part-20260102T030405.678Z-expired-0123456789abcdef.json"), "{");

        Quarantine after = quarantine(4, PLENTY);
        assertThat(half).doesNotExist();
        assertThat(sourcesAndSeconds()).containsExactly("live 1", "live 2", "live 3", "live 4");
        assertThat(after.bytes()).isEqualTo(4 * 8192);
        keep(after, "live", 5, body(5, 5000));
        assertThat(sourcesAndSeconds()).containsExactly("live 2", "live 3", "live 4", "live 5");

        quarantine(10, 2 * 8192);
        assertThat(sourcesAndSeconds()).containsExactly("live 4", "live 5");
    }

    @Test
    void switchedOffItKeepsNothingAndLeavesWhatIsThere() throws IOException {
        keep(quarantine(10, PLENTY), "live", 1, body(1, 10));

        Quarantine off = quarantine(0, PLENTY);
        assertThat(off.isOn()).isFalse();
        assertThat(keep(off, "live", 2, body(2, 10))).isFalse();
        assertThat(sourcesAndSeconds()).containsExactly("live 1");
    }

    @Test
    void whatACommandTookAwayMakesRoomSoThatNothingElseHasToGo() throws IOException {
        Quarantine quarantine = quarantine(3, PLENTY);
        for (int i = 1; i <= 3; i++) {
            keep(quarantine, "live", i, body(i, 10));
        }
        folder().delete(callback("live", 3, body(3, 10)));
        clock.advance(Quarantine.BETWEEN_LOOKS);

        keep(quarantine, "live", 4, body(4, 10));
        assertThat(sourcesAndSeconds()).containsExactly("live 1", "live 2", "live 4");
        assertThat(quarantine.count()).isEqualTo(3);
    }

    @Test
    void whatIsBeingWrittenIsNotTakenForGone() throws IOException {
        Quarantine quarantine = quarantine(10, PLENTY);
        QuarantinedCallback callback = callback("live", 1, body(1, 10));
        assertThat(quarantine.makeRoom(callback, 10)).isTrue();
        clock.advance(Quarantine.BETWEEN_LOOKS);
        assertThat(quarantine.count()).isEqualTo(1);

        quarantine.written(callback);
        clock.advance(Quarantine.BETWEEN_LOOKS);
        assertThat(quarantine.count()).isZero();
    }

    @Test
    void whatCouldNotBeWrittenIsCountedOutAgain() throws IOException {
        Quarantine quarantine = quarantine(10, PLENTY);
        QuarantinedCallback callback = callback("live", 1, body(1, 10));
        assertThat(quarantine.makeRoom(callback, 10)).isTrue();
        quarantine.undo(callback);

        assertThat(quarantine.count()).isZero();
        assertThat(quarantine.bytes()).isZero();
    }
}
