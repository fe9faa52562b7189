package livecallbacks.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How often a second the disk forces data that a file has room for already, one after the other. */
final class Disk {

    private static final int BLOCK = 4096;
    private static final int BLOCKS = 1024;

    private Disk() {}

    /** Syncs per second in a folder. */
    static double syncsPerSecond(Path folder, double seconds) throws IOException {
        Path path = folder.resolve("sync");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(BLOCK * BLOCKS), 0);
            file.force(true);
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            long count = 0;
            while (System.nanoTime() < end) {
                block.clear().putLong(0, count);
                file.write(block, count % BLOCKS * BLOCK);
                file.force(false);
                count++;
            }
            return count * 1e9 / (System.nanoTime() - start);
        } finally {
            Files.delete(path);
        }
    }
}
