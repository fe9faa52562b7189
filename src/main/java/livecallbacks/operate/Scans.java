package livecallbacks.operate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
    private static final long PATIENCE_MILLISECONDS = 500;

    /** A page that is open looks every second. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(15);

    /** By then another instance may have archived something. */
    private static final Duration FRESH = Duration.ofSeconds(20);

    /** A store is not to be listed all the time, however large a day is. */
    private static final int PAUSES = 3;

    /** The same for a day that is listed quickly, when something was archived. */
    private static final int SHORT_PAUSES = 10;

    private final ArchivedObjects objects;
    private final int most;
    private final Executor executor;
    private final LongSupplier archived;
    private final Supplier<List<ArchiveKey>> newly;
    private final Clock clock;
    private final Deque<Kept> kept = new ArrayDeque<>();

    /**
     * Walks through this archive.
     *
     * @param most how many callbacks are kept of a walk, from 1 on
     * @param executor takes a walk at a time
     * @param archived how many callbacks this instance has archived: while it stands still, a walk is not repeated as
     *     soon
     * @param newly those that it has archived last, which a walk may have passed by, or not have come to yet
     */
    public Scans(
            ArchivedObjects objects,
            int most,
            Executor executor,
            LongSupplier archived,
            Supplier<List<ArchiveKey>> newly,
            Clock clock) {
        this.objects = objects;
        this.most = most;
        this.executor = executor;
        this.archived = archived;
        this.newly = newly;
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

        /** What a walk with the query would come to. */
        private boolean holds(ArchiveKey key) {
            return (sources.isEmpty() || sources.contains(key.source()))
                    && (eventTypes.isEmpty() || eventTypes.contains(key.eventType()))
                    && LocalDate.ofInstant(key.time(), ZoneOffset.UTC).equals(day);
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
        private volatile @Nullable Instant ended;
        private @Nullable NewestScan scan;

        Kept(Filter filter, long archived, Instant now) {
            this.filter = filter;
            this.archived = archived;
            this.begun = now;
            this.looked = now;
        }
    }

    /**
     * The newest callbacks of a filter, as far as they are known after half a second; what this instance has just
     * archived is among them.
     *
     * @return as many as are kept of a walk, if there are so many
     * @throws InterruptedException if the thread is interrupted
     * @throws software.amazon.awssdk.core.exception.SdkException if the store does not answer or refuses
     */
    public NewestScan.State look(Filter filter) throws InterruptedException {
        NewestScan.State state = scan(filter).await(PATIENCE_MILLISECONDS);
        Predicate<ArchiveKey> wanted = filter.wanted();
        List<ArchiveKey> besides =
                newly.get().stream().filter(filter::holds).filter(wanted).toList();
        return state.with(besides, most);
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
        executor.execute(() -> {
            scan.run();
            added.ended = clock.instant();
        });
        return scan;
    }

    private boolean isFresh(Kept one, Instant now) {
        Instant ended = one.ended;
        if (ended == null) {
            // It is just coming to its end.
            return true;
        }
        Duration took = Duration.between(one.begun, ended);
        Duration age = Duration.between(one.begun, now);
        boolean changed = one.archived != archived.getAsLong();
        if (changed && age.compareTo(took.multipliedBy(SHORT_PAUSES)) >= 0) {
            return false;
        }
        return age.compareTo(FRESH) < 0 || age.compareTo(took.multipliedBy(PAUSES)) < 0;
    }
}
