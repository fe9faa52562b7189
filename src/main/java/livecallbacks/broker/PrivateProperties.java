package livecallbacks.broker;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;

/**
 * Properties in a file that only the user of this process can read: how a command on this machine reaches what runs
 * there.
 */
public final class PrivateProperties {

    private PrivateProperties() {}

    /**
     * Writes the file anew; on a system without POSIX permissions, with those of its folder.
     *
     * @param comment the file's first line, for a person who finds it
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Properties properties, String comment) throws IOException {
        Files.deleteIfExists(file);
        // Created with its permissions, so that there is no moment in which others can open it.
        Files.createFile(file, onlyForTheOwner());
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            properties.store(writer, comment);
        }
    }

    /**
     * Reads the file.
     *
     * @throws IOException if it is not there or not for this user to read
     */
    public static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }

    private static FileAttribute<?>[] onlyForTheOwner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
