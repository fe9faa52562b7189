package livecallbacks.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import livecallbacks.TestClock;
import livecallbacks.archive.ArchiveKey;
import livecallbacks.archive.ArchivedObjects;
import livecallbacks.archive.NewlyArchived;
import livecallbacks.dev.LocalS3;
import livecallbacks.dev.TestS3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** When a day is listed anew, and what stands in front of the list meanwhile. */
class ScansTest {

    private static final LocalDate DAY = LocalDate.parse("2026-11-01");
    private static final Scans.Filter ALL = new Scans.Filter(Set.of(), Set.of(), DAY, "", "", null);

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-01T12:00:00Z"));
    private final AtomicLong archived = new AtomicLong();
    private final NewlyArchived newly = new NewlyArchived("callbacks/");
    private Duration took = Duration.ZERO;
    private LocalS3 store;
    private S3Client s3;
    private Scans scans;

    @BeforeEach
    void start() throws Exception {
        store = TestS3.start(folder);
        store.createBucket("bucket");
        s3 = TestS3.client(store);
        scans = new Scans(
                new ArchivedObjects(s3, "bucket", "callbacks/"),
                3,
                task -> {
                    clock.advance(took);
                    task.run();
                },
                archived::get,
                newly::last,
                clock);
    }

    @AfterEach
    void stop() throws Exception {
        s3.close();
        store.close();
    }

    private static String key(String stream, int minute) {
        return "callbacks/source=live/event_type=100/date=2026-11-01/stream_id=%s/20261101T10%02d00Z-%016x.json"
                .formatted(stream, minute, minute);
    }

    private String put(String stream, int minute) {
        String key = key(stream, minute);
        s3.putObject(put -> put.bucket("bucket").key(key), RequestBody.fromString("{}"));
        return key;
    }

    private List<String> look(Scans.Filter filter) throws InterruptedException {
        return scans.look(filter).newest().stream().map(ArchiveKey::key).toList();
    }

    @Test
    void aDayIsListedAnewAfterAWhileOrWhenSomethingWasArchivedHere() throws Exception {
        String first = put("a", 1);
        assertThat(look(ALL)).containsExactly(first);
        String second = put("b", 2);
        assertThat(look(ALL)).as("nobody has told").containsExactly(first);
        archived.incrementAndGet();
        assertThat(look(ALL)).as("archived here").containsExactly(second, first);
        String third = put("a", 3);
        clock.advance(Duration.ofSeconds(19));
        assertThat(look(ALL)).containsExactly(second, first);
        clock.advance(Duration.ofSeconds(1));
        assertThat(look(ALL)).as("after a while").containsExactly(third, second, first);
    }

    @Test
    void aLargeDayIsNotListedAllTheTime() throws Exception {
        took = Duration.ofSeconds(10);
        String first = put("a", 1);
        assertThat(look(ALL)).containsExactly(first);
        String second = put("b", 2);
        archived.incrementAndGet();
        clock.advance(Duration.ofSeconds(19));
        assertThat(look(ALL)).as("before three times as long").containsExactly(first);
        clock.advance(Duration.ofSeconds(1));
        assertThat(look(ALL)).containsExactly(second, first);
    }

    @Test
    void whatWasArchivedLastIsThereAtOnceForWhomItConcerns() throws Exception {
        took = Duration.ofSeconds(30);
        String first = put("a", 1);
        look(ALL);
        Scans.Filter streamB = new Scans.Filter(Set.of(), Set.of(), DAY, "b*", "", null);
        Scans.Filter otherDay = new Scans.Filter(Set.of(), Set.of(), DAY.plusDays(1), "", "", null);
        Scans.Filter otherType = new Scans.Filter(Set.of(), Set.of(1), DAY, "", "", null);
        Scans.Filter otherSource = new Scans.Filter(Set.of("guarded"), Set.of(), DAY, "", "", null);
        Scans.Filter older = new Scans.Filter(
                Set.of(), Set.of(), DAY, "", "", new Scans.Place(Instant.parse("2026-11-01T10:02:00Z"), key("b", 2)));
        newly.add(first);
        newly.add(key("b", 2));
        newly.add(key("b", 2));
        newly.add("callbacks/none of ours");

        assertThat(look(ALL)).as("each once").containsExactly(key("b", 2), first);
        assertThat(look(streamB)).containsExactly(key("b", 2));
        assertThat(look(older)).containsExactly(first);
        assertThat(look(otherDay)).isEmpty();
        assertThat(look(otherType)).isEmpty();
        assertThat(look(otherSource)).isEmpty();
        newly.add(key("c", 4));
        newly.add(key("c", 5));
        assertThat(look(ALL)).as("as many as are kept").containsExactly(key("c", 5), key("c", 4), key("b", 2));
    }
}
