package livecallbacks.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of the embedded broker, looked at from outside. */
public final class BrokerFolder {

    /** In its journal's folder; Artemis locks it for as long as it runs (its FileLockNodeManager). */
    private static final String LOCK = "serverlock.1";

    private final Path directory;

    /** @param directory need not exist */
    public BrokerFolder(Path directory) {
        this.directory = directory;
    }

    /** Who has the folder. */
    public enum Holder {
        /** Nobody; a service could start on it. */
        NOBODY,
        /** A service that runs, and that commands of this user can reach. */
        SERVICE,
        /** Some process that cannot be reached. */
        ANOTHER
    }

    /**
     * Who has the folder now. Nothing in it is changed.
     *
     * @throws BrokerException if this user may not look
     */
    public Holder holder() throws BrokerException {
        try (RemoteBroker running = Door.enter(directory)) {
            if (running != null) {
                return Holder.SERVICE;
            }
        }
        Path lock = directory.resolve("journal").resolve(LOCK);
        if (Files.notExists(lock)) {
            return Holder.NOBODY;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held == null ? Holder.ANOTHER : Holder.NOBODY;
        } catch (OverlappingFileLockException e) {
            return Holder.ANOTHER;
        } catch (IOException e) {
            throw new BrokerException(
                    "Cannot read " + lock + "; run this command as the user of the service, and let that one have the"
                            + " folder",
                    e);
        }
    }
}
