package livecallbacks.broker;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Delayed;
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
 * What a group of messages gives the broker's other threads to do while it is put together, kept until it is complete.
 * Artemis hands over each record of the journal by itself; a thread that sleeps would be woken for each, does what
 * takes two microseconds, and sleeps again. So it is woken once for all of a group.
 *
 * <p>The order of records is kept: it lies in the queues of Artemis' own {@code OrderedExecutor}s, whose note that
 * there is something to do is all that is kept here. If another thread has something for the same queue, it wakes as
 * ever, and what is kept here is done as well.
 */
final class HeldTasks implements AutoCloseable {

    private static final long KEEP_ALIVE_SECONDS = 60;

    private static final ThreadLocal<HeldTasks> OF_THREAD = new ThreadLocal<>();

    /** In a set, because an {@code OrderedExecutor} asks with the same task each time. */
    private final Set<Task> tasks = ConcurrentHashMap.newKeySet();

    private final long since = System.nanoTime();
    private volatile boolean released;

    private record Task(Runnable work, Start start) {
        void begin() {
            start.begin(work);
        }
    }

    @FunctionalInterface
    private interface Start {
        void begin(Runnable work);
    }

    private HeldTasks() {}

    /** From now on what this thread begins is kept; ends with {@link #close} on the same thread. */
    static HeldTasks hold() {
        HeldTasks held = new HeldTasks();
        OF_THREAD.set(held);
        return held;
    }

    /** Begins what was kept; nothing is kept any more. */
    @Override
    public void close() {
        OF_THREAD.remove();
        release();
    }

    /** Begins what this thread holds, if it does. */
    static void letGo() {
        HeldTasks held = OF_THREAD.get();
        if (held != null) {
            held.close();
        }
    }

    /** Begins it even if the thread that holds is not done by then: it may wait for just that. */
    void releaseIfOlderThan(long nanos) {
        if (System.nanoTime() - since > nanos) {
            release();
        }
    }

    private void release() {
        released = true;
        begin();
    }

    /** Begins what has been kept so far, and goes on keeping. */
    void begin() {
        // Both threads at once may begin a task; an OrderedExecutor then finds nothing left to do.
        for (Iterator<Task> each = tasks.iterator(); each.hasNext(); ) {
            Task task = each.next();
            each.remove();
            task.begin();
        }
    }

    private static boolean keep(Runnable work, Start start) {
        HeldTasks held = OF_THREAD.get();
        if (held == null || held.released) {
            return false;
        }
        held.tasks.add(new Task(work, start));
        if (held.released) {
            held.release();
        }
        return true;
    }

    /** Threads as Artemis makes them by itself, as many as there are tasks. */
    static ExecutorService threads(ThreadFactory factory) {
        return new ActiveMQThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, factory) {
            private final Start start = super::execute;

            @Override
            public void execute(Runnable task) {
                if (!keep(task, start)) {
                    super.execute(task);
                }
            }
        };
    }

    /** A timer; what a group would have begun after a while begins as soon as the group is complete. */
    static ScheduledExecutorService timer(ThreadFactory factory) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                Kept kept = new Kept(task);
                return keep(kept, Runnable::run) ? kept : super.schedule(task, delay, unit);
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
