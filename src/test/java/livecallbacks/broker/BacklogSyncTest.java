package livecallbacks.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.postoffice.DuplicateIDCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a message in a backlog waits for: that the page which it lies on is forced to disk, and no more than that. */
@Timeout(120)
class BacklogSyncTest {

    private static final String QUEUE = "callbacks.received";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

    /** Several fit into a page, and none is a large message, which has a file of its own. */
    private static final int BODY_LENGTH = 40_000;

    @TempDir
    private Path folder;

    private static CompletableFuture<Optional<Exception>> send(EmbeddedBroker broker, Sending sending) {
        CompletableFuture<Optional<Exception>> sent = new CompletableFuture<>();
        broker.send(sending, failure -> sent.complete(Optional.ofNullable(failure)));
        return sent;
    }

    private static Sending sending(String id) {
        byte[] body = (id + "x".repeat(BODY_LENGTH)).getBytes(StandardCharsets.US_ASCII);
        return Sending.toQueue(QUEUE, Map.of("_AMQ_DUPL_ID", id), body);
    }

    private static Optional<Exception> outcome(CompletableFuture<Optional<Exception>> sent) throws Exception {
        return sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static CompletableFuture<Optional<Exception>> sendCallback(EmbeddedBroker broker, String id) {
        return send(broker, sending(id).withCopies());
    }

    /** Until callbacks lie on pages, and then one more. Returns how many there are. */
    private static int makeBacklog(EmbeddedBroker broker) throws Exception {
        int count = 0;
        while (!broker.server()
                .getPagingManager()
                .getPageStore(SimpleString.of(QUEUE))
                .isPaging()) {
            assertThat(outcome(sendCallback(broker, "backlog" + count++))).isEmpty();
        }
        assertThat(outcome(sendCallback(broker, "backlog" + count++))).isEmpty();
        return count;
    }

    private static SequentialFile page(EmbeddedBroker broker) throws Exception {
        return broker.server()
                .getPagingManager()
                .getPageStore(SimpleString.of(QUEUE))
                .getCurrentPage()
                .getFile();
    }

    private static long inQueue(EmbeddedBroker broker) {
        return broker.server().locateQueue(QUEUE).getMessageCount();
    }

    @Test
    void itWaitsUntilItsPageIsForcedToDisk() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            makeBacklog(broker);
            HeldChannel page = HeldChannel.under(page(broker), "held-up");
            CompletableFuture<Optional<Exception>> sent = sendCallback(broker, "held-up");
            try {
                await().atMost(PATIENCE).until(() -> page.isHolding() || sent.isDone());
                assertThat(sent).as("while the page is written but not forced").isNotDone();
                await().during(LONG_ENOUGH).atMost(PATIENCE).until(() -> !sent.isDone());
            } finally {
                page.letGo();
            }
            assertThat(outcome(sent)).isEmpty();
        }
    }

    @Test
    void itDoesNotWaitUntilTheJournalIsForcedToDiskUnlessACopyWouldDoHarm() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            makeBacklog(broker);
            // All that is written from now on is held up.
            HeldChannel journal = HeldChannel.underJournal(broker.server(), "");
            try {
                for (int i = 0; i < 20; i++) {
                    assertThat(outcome(sendCallback(broker, "callback" + i))).isEmpty();
                }
                assertThat(journal.isHolding()).isFalse();
                CompletableFuture<Optional<Exception>> withoutCopies = send(broker, sending("once"));
                await().atMost(PATIENCE).until(() -> journal.isHolding() || withoutCopies.isDone());
                await().during(LONG_ENOUGH).atMost(PATIENCE).until(() -> !withoutCopies.isDone());
                journal.letGo();
                assertThat(outcome(withoutCopies)).isEmpty();
            } finally {
                journal.letGo();
            }
        }
    }

    /** As after a crash of the machine: of the journal there is what was forced to disk earlier. */
    @Test
    void itIsThereWithoutWhatTheJournalGotLast() throws Exception {
        Path earlier = folder.resolve("earlier");
        Path data = folder.resolve("data");
        int count;
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            count = makeBacklog(broker);
            copy(data.resolve("journal"), earlier);
            for (int i = 0; i < 50; i++) {
                assertThat(outcome(sendCallback(broker, "later" + i))).isEmpty();
            }
            count += 50;
        }
        copy(earlier, data.resolve("journal"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            assertThat(inQueue(broker)).isEqualTo(count);
            assertThat(broker.server().locateQueue(QUEUE).browserIterator())
                    .toIterable()
                    .extracting(reference -> reference.getMessage().getStringProperty("_AMQ_DUPL_ID"))
                    .contains("later0", "later49")
                    .doesNotHaveDuplicates()
                    .hasSize(count);
            // Whoever takes it can tell the copy.
            assertThat(outcome(sendCallback(broker, "later49"))).isEmpty();
            assertThat(inQueue(broker)).isEqualTo(count + 1);
        }
    }

    @Test
    void itsIdIsKnownAfterAStart() throws Exception {
        int count;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            count = makeBacklog(broker);
            assertThat(outcome(sendCallback(broker, "known"))).isEmpty();
            assertThat(outcome(sendCallback(broker, "known"))).isEmpty();
            count++;
            assertThat(inQueue(broker)).isEqualTo(count);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThat(outcome(sendCallback(broker, "known"))).isEmpty();
            assertThat(inQueue(broker)).isEqualTo(count);
        }
    }

    @Test
    void anIdThatWasForgottenIsForgottenAfterAStart() throws Exception {
        SimpleString address = SimpleString.of(QUEUE);
        byte[] forgotten = {1, 2, 3};
        byte[] kept = {4, 5, 6};
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            StorageManager storage = broker.server().getStorageManager();
            long record = storage.generateID();
            storage.storeDuplicateID(address, forgotten, record);
            storage.storeDuplicateID(address, kept, storage.generateID());
            storage.deleteDuplicateID(record);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            DuplicateIDCache ids = broker.server().getPostOffice().getDuplicateIDCache(address);
            assertThat(ids.contains(kept)).isTrue();
            assertThat(ids.contains(forgotten)).isFalse();
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to);
        try (Stream<Path> before = Files.list(to)) {
            for (Path file : List.copyOf(before.toList())) {
                Files.delete(file);
            }
        }
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
