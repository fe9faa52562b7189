package livecallbacks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a route asks Camel for the message as it came. Camel then copies each message of every route beforehand,
 * which is a lot for what may never be asked for; the routes that come with the service keep the body in a variable. Of
 * {@code useOriginalBody} Camel does not notice by itself that it needs the copies.
 */
final class OriginalMessages {

    private OriginalMessages() {}

    /**
     * Looks into the route files.
     *
     * @param routes their folder; without it there are none
     * @throws IOException if it or one of them cannot be read
     */
    static boolean areAskedFor(Path routes) throws IOException {
        if (!Files.isDirectory(routes)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(routes, "*.camel.yaml")) {
            for (Path file : files) {
                String text = Files.readString(file);
                if (text.contains("useOriginalBody") || text.contains("useOriginalMessage")) {
                    return true;
                }
            }
        }
        return false;
    }
}
