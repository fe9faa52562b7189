package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The 200 comes after the callback is forced to disk: where the force is held up, so is the 200. */
@Timeout(60)
class JournalSyncTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private static String recording(String stream) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    @Test
    void the200WaitsUntilTheBytesOfTheCallbackAreForcedToDisk() throws Exception {
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            assertThat(service.post(recording("before")).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(service::isDrained);

            HeldChannel journal = HeldChannel.under(service.brokerServer(), "held-up");
            CompletableFuture<HttpResponse<String>> answer = HttpClient.newHttpClient()
                    .sendAsync(
                            HttpRequest.newBuilder(service.uri("/callbacks/live"))
                                    .POST(HttpRequest.BodyPublishers.ofString(recording("held-up")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            try {
                await().atMost(PATIENCE).until(() -> journal.isHolding() || answer.isDone());
                assertThat(answer)
                        .as("the answer, while the journal is written but not forced")
                        .isNotDone();
                await().during(LONG_ENOUGH).atMost(PATIENCE).until(() -> !answer.isDone());
            } finally {
                journal.letGo();
            }
            assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode())
                    .isEqualTo(200);
        }
    }

    /** The open file of the journal; it does not come back from a force after a text was written, until it may. */
    private static final class HeldChannel extends FileChannel {

        private final FileChannel file;
        private final String text;
        private final CountDownLatch holding = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);
        private volatile boolean written;

        private HeldChannel(FileChannel file, String text) {
            this.file = file;
            this.text = text;
        }

        /** Takes the place of the channel that the broker writes its journal through. */
        static HeldChannel under(ActiveMQServer server, String text) throws ReflectiveOperationException {
            JournalImpl journal = (JournalImpl) server.getStorageManager().getMessageJournal();
            SequentialFile current = journal.getCurrentFile().getFile();
            Field channel = NIOSequentialFile.class.getDeclaredField("channel");
            channel.setAccessible(true);
            HeldChannel held = new HeldChannel((FileChannel) channel.get(current), text);
            channel.set(current, held);
            return held;
        }

        boolean isHolding() {
            return holding.getCount() == 0;
        }

        void letGo() {
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
}
