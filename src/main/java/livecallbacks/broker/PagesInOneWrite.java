package livecallbacks.broker;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ActiveMQIOErrorException;
import org.apache.activemq.artemis.api.core.ActiveMQIllegalStateException;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.paging.PagingStoreFactory;
import org.apache.activemq.artemis.core.paging.impl.PagingStoreFactoryNIO;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServiceRegistry;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.impl.ServiceRegistryImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.apache.activemq.artemis.utils.ExecutorFactory;
import org.jspecify.annotations.Nullable;

/**
 * The files of a backlog that has gone from memory to disk, written in fewer calls: Artemis writes each message by
 * itself and then forces all of a group to disk. Here the messages of a group are collected, and written when they are
 * forced to disk, or the file is looked at. Nobody relies on a message before it is forced to disk.
 */
final class PagesInOneWrite extends PagingStoreFactoryNIO {

    /** A group of usual callbacks; more is written as it comes. */
    private static final int COLLECTED_BYTES = 128 * 1024;

    private final File directory;
    private final IOCriticalErrorListener onError;

    PagesInOneWrite(
            StorageManager storage,
            Configuration configuration,
            ScheduledExecutorService scheduled,
            ExecutorFactory executors,
            IOCriticalErrorListener onError) {
        super(
                storage,
                configuration.getPagingLocation(),
                configuration.getPageSyncTimeout(),
                scheduled,
                executors,
                configuration.isJournalSyncNonTransactional(),
                onError,
                configuration::isPurgePageFolders);
        this.directory = configuration.getPagingLocation();
        this.onError = onError;
    }

    @Override
    protected SequentialFileFactory newFileFactory(String directoryName) {
        return new NIOSequentialFileFactory(new File(directory, directoryName), false, onError, 1) {
            @Override
            public SequentialFile createSequentialFile(String fileName) {
                return new PageFile(this, getDirectory(), fileName);
            }
        };
    }

    /**
     * A server with such files and {@link JournalOfGroups}, whose threads leave to a group what it can do for itself.
     */
    static ActiveMQServer server(Configuration configuration, ActiveMQSecurityManager security) {
        ServiceRegistry threads = new ServiceRegistryImpl();
        threads.setIOExecutorService(HeldTasks.threads(HeldTasks.Work.JOURNAL, threads("broker-io")));
        threads.setPageExecutorService(HeldTasks.threads(HeldTasks.Work.PAGES, threads("broker-page")));
        ScheduledExecutorService timer = HeldTasks.timer(threads("broker-page-timer"));
        return new ActiveMQServerImpl(configuration, null, security, null, threads) {
            @Override
            protected StorageManager createStorageManager() {
                JournalOfGroups journal = new JournalOfGroups(
                        configuration,
                        getCriticalAnalyzer(),
                        executorFactory,
                        scheduledPool,
                        ioExecutorFactory,
                        ioCriticalErrorListener);
                getCriticalAnalyzer().add(journal);
                return journal;
            }

            @Override
            protected PagingStoreFactory getPagingStoreFactory() {
                return new PagesInOneWrite(
                        getStorageManager(), configuration, timer, pageExecutorFactory, ioCriticalErrorListener);
            }
        };
    }

    private static ThreadFactory threads(String name) {
        return new DefaultThreadFactory(name, true);
    }

    /** A file that collects. Whatever could see, or would lose, what is not written yet writes it first. */
    static final class PageFile extends NIOSequentialFile {

        private @Nullable ByteBuffer collected;

        PageFile(SequentialFileFactory factory, File directory, String name) {
            super(factory, directory, name, 1);
        }

        /** Not written yet when this returns, unless {@code sync} is set. */
        @Override
        public synchronized void writeDirect(ByteBuffer bytes, boolean sync) throws Exception {
            if (sync || !isOpen() || bytes.remaining() > COLLECTED_BYTES) {
                writeCollected();
                super.writeDirect(bytes, sync);
                return;
            }
            if (collected == null) {
                collected = factory.allocateDirectBuffer(COLLECTED_BYTES);
            }
            if (collected.remaining() < bytes.remaining()) {
                writeCollected();
            }
            position.addAndGet(bytes.remaining());
            collected.put(bytes);
            factory.releaseBuffer(bytes);
        }

        @Override
        public synchronized void writeDirect(ByteBuffer bytes, boolean sync, IOCallback callback) {
            try {
                writeCollected();
            } catch (IOException e) {
                callback.onError(ActiveMQExceptionType.IO_ERROR.getCode(), e.toString());
                return;
            }
            super.writeDirect(bytes, sync, callback);
        }

        @Override
        public synchronized void blockingWriteDirect(ByteBuffer bytes, boolean sync, boolean releaseBuffer)
                throws Exception {
            writeCollected();
            super.blockingWriteDirect(bytes, sync, releaseBuffer);
        }

        @Override
        public void sync() throws IOException {
            writeCollected();
            super.sync();
        }

        @Override
        public synchronized void close(boolean waitSync, boolean blockOnPending)
                throws IOException, InterruptedException, ActiveMQException {
            try {
                writeCollected();
            } finally {
                if (collected != null) {
                    factory.releaseDirectBuffer(collected);
                    collected = null;
                }
                super.close(waitSync, blockOnPending);
            }
        }

        @Override
        public long size() throws IOException {
            writeCollected();
            return super.size();
        }

        @Override
        public void position(long position) throws IOException {
            writeCollected();
            super.position(position);
        }

        @Override
        public synchronized int read(ByteBuffer bytes, @Nullable IOCallback callback)
                throws IOException, ActiveMQIllegalStateException {
            writeCollected();
            return super.read(bytes, callback);
        }

        @Override
        public ByteBuffer map(int position, long size) throws IOException {
            writeCollected();
            return super.map(position, size);
        }

        @Override
        public SequentialFile cloneFile() {
            return new PageFile(factory, directory, getFileName());
        }

        /** Unlike Artemis' own write, a failed one does not only stop the broker: the messages have failed as well. */
        private synchronized void writeCollected() throws IOException {
            if (collected == null || collected.position() == 0) {
                return;
            }
            FileChannel open = channel;
            if (open == null) {
                throw new IOException("The page " + getFileName() + " was closed before it was written");
            }
            collected.flip();
            try {
                while (collected.hasRemaining()) {
                    open.write(collected);
                }
            } catch (IOException e) {
                factory.onIOError(new ActiveMQIOErrorException(e.getMessage(), e), e.toString(), this);
                throw e;
            } finally {
                collected.clear();
            }
        }
    }
}
