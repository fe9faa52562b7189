package livecallbacks.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import livecallbacks.broker.PrivateProperties;

/**
 * Where the local S3 of a running {@code dev} is, for a command beside it: the variables that {@code dev} set for
 * itself, in a file of the data directory that only the user can read. It is gone when {@code dev} has ended.
 */
final class DevStore implements AutoCloseable {

    private final Path file;

    private DevStore(Path file) {
        this.file = file;
    }

    /** Writes the file, with those of these variables that a command beside needs. */
    static DevStore announce(Path data, Map<String, String> variables) throws IOException {
        Properties properties = new Properties();
        variables.forEach((name, value) -> {
            if (name.startsWith("ARCHIVE_") || name.equals("BROKER_URL")) {
                properties.setProperty(name, value);
            }
        });
        DevStore store = new DevStore(file(data));
        PrivateProperties.write(store.file, properties, "The local S3 of ./live-callbacks dev, while it runs");
        return store;
    }

    /** The environment as {@code dev} has it on this data directory, if it runs; else as it is. */
    static Map<String, String> environment(Path data, Map<String, String> environment) throws IOException {
        if (Files.notExists(file(data))) {
            return environment;
        }
        Properties properties = PrivateProperties.read(file(data));
        Map<String, String> beside = new HashMap<>(environment);
        properties.stringPropertyNames().forEach(name -> beside.put(name, properties.getProperty(name)));
        beside.keySet().removeIf(name -> name.matches("(ARCHIVE|BROKER)_.*_FILE"));
        return beside;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }

    private static Path file(Path data) {
        return data.resolve("dev.properties");
    }
}
