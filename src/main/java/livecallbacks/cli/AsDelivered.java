package livecallbacks.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The routes and templates that the program was built with, whatever a user has made of them since. */
final class AsDelivered {

    private static final String FOLDER = "livecallbacks/as-delivered/";

    private AsDelivered() {}

    /** Copies them into a folder, laid out as an installation is. */
    static void copyTo(Path folder) throws IOException {
        Path program = program();
        if (Files.isDirectory(program)) {
            copyFolder(program.resolve(FOLDER), folder);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(program)) {
                copyFolder(jar.getPath(FOLDER), folder);
            }
        }
    }

    private static Path program() throws IOException {
        try {
            return Path.of(AsDelivered.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("The program lies where no path leads to", e);
        }
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
