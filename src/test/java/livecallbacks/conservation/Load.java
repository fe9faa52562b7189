package livecallbacks.conservation;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The senders: new events at a steady rate, some of them twice (at the same moment, or a little later), and what was
 * not answered 200 mostly again.
 */
final class Load implements AutoCloseable {

    private static final int POSTERS = 48;
    private static final long VALIDITY_SECONDS = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of a hundred events so many are posted twice at the same moment, and so many again a little later. */
    private static final int PER_CENT_AT_ONCE = 2;

    private static final int PER_CENT_AGAIN = 2;

    /** Of a hundred posts without a 200 so many are given up; then nothing is owed. */
    private static final int PER_CENT_GIVEN_UP = 20;

    private static final int ATTEMPTS = 100;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ScheduledThreadPoolExecutor posters = new ScheduledThreadPoolExecutor(POSTERS);
    private final ScheduledThreadPoolExecutor pace = new ScheduledThreadPoolExecutor(1);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<@Nullable Runnable> onNext200 = new AtomicReference<>();
    private final URI uri;
    private final Ledger ledger;
    private final Figures figures;
    private final long seed;
    private final Random random;
    private long number;
    private long copies;

    /**
     * Senders that wait for {@link #start}.
     *
     * @param seed of the events; the same seed makes the same events
     */
    Load(URI uri, Ledger ledger, Figures figures, long seed) {
        this.uri = uri;
        this.ledger = ledger;
        this.figures = figures;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** From now on so many new events a second. */
    void start(int perSecond) {
        long nanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        // A poster that throws is a fault of the test; the executor would keep it for itself.
        var steady = pace.scheduleAtFixedRate(this::next, 0, nanos, TimeUnit.NANOSECONDS);
        assert !steady.isDone();
    }

    /** No new events; returns when the last one has been answered or given up. */
    void stop() throws InterruptedException {
        pace.shutdownNow();
        if (!pace.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("The pace does not stop");
        }
        await().alias("the last posts have an end")
                .atMost(PATIENCE.multipliedBy(4))
                .until(() -> underWay.get() == 0);
    }

    /** In the very thread that has just read a 200, before anything else: for a kill in the worst moment. */
    void onNext200(Runnable action) {
        onNext200.set(action);
    }

    /** One event of the caller's, posted until it is answered 200; returns at once. */
    void post(Event event) {
        underWay.incrementAndGet();
        posters.execute(() -> post(event, 0, ATTEMPTS));
    }

    @Override
    public void close() {
        pace.shutdownNow();
        posters.shutdownNow();
    }

    private void next() {
        int chance;
        Event event;
        synchronized (random) {
            event = Event.random(random, seed, number++);
            chance = random.nextInt(100);
        }
        submit(event, 0);
        if (chance < PER_CENT_AT_ONCE) {
            submit(event, 0);
        } else if (chance < PER_CENT_AT_ONCE + PER_CENT_AGAIN) {
            submit(event, 500 + 50L * chance);
        }
    }

    private void submit(Event event, long milliseconds) {
        underWay.incrementAndGet();
        var submitted =
                posters.schedule(() -> post(event, PER_CENT_GIVEN_UP, ATTEMPTS), milliseconds, TimeUnit.MILLISECONDS);
        assert submitted != null;
    }

    private void post(Event event, int perCentGivenUp, int attempts) {
        boolean again = false;
        try {
            again = !posted(event) && attempts > 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (again) {
                synchronized (random) {
                    again = random.nextInt(100) >= perCentGivenUp;
                }
            }
            if (again) {
                var later = posters.schedule(() -> post(event, perCentGivenUp, attempts - 1), 2, TimeUnit.SECONDS);
                assert later != null;
            } else {
                underWay.decrementAndGet();
            }
        }
    }

    private boolean posted(Event event) throws InterruptedException {
        long expires;
        synchronized (random) {
            // Each copy is another body: that is how the ledger tells which one was archived.
            expires = Clock.systemUTC().instant().getEpochSecond() + VALIDITY_SECONDS + copies++ % VALIDITY_SECONDS;
        }
        byte[] body = event.body(expires);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        Ledger.Post post = ledger.posting(event.id(), event.recipients(), body);
        Figures.Stopwatch stopwatch = figures.start();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status == 200) {
                Runnable action = onNext200.getAndSet(null);
                if (action != null) {
                    action.run();
                }
                ledger.acknowledged(post);
            }
            stopwatch.answered(status);
            return status == 200;
        } catch (IOException e) {
            stopwatch.notAnswered();
            return false;
        }
    }
}
