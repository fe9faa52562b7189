package livecallbacks.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** Where a run finds what it measures, and where it writes. */
final class Folders {

    /** The checkout. */
    static final Path HOME = Path.of(System.getProperty("bench.home"));

    /** What stays of a run: raw figures and logs. */
    static final Path OUT = HOME.resolve("target/bench");

    /** Data of what is measured, gone with the run. */
    static final Path WORK = OUT.resolve("work");

    private Folders() {}

    /** Makes {@link #WORK} an empty folder, also after a run that was cut off. */
    static void startEmpty() throws IOException {
        clear();
        Files.createDirectories(WORK);
    }

    /** Deletes {@link #WORK}. */
    static void clear() throws IOException {
        FileSystemUtils.deleteRecursively(WORK);
    }
}
