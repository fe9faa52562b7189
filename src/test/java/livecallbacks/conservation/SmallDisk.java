package livecallbacks.conservation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file system of a few megabytes, in memory, to be filled up. It needs Linux and the right to mount, or to make a
 * user namespace, in which everybody has it.
 */
final class SmallDisk implements AutoCloseable {

    private static final String MOUNT = "mount -t tmpfs -o size=%dm,mode=700 live-callbacks-test '%s'";

    private final Path folder;
    private final @Nullable Process namespace;

    private SmallDisk(Path folder, @Nullable Process namespace) {
        this.folder = folder;
        this.namespace = namespace;
    }

    /**
     * Mounts it.
     *
     * @param folder empty
     * @return null if this machine does not let us
     */
    static @Nullable SmallDisk mount(Path folder, int megabytes) {
        String mount = MOUNT.formatted(megabytes, folder);
        try {
            if (succeeds(mount)) {
                return new SmallDisk(folder, null);
            }
            // The namespace, and the disk with it, is there as long as this process is.
            Process holder =
                    new ProcessBuilder("unshare", "-rm", "sh", "-c", mount + " && echo mounted && exec cat").start();
            if ("mounted".equals(holder.inputReader(StandardCharsets.US_ASCII).readLine())) {
                return new SmallDisk(folder, holder);
            }
            holder.destroy();
        } catch (IOException e) {
            // No such program: no Linux.
            return null;
        }
        return null;
    }

    /** The same command, so that it finds the disk in the folder. */
    List<String> seenBy(List<String> command) {
        if (namespace == null) {
            return command;
        }
        return Stream.concat(
                        Stream.of(
                                "nsenter",
                                "-t",
                                Long.toString(namespace.pid()),
                                "-U",
                                "-m",
                                "--preserve-credentials",
                                "--wd=" + Path.of("").toAbsolutePath()),
                        command.stream())
                .toList();
    }

    /** Takes all the room that is left. */
    void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (Files.size(filler()) == 0) {
                throw e;
            }
        }
    }

    /** Gives it back. */
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    /** What takes the room, in one line. */
    String usage() {
        Path seen = filler().resolveSibling("data/broker");
        StringBuilder usage = new StringBuilder("on the disk: ");
        try {
            FileStore disk = Files.getFileStore(seen);
            usage.append(disk.getUsableSpace() / 1024)
                    .append(" of ")
                    .append(disk.getTotalSpace() / 1024)
                    .append(" kB free");
            try (Stream<Path> parts = Files.list(seen)) {
                for (Path part : (Iterable<Path>) parts.filter(Files::isDirectory)::iterator) {
                    try (Stream<Path> files = Files.walk(part)) {
                        List<Path> regular = files.filter(Files::isRegularFile).toList();
                        long bytes = 0;
                        for (Path file : regular) {
                            bytes += Files.size(file);
                        }
                        usage.append(", ")
                                .append(part.getFileName())
                                .append(" has ")
                                .append(regular.size())
                                .append(" files with ")
                                .append(bytes / 1024)
                                .append(" kB");
                    }
                }
            }
        } catch (IOException e) {
            usage.append(e);
        }
        return usage.toString();
    }

    @Override
    public void close() throws IOException {
        if (namespace != null) {
            namespace.destroy();
        } else if (!succeeds("umount '" + folder + "' || umount -l '" + folder + "'")) {
            throw new IOException("Cannot unmount " + folder);
        }
    }

    private Path filler() {
        Path file = folder.resolve("filler");
        return namespace == null ? file : Path.of("/proc/" + namespace.pid() + "/root" + file);
    }

    private static boolean succeeds(String command) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
