package livecallbacks.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

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
        store.close();
        Files.createFile(store.file, onlyForTheUser());
        try (Writer writer = Files.newBufferedWriter(store.file, StandardCharsets.UTF_8)) {
            properties.store(writer, "The local S3 of ./live-callbacks dev, while it runs");
        }
        return store;
    }

    /** The environment as {@code dev} has it on this data directory, if it runs; else as it is. */
    static Map<String, String> environment(Path data, Map<String, String> environment) throws IOException {
        if (Files.notExists(file(data))) {
            return environment;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file(data), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
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

    private static FileAttribute<?>[] onlyForTheUser() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
