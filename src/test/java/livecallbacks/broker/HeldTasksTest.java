package livecallbacks.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.utils.actors.OrderedExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeldTasksTest {

    private final AtomicInteger begun = new AtomicInteger();

    private final ExecutorService threads = HeldTasks.threads(HeldTasks.Work.JOURNAL, Executors.defaultThreadFactory());

    private final ExecutorService pageThreads =
            HeldTasks.threads(HeldTasks.Work.PAGES, Executors.defaultThreadFactory());

    private final ScheduledExecutorService timer = HeldTasks.timer(Executors.defaultThreadFactory());

    @AfterEach
    void stop() {
        HeldTasks.letGo();
        threads.shutdownNow();
        pageThreads.shutdownNow();
        timer.shutdownNow();
    }

    /** Whatever had been given to the threads before has begun when another thread's task is done. */
    private void awaitThreads() throws Exception {
        CompletableFuture.runAsync(() -> {}, task -> new Thread(() -> threads.execute(task)).start())
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void whatAThreadGivesTheJournalWhileItHoldsItDoesWhenItEndsThat() throws Exception {
        List<Thread> doers = new CopyOnWriteArrayList<>();
        try (HeldTasks held = HeldTasks.hold()) {
            assertThat(held).isNotNull();
            threads.execute(() -> doers.add(Thread.currentThread()));
            threads.execute(() -> doers.add(Thread.currentThread()));
            awaitThreads();
            assertThat(doers).isEmpty();
        }
        assertThat(doers).containsExactly(Thread.currentThread(), Thread.currentThread());
    }

    @Test
    void whatItGivesThePagesItDoesWhenTheyAreWritten() {
        List<Thread> doers = new CopyOnWriteArrayList<>();
        try (HeldTasks held = HeldTasks.hold()) {
            threads.execute(begun::incrementAndGet);
            // As the broker does: the timer asks for a thread.
            ScheduledFuture<?> asked = timer.schedule(
                    () -> pageThreads.execute(() -> doers.add(Thread.currentThread())), 1, TimeUnit.HOURS);
            assertThat(doers).isEmpty();
            held.writePages();
            assertThat(asked.isDone()).isTrue();
            assertThat(doers).containsExactly(Thread.currentThread());
            assertThat(begun).hasValue(0);
        }
        assertThat(begun).hasValue(1);
    }

    @Test
    void whatIsLeftForThePagesHoldsUpNobody() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (HeldTasks held = HeldTasks.hold()) {
            assertThat(held).isNotNull();
            pageThreads.execute(() -> {
                try {
                    if (ended.await(20, TimeUnit.SECONDS)) {
                        done.countDown();
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
        ended.countDown();
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** As the journal does for its next file. */
    @Test
    void whatIsDoneAtTheEndMayWaitForAnotherThread() {
        CountDownLatch file = new CountDownLatch(1);
        try (HeldTasks held = HeldTasks.hold()) {
            assertThat(held).isNotNull();
            threads.execute(() -> {
                threads.execute(file::countDown);
                try {
                    if (file.await(20, TimeUnit.SECONDS)) {
                        begun.incrementAndGet();
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
        assertThat(begun).hasValue(1);
    }

    @Test
    void aQueueThatAsksForAThreadSeveralTimesKeepsItsOrder() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        OrderedExecutor queue = new OrderedExecutor(task -> {
            asked.incrementAndGet();
            threads.execute(task);
        });
        List<Integer> order = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(100);
        try (HeldTasks held = HeldTasks.hold()) {
            assertThat(held).isNotNull();
            for (int i = 0; i < 100; i++) {
                int number = i;
                queue.execute(() -> {
                    order.add(number);
                    done.countDown();
                });
            }
            assertThat(order).isEmpty();
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(asked).hasValueGreaterThan(1);
        assertThat(order).isSorted().hasSize(100);
    }

    @Test
    void theSameTaskBeginsOnce() {
        Runnable task = begun::incrementAndGet;
        try (HeldTasks held = HeldTasks.hold()) {
            assertThat(held).isNotNull();
            threads.execute(task);
            threads.execute(task);
        }
        assertThat(begun).hasValue(1);
    }

    @Test
    void anotherThreadsTasksBeginAtOnce() throws Exception {
        try (HeldTasks held = HeldTasks.hold()) {
            assertThat(held).isNotNull();
            awaitThreads();
        }
    }

    @Test
    void whatTheTimerWouldBeginLaterBeginsWhenTheThreadHoldsNoMore() {
        ScheduledFuture<?> begins;
        try (HeldTasks held = HeldTasks.hold()) {
            assertThat(held).isNotNull();
            Runnable task = begun::incrementAndGet;
            begins = timer.schedule(task, 1, TimeUnit.HOURS);
            assertThat(begun).hasValue(0);
        }
        assertThat(begun).hasValue(1);
        assertThat(begins.isDone()).isTrue();
    }

    @Test
    void whileNobodyHoldsTheTimerIsOne() throws Exception {
        Runnable task = begun::incrementAndGet;
        ScheduledFuture<?> late = timer.schedule(task, 1, TimeUnit.HOURS);
        timer.schedule(task, 1, TimeUnit.NANOSECONDS).get(20, TimeUnit.SECONDS);
        assertThat(begun).hasValue(1);
        assertThat(late.isDone()).isFalse();
    }

    @Test
    void aThreadThatWaitsForWhatItHoldsIsHelped() throws Exception {
        CountDownLatch holds = new CountDownLatch(1);
        CompletableFuture<Void> waited = CompletableFuture.runAsync(() -> {
            CountDownLatch done = new CountDownLatch(2);
            try (HeldTasks held = HeldTasks.hold()) {
                assertThat(held).isNotNull();
                threads.execute(done::countDown);
                pageThreads.execute(done::countDown);
                holds.countDown();
                assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
                // Nothing is kept any more.
                CountDownLatch next = new CountDownLatch(1);
                threads.execute(next::countDown);
                assertThat(next.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(holds.await(20, TimeUnit.SECONDS)).isTrue();
        HeldTasks.releaseOlderThan(TimeUnit.HOURS.toNanos(1));
        assertThat(waited).isNotDone();
        HeldTasks.releaseOlderThan(0);
        waited.get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatIsLetGoBeforeTheEndBeginsThen() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (HeldTasks held = HeldTasks.hold()) {
            assertThat(held).isNotNull();
            threads.execute(done::countDown);
            HeldTasks.letGo();
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
