package livecallbacks.broker;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.utils.ActiveMQThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What a group of messages gives the broker's other threads to do while it is put together, kept, and then done by the
 * thread that put it together. Artemis hands over each record of the journal and the messages for the pages; a thread
 * that sleeps would be woken for each, does what takes two microseconds, and sleeps again, and whoever waits for the
 * group waits until each of these threads has got a processor.
 *
 * <p>The order of records is kept: it lies in the queues of Artemis' own {@code OrderedExecutor}s, whose note that
 * there is something to do is all that is kept here. If another thread has something for the same queue, it wakes as
 * ever, and finds what is kept here as well.
 */
final class HeldTasks implements AutoCloseable {

    /** What a broker's threads are there for. */
    enum Work {
        /** Writes messages to their pages and forces them to disk. */
        PAGES,
        /** Appends records to the journal. */
        JOURNAL
    }

    private static final long KEEP_ALIVE_SECONDS = 60;

    private static final ThreadLocal<HeldTasks> OF_THREAD = new ThreadLocal<>();

    /** Those that are not closed yet, of all threads. */
    private static final Set<HeldTasks> HELD = ConcurrentHashMap.newKeySet();

    /** In a set, because an {@code OrderedExecutor} asks with the same task each time. */
    private final Set<Task> tasks = ConcurrentHashMap.newKeySet();

    private final long since = System.nanoTime();
    private volatile boolean released;

    private record Task(Work work, Runnable run, Executor thread) {
        void begin() {
            thread.execute(run);
        }
    }

    private HeldTasks() {}

    /** From now on what this thread begins is kept; ends with {@link #close} on the same thread. */
    static HeldTasks hold() {
        HeldTasks held = new HeldTasks();
        HELD.add(held);
        OF_THREAD.set(held);
        return held;
    }

    /**
     * Does what was kept for the pages, on this thread; the messages of this group so far are forced to disk then,
     * unless another thread is at the same pages just now. All else is kept on.
     */
    void writePages() {
        boolean more = true;
        while (more) {
            more = false;
            for (Iterator<Task> each = tasks.iterator(); each.hasNext(); ) {
                Task task = each.next();
                if (task.work == Work.PAGES) {
                    each.remove();
                    task.run.run();
                    // The timer's task asks for a thread of the pages in its turn.
                    more = true;
                }
            }
        }
    }

    /**
     * Does what was kept for the journal, on this thread; what is left for the pages may take long, and begins on
     * threads of theirs. Nothing is kept any more: a record may have to wait for a file that another thread makes.
     */
    @Override
    public void close() {
        OF_THREAD.remove();
        released = true;
        for (Iterator<Task> each = tasks.iterator(); each.hasNext(); ) {
            Task task = each.next();
            each.remove();
            if (task.work == Work.JOURNAL) {
                task.run.run();
            } else {
                task.begin();
            }
        }
        HELD.remove(this);
    }

    /** Does what this thread holds, if it does. */
    static void letGo() {
        HeldTasks held = OF_THREAD.get();
        if (held != null) {
            held.close();
        }
    }

    /** Begins on other threads what is held for longer: whoever holds it may wait for just that. */
    static void releaseOlderThan(long nanos) {
        long now = System.nanoTime();
        for (HeldTasks held : HELD) {
            if (now - held.since > nanos) {
                held.release();
            }
        }
    }

    private void release() {
        released = true;
        // Both threads at once may begin a task; an OrderedExecutor then finds nothing left to do.
        for (Iterator<Task> each = tasks.iterator(); each.hasNext(); ) {
            Task task = each.next();
            each.remove();
            task.begin();
        }
    }

    private static boolean keep(Work work, Runnable run, Executor thread) {
        HeldTasks held = OF_THREAD.get();
        if (held == null || held.released) {
            return false;
        }
        held.tasks.add(new Task(work, run, thread));
        if (held.released) {
            held.release();
        }
        return true;
    }

    /** Threads as Artemis makes them by itself, as many as there are tasks. */
    static ExecutorService threads(Work work, ThreadFactory factory) {
        return new ActiveMQThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, factory) {
            private final Executor thread = super::execute;

            @Override
            public void execute(Runnable task) {
                if (!keep(work, task, thread)) {
                    super.execute(task);
                }
            }
        };
    }

    /** The timer of the pages; what a group would have begun after a while begins as soon as the group is complete. */
    static ScheduledExecutorService timer(ThreadFactory factory) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                Kept kept = new Kept(task);
                return keep(Work.PAGES, kept, Runnable::run) ? kept : super.schedule(task, delay, unit);
            }
        };
        // Nobody shuts it down: a broker leaves a timer that it was given to whoever gave it.
        timer.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    /** What the timer gives out for a task that begins without it. */
    private static final class Kept extends FutureTask<@Nullable Void> implements ScheduledFuture<@Nullable Void> {

        Kept(Runnable task) {
            super(task, null);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(0, other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
