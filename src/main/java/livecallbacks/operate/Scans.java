package livecallbacks.operate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import livecallbacks.archive.ArchiveKey;
import livecallbacks.archive.ArchivedObjects;
import livecallbacks.archive.ArchivedObjects.Query;
import livecallbacks.notify.recipients.Glob;
import org.jspecify.annotations.Nullable;

/**
 * The last few walks through the archive. One goes on behind the page that asked for it, and the next look finds it
 * further; nobody waits for the whole of a large day. It ends when nobody has looked for a while.
 */
public final class Scans {

    private static final int KEPT = 4;
    private static final long PATIENCE_MILLISECONDS = 1000;

    /** A page that is open looks every two seconds. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(15);

    /** By then another instance may have archived something. */
    private static final Duration FRESH = Duration.ofSeconds(20);

    private final ArchivedObjects objects;
    private final int most;
    private final Executor executor;
    private final LongSupplier archived;
    private final Clock clock;
    private final Deque<Kept> kept = new ArrayDeque<>();

    /**
     * Walks through this archive.
     *
     * @param most how many callbacks are kept of a walk, from 1 on
     * @param executor takes a walk at a time
     * @param archived how many callbacks this instance has archived: while it stands still, a walk is not repeated
     */
    public Scans(ArchivedObjects objects, int most, Executor executor, LongSupplier archived, Clock clock) {
        this.objects = objects;
        this.most = most;
        this.executor = executor;
        this.archived = archived;
        this.clock = clock;
    }

    /**
     * The callback behind which a page begins.
     *
     * @param time in seconds
     */
    public record Place(Instant time, String key) {}

    /**
     * Which callbacks.
     *
     * @param sources empty for all
     * @param eventTypes empty for all
     * @param day of the event, in UTC
     * @param stream glob over the stream's id; empty for all
     * @param id what the event's id begins with; empty for all
     * @param before null for the newest
     */
    public record Filter(
            Set<String> sources,
            Set<Integer> eventTypes,
            LocalDate day,
            String stream,
            String id,
            @Nullable Place before) {

        private Query query() {
            Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant until = before == null || before.time().plusSeconds(1).isAfter(end)
                    ? end
                    : before.time().plusSeconds(1);
            return new Query(sources, eventTypes, start, until, stream.split("[*?]", 2)[0]);
        }

        private Predicate<ArchiveKey> wanted() {
            Glob glob = stream.isEmpty() ? null : new Glob(stream);
            // A key has the first 16 digits of the id.
            String digits = id.substring(0, Math.min(16, id.length()));
            return key -> (before == null || isBehind(before, key))
                    && key.idStart().startsWith(digits)
                    && (glob == null || (key.stream() != null && glob.matches(key.stream())));
        }

        private static boolean isBehind(Place place, ArchiveKey key) {
            return key.time().isBefore(place.time())
                    || (key.time().equals(place.time()) && key.key().compareTo(place.key()) > 0);
        }
    }

    private static final class Kept {

        private final Filter filter;
        private final long archived;
        private final Instant begun;
        private volatile Instant looked;
        private @Nullable NewestScan scan;

        Kept(Filter filter, long archived, Instant now) {
            this.filter = filter;
            this.archived = archived;
            this.begun = now;
            this.looked = now;
        }
    }

    /**
     * The newest callbacks of a filter, as far as they are known after a second.
     *
     * @return as many as are kept of a walk, if there are so many
     * @throws InterruptedException if the thread is interrupted
     * @throws software.amazon.awssdk.core.exception.SdkException if the store does not answer or refuses
     */
    public NewestScan.State look(Filter filter) throws InterruptedException {
        return scan(filter).await(PATIENCE_MILLISECONDS);
    }

    private synchronized NewestScan scan(Filter filter) {
        Instant now = clock.instant();
        for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
            Kept one = all.next();
            NewestScan scan = one.scan;
            if (one.filter.equals(filter) && scan != null) {
                if (!scan.isOver() || isFresh(one, now)) {
                    one.looked = now;
                    return scan;
                }
                all.remove();
            }
        }
        Kept added = new Kept(filter, archived.getAsLong(), now);
        NewestScan scan = new NewestScan(
                objects,
                filter.query(),
                filter.wanted(),
                most,
                () -> added.looked.plus(FORGOTTEN).isAfter(clock.instant()));
        added.scan = scan;
        kept.addFirst(added);
        while (kept.size() > KEPT) {
            kept.removeLast();
        }
        executor.execute(scan);
        return scan;
    }

    private boolean isFresh(Kept one, Instant now) {
        return one.archived == archived.getAsLong() && one.begun.plus(FRESH).isAfter(now);
    }
}
