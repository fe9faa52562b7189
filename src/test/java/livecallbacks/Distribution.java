package livecallbacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** The tar.gz that the build has made, unpacked where its users may unpack it: into a folder with a space. */
public final class Distribution {

    private static final class Once {
        static final Path HOME = unpackInto(Path.of("target/unpacked for tests"));
    }

    private Distribution() {}

    /** The tar.gz itself. */
    public static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            List<Path> archives = files.filter(
                            file -> file.getFileName().toString().matches("live-callbacks-.*\\.tar\\.gz"))
                    .toList();
            if (archives.size() != 1) {
                throw new IllegalStateException("target/ should hold one tar.gz of the distribution but holds "
                        + archives + "; run ./mvnw package, after ./mvnw clean if there are several");
            }
            return archives.get(0).toAbsolutePath();
        }
    }

    /** The unpacked distribution that all tests share and none changes; absolute. */
    public static Path home() {
        return Once.HOME;
    }

    /** Its launcher; absolute. */
    public static Path launcher() {
        return home().resolve("bin/live-callbacks");
    }

    /**
     * Unpacks it once more.
     *
     * @param folder is emptied first: a library of an earlier build would stay on the class path
     * @return the one folder that everything lies in; absolute
     */
    public static Path unpackInto(Path folder) {
        try {
            FileUtils.deleteDirectory(folder.toFile());
            Files.createDirectories(folder);
            untar(archive(), folder);
            String name = archive().getFileName().toString();
            return folder.resolve(name.substring(0, name.length() - ".tar.gz".length()))
                    .toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacks any tar file, compressed or not, with the permissions that it tells. */
    static void untar(Path archive, Path folder) throws IOException {
        try (RunningProcess tar =
                RunningProcess.start(Map.of(), "tar", "-x", "-p", "-f", archive.toString(), "-C", folder.toString())) {
            if (tar.exitCode() != 0) {
                throw new IOException("Cannot unpack " + archive + ": " + tar.output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
