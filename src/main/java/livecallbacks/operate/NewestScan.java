package livecallbacks.operate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import livecallbacks.archive.ArchiveKey;
import livecallbacks.archive.ArchivedObjects;
import livecallbacks.archive.ArchivedObjects.Query;
import livecallbacks.archive.ArchivedObjects.Visitor;
import org.jspecify.annotations.Nullable;

/**
 * A walk through the archive that keeps only the newest callbacks, which can be looked at while it goes on: keys are in
 * the order of sources, types and streams, so it is known only at the end which are the newest.
 */
public final class NewestScan implements Runnable {

    /** Newest first; of one second, in the order of their keys. */
    private static final Comparator<ArchiveKey> NEWEST_FIRST =
            Comparator.comparing(ArchiveKey::time).reversed().thenComparing(ArchiveKey::key);

    private final ArchivedObjects objects;
    private final Query query;
    private final Predicate<ArchiveKey> wanted;
    private final int most;
    private final BooleanSupplier goesOn;
    private final CountDownLatch over = new CountDownLatch(1);
    private final PriorityQueue<ArchiveKey> newest = new PriorityQueue<>(NEWEST_FIRST.reversed());
    private long seen;
    private boolean whole;
    private @Nullable RuntimeException failure;

    /**
     * A scan, to be run once.
     *
     * @param wanted what the query cannot say
     * @param most how many are kept, from 1 on
     * @param goesOn asked now and then; false ends it
     */
    public NewestScan(
            ArchivedObjects objects, Query query, Predicate<ArchiveKey> wanted, int most, BooleanSupplier goesOn) {
        this.objects = objects;
        this.query = query;
        this.wanted = wanted;
        this.most = most;
        this.goesOn = goesOn;
    }

    /**
     * How far it is.
     *
     * @param newest of those seen so far, newest first
     * @param seen how many keys were looked at
     * @param whole whether there are no more
     */
    public record State(List<ArchiveKey> newest, long seen, boolean whole) {

        /** The same with others, each key once, and at most so many. */
        State with(List<ArchiveKey> others, int most) {
            if (others.isEmpty()) {
                return this;
            }
            Set<ArchiveKey> all = new TreeSet<>(NEWEST_FIRST);
            all.addAll(newest);
            all.addAll(others);
            return new State(all.stream().limit(most).toList(), seen, whole);
        }
    }

    @Override
    public void run() {
        try {
            objects.walk(query, null, new Visitor<RuntimeException>() {
                @Override
                public boolean found(ArchiveKey key) {
                    return take(key);
                }

                @Override
                public void misfit(String key) {
                    // None of ours; replay and check name it.
                }
            });
            synchronized (this) {
                whole = goesOn.getAsBoolean();
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                failure = e;
            }
        } finally {
            over.countDown();
        }
    }

    private synchronized boolean take(ArchiveKey key) {
        seen++;
        if (wanted.test(key)) {
            newest.add(key);
            if (newest.size() > most) {
                newest.remove();
            }
        }
        return goesOn.getAsBoolean();
    }

    /** Whether it is at its end, one way or the other. */
    public boolean isOver() {
        return over.getCount() == 0;
    }

    /**
     * Waits for its end, but not for long, and says how far it is.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws RuntimeException what the store has said, if it has failed
     */
    public State await(long milliseconds) throws InterruptedException {
        boolean ended = over.await(milliseconds, TimeUnit.MILLISECONDS);
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
            List<ArchiveKey> sorted = new ArrayList<>(newest);
            sorted.sort(NEWEST_FIRST);
            return new State(sorted, seen, ended && whole);
        }
    }
}
