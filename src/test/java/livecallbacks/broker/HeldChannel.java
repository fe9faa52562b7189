package livecallbacks.broker;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/** An open file of the broker; it does not come back from a force after a text was written, until it may. */
public final class HeldChannel extends FileChannel {

    private final FileChannel file;
    private final String text;
    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile boolean written;

    private HeldChannel(FileChannel file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Takes the place of the channel that the broker writes a file through.
     *
     * @param text as it is in the file, in ISO 8859-1
     */
    public static HeldChannel under(SequentialFile open, String text) throws ReflectiveOperationException {
        Field channel = NIOSequentialFile.class.getDeclaredField("channel");
        channel.setAccessible(true);
        HeldChannel held = new HeldChannel((FileChannel) channel.get(open), text);
        channel.set(open, held);
        return held;
    }

    /** The same for the file that the journal of a broker is at. */
    public static HeldChannel underJournal(ActiveMQServer server, String text) throws ReflectiveOperationException {
        JournalImpl journal = (JournalImpl) server.getStorageManager().getMessageJournal();
        return under(journal.getCurrentFile().getFile(), text);
    }

    /** Whether somebody waits for the force by now. */
    public boolean isHolding() {
        return holding.getCount() == 0;
    }

    /** From now on it comes back. */
    public void letGo() {
        letGo.countDown();
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (written) {
            holding.countDown();
            try {
                letGo.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        file.force(metaData);
    }

    private void look(ByteBuffer source) {
        written |= StandardCharsets.ISO_8859_1
                .decode(source.duplicate())
                .toString()
                .contains(text);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        look(source);
        return file.write(source);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        look(source);
        return file.write(source, position);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return file.write(sources, offset, length);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return file.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return file.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        file.position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        file.truncate(size);
        return this;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return file.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        return file.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return file.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return file.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }
}
