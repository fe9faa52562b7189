package livecallbacks.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files that the sources are read from: {@code application.properties}, and each that a variable such as
 * {@code CALLBACKS_LIVE_KEYS_FILE} names. For one thread.
 */
public final class CallbackFiles {

    private final Path home;
    private final Map<String, String> environment;
    private Map<Path, String> contents;

    /** The files as they are now. */
    CallbackFiles(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.contents = read();
    }

    /**
     * The sources as the files say now; empty if nothing has changed since the last call. Secrets that are kept
     * elsewhere are asked for again only when a file has changed.
     *
     * @throws ConfigurationException with one line for each missing or wrong property of the sources, once a change
     */
    public Optional<Settings.Callbacks> changed() throws ConfigurationException {
        Map<Path, String> now = read();
        if (now.equals(contents)) {
            return Optional.empty();
        }
        contents = now;
        return Optional.of(SettingsReader.callbacks(home, environment));
    }

    /** Contents, not time stamps: two edits within the file system's clock tick differ all the same. */
    private Map<Path, String> read() {
        Map<Path, String> read = new HashMap<>();
        add(home.resolve("application.properties"), read);
        environment.forEach((variable, path) -> {
            if (variable.startsWith("CALLBACKS_") && variable.endsWith("_FILE")) {
                add(Path.of(path), read);
            }
        });
        return read;
    }

    private static void add(Path path, Map<Path, String> read) {
        try {
            read.put(path, Files.readString(path));
        } catch (IOException e) {
            // As a missing one: what that means is said by the reader of the settings.
            read.put(path, "");
        }
    }
}
