package livecallbacks.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.paging.PageTransactionInfo;
import org.apache.activemq.artemis.core.server.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesInOneWriteTest {

    @TempDir
    Path folder;

    private PagesInOneWrite.PageFile open(String name) throws Exception {
        PagesInOneWrite.PageFile file = new PagesInOneWrite.PageFile(
                new NIOSequentialFileFactory(folder.toFile(), false, null, 1) {}, folder.toFile(), name);
        file.open();
        return file;
    }

    private static ByteBuffer bytes(String text) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(text.length());
        return bytes.put(text.getBytes(StandardCharsets.US_ASCII)).flip();
    }

    private String content(String name) throws Exception {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void whatIsWrittenIsInTheFileWhenItIsForcedToDisk() throws Exception {
        PagesInOneWrite.PageFile file = open("page");
        file.writeDirect(bytes("one "), false);
        file.writeDirect(bytes("two "), false);
        assertThat(content("page")).isEmpty();
        file.sync();
        assertThat(content("page")).isEqualTo("one two ");
        file.writeDirect(bytes("three"), false);
        file.close();
        assertThat(content("page")).isEqualTo("one two three");
    }

    @Test
    void whoeverAsksForItsSizeOrReadsItSeesWhatWasWritten() throws Exception {
        PagesInOneWrite.PageFile file = open("page");
        file.writeDirect(bytes("written"), false);
        assertThat(file.size()).isEqualTo(7);
        assertThat(file.position()).isEqualTo(7);
        file.writeDirect(bytes(" more"), false);
        file.position(0);
        ByteBuffer all = ByteBuffer.allocate(100);
        assertThat(file.read(all)).isEqualTo(12);
        file.close();
    }

    @Test
    void longAndForcedWritesComeAfterWhatWasWrittenBefore() throws Exception {
        PagesInOneWrite.PageFile file = open("page");
        StringBuilder expected = new StringBuilder();
        for (int length : new int[] {10, 100_000, 50_000, 200_000, 1}) {
            String text = Integer.toString(length % 7).repeat(length);
            file.writeDirect(bytes(text), false);
            expected.append(text);
        }
        file.writeDirect(bytes("end"), true);
        assertThat(content("page")).isEqualTo(expected.append("end").toString());
        file.close();
    }

    /** Takes a tenth of the time, unless groups wait for what they hold themselves. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(30)
    void aBacklogThatHasGoneToDiskIsThereAfterAStart(boolean copies) throws Exception {
        // Far more than the broker keeps in memory.
        byte[] body = "x".repeat(40_000).getBytes(StandardCharsets.US_ASCII);
        int count = 2000;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            List<CompletableFuture<Optional<Exception>>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                CompletableFuture<Optional<Exception>> done = new CompletableFuture<>();
                Sending sending = Sending.toQueue("callbacks.received", Map.of("_AMQ_DUPL_ID", "id" + i), body);
                broker.send(
                        copies ? sending.withCopies() : sending,
                        failure -> done.complete(Optional.ofNullable(failure)));
                all.add(done);
                if (all.size() % 50 == 0) {
                    assertThat(done.get(30, TimeUnit.SECONDS)).isEmpty();
                }
            }
            for (CompletableFuture<Optional<Exception>> done : all) {
                assertThat(done.get(30, TimeUnit.SECONDS)).isEmpty();
            }
            assertThat(pages()).isNotEmpty();
            assertThat(broker.server().getPagingManager().getTransactions().isEmpty())
                    .as("no note of it is kept in memory")
                    .isEqualTo(copies);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            Queue queue = broker.server().locateQueue("callbacks.received");
            assertThat(queue.getMessageCount()).isEqualTo(count);
            assertThat(queue.browserIterator())
                    .toIterable()
                    .extracting(reference -> reference
                            .getMessage()
                            .toCore()
                            .getReadOnlyBodyBuffer()
                            .readableBytes())
                    .hasSize(count)
                    .containsOnly(body.length);
        }
    }

    /** Callbacks and mails share transactions, and only what is sent with copies may be seen before the commit. */
    @Test
    @Timeout(30)
    void ofWhatSharesTransactionsOnlyThatWithoutCopiesLeavesNotes() throws Exception {
        byte[] body = "x".repeat(40_000).getBytes(StandardCharsets.US_ASCII);
        int each = 800;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            List<CompletableFuture<Optional<Exception>>> all = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                for (Sending sending : List.of(
                        Sending.toQueue("callbacks.received", Map.of("_AMQ_DUPL_ID", "callback" + i), body)
                                .withCopies(),
                        Sending.toQueue("mail.outbox", Map.of("_AMQ_DUPL_ID", "mail" + i), body))) {
                    CompletableFuture<Optional<Exception>> done = new CompletableFuture<>();
                    broker.send(sending, failure -> done.complete(Optional.ofNullable(failure)));
                    all.add(done);
                }
                if (i % 25 == 0) {
                    assertThat(all.get(all.size() - 1).get(30, TimeUnit.SECONDS))
                            .isEmpty();
                }
            }
            for (CompletableFuture<Optional<Exception>> done : all) {
                assertThat(done.get(30, TimeUnit.SECONDS)).isEmpty();
            }
            assertThat(broker.server().getPagingManager().getTransactions().values())
                    .isNotEmpty()
                    .extracting(PageTransactionInfo::getNumberOfMessages)
                    .satisfies(counts -> assertThat(
                                    counts.stream().mapToInt(Integer::intValue).sum())
                            .isBetween(1, each));
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            for (String queue : List.of("callbacks.received", "mail.outbox")) {
                assertThat(broker.server().locateQueue(queue).getMessageCount())
                        .as(queue)
                        .isEqualTo(each);
            }
        }
    }

    /** The folder of the pages goes away, so that the next page cannot be made, and is back at the next start. */
    @Test
    @Timeout(60)
    void whatCannotBeWrittenToItsPageIsNotDone() throws Exception {
        byte[] body = "x".repeat(40_000).getBytes(StandardCharsets.US_ASCII);
        int done = 0;
        Path away = folder.resolve("away");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            while (!Files.exists(folder.resolve("paging")) || pages().isEmpty()) {
                assertThat(send(broker, done, body)).isEmpty();
                done++;
            }
            Files.move(folder.resolve("paging"), away);
            Optional<Exception> failure = send(broker, done, body);
            // A page holds a dozen of them.
            for (int i = 0; i < 100 && failure.isEmpty(); i++) {
                done++;
                failure = send(broker, done, body);
            }
            assertThat(failure).isPresent();
            assertThat(send(broker, done, body)).isPresent();
        }
        assertThat(folder.resolve("paging")).doesNotExist();
        Files.move(away, folder.resolve("paging"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            Queue queue = broker.server().locateQueue("callbacks.received");
            assertThat(queue.browserIterator())
                    .toIterable()
                    .extracting(reference -> reference.getMessage().getStringProperty("_AMQ_DUPL_ID"))
                    .contains("id0", "id" + (done - 1))
                    .hasSizeGreaterThanOrEqualTo(done);
        }
    }

    private static Optional<Exception> send(EmbeddedBroker broker, int number, byte[] body) throws Exception {
        CompletableFuture<Optional<Exception>> done = new CompletableFuture<>();
        broker.send(
                Sending.toQueue("callbacks.received", Map.of("_AMQ_DUPL_ID", "id" + number), body)
                        .withCopies(),
                failure -> done.complete(Optional.ofNullable(failure)));
        return done.get(30, TimeUnit.SECONDS);
    }

    private List<File> pages() throws Exception {
        try (var files = Files.walk(folder.resolve("paging"))) {
            return files.map(Path::toFile)
                    .filter(file -> file.getName().endsWith(".page") && file.length() > 0)
                    .toList();
        }
    }
}
