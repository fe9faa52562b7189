package livecallbacks.receive;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The files of the quarantine, one for each callback, whose bytes are the body as it came. The service adds to it and
 * takes the oldest away; commands take away as well, at the same time, so a file that was there may be gone.
 */
public final class QuarantineFolder {

    /** What the route lets the name of a file begin with while it is being written. */
    static final String HALF_WRITTEN = ".part-";

    private final Path folder;

    /** The folder; it need not exist yet. */
    public QuarantineFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Everything that lies there, oldest first; files of other names are none of ours.
     *
     * @throws IOException if a folder cannot be read
     */
    public List<QuarantinedCallback> list() throws IOException {
        List<QuarantinedCallback> all = new ArrayList<>();
        for (Path source : children(folder)) {
            for (Path file : children(source)) {
                QuarantinedCallback callback =
                        QuarantinedCallback.ofPath(source.getFileName() + "/" + file.getFileName());
                if (callback != null) {
                    all.add(callback);
                }
            }
        }
        Collections.sort(all);
        return all;
    }

    /**
     * The body as it came.
     *
     * @throws NoSuchFileException if it is gone meanwhile
     * @throws IOException if it cannot be read
     */
    public byte[] read(QuarantinedCallback callback) throws IOException {
        return Files.readAllBytes(file(callback));
    }

    /**
     * Takes it away.
     *
     * @return false if it was gone already
     * @throws IOException if it cannot be deleted
     */
    public boolean delete(QuarantinedCallback callback) throws IOException {
        return Files.deleteIfExists(file(callback));
    }

    boolean holds(QuarantinedCallback callback) {
        return Files.exists(file(callback));
    }

    /** The length of the body in bytes, 0 if it is gone meanwhile. */
    long size(QuarantinedCallback callback) throws IOException {
        try {
            return Files.size(file(callback));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Takes away what a killed process was writing; only for the one who writes, before it begins. */
    void deleteHalfWritten() throws IOException {
        for (Path source : children(folder)) {
            for (Path file : children(source)) {
                if (file.getFileName().toString().startsWith(HALF_WRITTEN)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Takes away what is left of a file that could not be written. */
    void deleteHalfWritten(QuarantinedCallback callback) throws IOException {
        Path file = file(callback);
        Files.deleteIfExists(file.resolveSibling(HALF_WRITTEN + file.getFileName()));
    }

    private Path file(QuarantinedCallback callback) {
        return folder.resolve(callback.path());
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                all.forEach(children::add);
            }
        }
        return children;
    }
}
