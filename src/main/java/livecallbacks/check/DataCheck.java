package livecallbacks.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import livecallbacks.check.Finding.Area;
import livecallbacks.config.Settings;
import org.jspecify.annotations.Nullable;

/** The data directory: whether it can be written to, has room, and how fast its disk keeps what is forced to it. */
final class DataCheck implements AreaCheck {

    private static final int WRITES = 20;
    private static final int BYTES = 4096;
    private static final double SLOW_MILLIS = 50;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long BYTES_PER_MEGABYTE = 1_000_000;
    private static final String KEY = "data.dir";

    private final Path home;
    private final Path data;
    private final Settings.Broker broker;
    private final ToLongFunction<Path> usableSpace;

    /** @param usableSpace of the disk that a folder is on, in bytes */
    DataCheck(Path home, Path data, Settings.Broker broker, ToLongFunction<Path> usableSpace) {
        this.home = home;
        this.data = data;
        this.broker = broker;
        this.usableSpace = usableSpace;
    }

    @Override
    public Area area() {
        return Area.DATA;
    }

    @Override
    public List<Finding> findings() {
        Findings findings = new Findings(area());
        Path folder = existing();
        String name = Spot.shown(home, data);
        if (folder == null || !Files.isDirectory(folder)) {
            findings.fault(
                    Spot.NOWHERE,
                    KEY,
                    name + " cannot be made: a file is in the way",
                    "name a folder that this user may write to");
            return findings.list();
        }
        space(findings, folder);
        try {
            double[] millis = forcedWrites(folder);
            Arrays.sort(millis);
            double median = millis[millis.length / 2];
            String speed = String.format(
                    Locale.ROOT,
                    "a forced write takes %.1f ms (of %d; the slowest %.1f ms)",
                    median,
                    WRITES,
                    millis[WRITES - 1]);
            if (median > SLOW_MILLIS) {
                findings.warning(
                        Spot.NOWHERE,
                        KEY,
                        speed,
                        "use a faster disk: each callback waits for one before it is answered 200");
            } else {
                findings.note(speed);
            }
            String kind = Files.getFileStore(folder).type();
            if (kind.equals("tmpfs") || kind.equals("ramfs") || kind.equals("overlay")) {
                findings.warning(
                        Spot.NOWHERE,
                        KEY,
                        name + " is on a " + kind + ", which does not outlive the "
                                + (kind.equals("overlay") ? "container" : "machine"),
                        "name a folder on a disk that does");
            }
        } catch (IOException e) {
            findings.fault(
                    Spot.NOWHERE,
                    KEY,
                    "cannot write to " + (folder.equals(data) ? name : folder + ", to make " + name + " there") + " ("
                            + e.getClass().getSimpleName() + ")",
                    "name a folder that this user may write to");
        }
        return findings.list();
    }

    /** The folder, or the nearest above it that is there; a check makes none. */
    private @Nullable Path existing() {
        Path folder = data;
        while (folder != null && Files.notExists(folder)) {
            folder = folder.getParent();
        }
        return folder;
    }

    private void space(Findings findings, Path folder) {
        long free = usableSpace.applyAsLong(folder);
        String text = free / BYTES_PER_MEGABYTE + " MB are free on the disk of " + Spot.shown(home, data);
        if (free <= broker.minFree()) {
            findings.fault(
                    Spot.NOWHERE,
                    "data.min-free",
                    text + ", so every callback is answered 503",
                    "make room: more than data.min-free (" + broker.minFree() + " bytes) has to be free");
        } else if (free < 2 * broker.minFree()) {
            findings.warning(
                    Spot.NOWHERE,
                    "data.min-free",
                    text + ", so nothing is kept in quarantine",
                    "make room: twice data.min-free (" + broker.minFree() + " bytes) should be free");
        } else {
            findings.note(text);
        }
    }

    /** How long each took, in milliseconds. */
    private static double[] forcedWrites(Path folder) throws IOException {
        double[] millis = new double[WRITES];
        Path file = Files.createTempFile(folder, ".check-", ".tmp");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < WRITES; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(BYTES));
                channel.force(false);
                millis[i] = (double) (System.nanoTime() - start) / NANOS_PER_MILLI;
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return millis;
    }
}
