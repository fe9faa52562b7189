package livecallbacks.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import livecallbacks.archive.ArchivedObjects;
import livecallbacks.cli.Main.Home;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.Settings;
import livecallbacks.config.SettingsReader;
import livecallbacks.operate.ArchivedCallbacks;
import livecallbacks.operate.ArchivedCallbacks.Found;
import livecallbacks.operate.TestedEvent;
import livecallbacks.parts.Clients;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** One archived callback, with what its metadata say. */
final class EventInArchive {

    private EventInArchive() {}

    /** That there is no such callback; the message says why. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    /**
     * Gets it from the archive of the configuration, or of a {@code dev} that runs.
     *
     * @throws MissingException if there is nothing under the key, or no callback
     * @throws IOException if the store does not answer or refuses
     */
    static TestedEvent get(Home home, Map<String, String> environment, String key)
            throws ConfigurationException, IOException, MissingException {
        Path data = SettingsReader.dataDirectory(home.directory(), environment);
        Settings.Archive archive = SettingsReader.archive(home.directory(), DevStore.environment(data, environment));
        String bucket = "s3://" + archive.bucket() + "/";
        String bare = key.startsWith(bucket) ? key.substring(bucket.length()) : key;
        int prefix = Math.max(0, bare.indexOf("source="));
        try (S3Client s3 = Clients.s3(archive)) {
            ArchivedObjects objects = new ArchivedObjects(s3, archive.bucket(), bare.substring(0, prefix));
            if (objects.key(bare) == null) {
                throw new MissingException("it does not fit the layout of the archive, callbacks/source=.../...json");
            }
            Found found = ArchivedCallbacks.find(objects, bare);
            if (found == null) {
                throw new MissingException("there is no such object in " + archive.bucket());
            }
            TestedEvent tested = found.tested();
            if (tested == null) {
                throw new MissingException("the object " + found.change());
            }
            return tested;
        } catch (SdkException e) {
            throw new IOException("The archive " + archive.bucket() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
