package livecallbacks.operate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The replays of this installation, one JSON file each. */
public final class ReplayRuns {

    private static final Pattern ID = Pattern.compile("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    /** The files lie in this folder, which is made when it is needed. */
    public ReplayRuns(Path folder) {
        this.folder = folder;
    }

    /** Writes down how far a run has come; as a whole or not at all. */
    public void save(ReplayRun run) throws IOException {
        Files.createDirectories(folder);
        Path file = file(run.id());
        Path next = folder.resolve(run.id() + ".tmp");
        JSON.writeValue(next.toFile(), run);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * A run by its id.
     *
     * @return null if there is none of that id
     * @throws IOException if its file cannot be read; the message names it
     */
    public @Nullable ReplayRun load(String id) throws IOException {
        return ID.matcher(id).matches() && Files.exists(file(id)) ? read(file(id)) : null;
    }

    /**
     * The newest run that is not finished.
     *
     * @return null if there is none
     * @throws IOException if a file cannot be read; the message names it
     */
    public @Nullable ReplayRun latestUnfinished() throws IOException {
        if (Files.notExists(folder)) {
            return null;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> ID.matcher(file.getFileName().toString().replaceFirst("\\.json$", ""))
                            .matches())
                    .sorted()
                    .toList();
        }
        ReplayRun latest = null;
        for (Path file : files) {
            ReplayRun run = read(file);
            latest = run.finished() ? latest : run;
        }
        return latest;
    }

    private static ReplayRun read(Path file) throws IOException {
        try {
            return JSON.readValue(file.toFile(), ReplayRun.class);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read; begin the replay anew", e);
        }
    }

    private Path file(String id) {
        return folder.resolve(id + ".json");
    }
}
