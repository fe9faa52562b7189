package livecallbacks.management;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What came in the last minute, from the counters that monitoring reads: it remembers how they stood. Whoever asks sees
 * the counters of now, so a callback counts as soon as it is answered.
 */
public final class LastMinute {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MeterRegistry meters;
    private final Clock clock;
    private final Deque<Stand> stands = new ArrayDeque<>();

    /** Begins to count; {@link #look} has to be called every few seconds. */
    public LastMinute(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        stands.add(new Stand(clock.instant(), Map.of(), Map.of()));
    }

    /**
     * What a request was.
     *
     * @param source as configured, or the name for none
     * @param event what people call the event, or the name for none
     * @param outcome {@code stored}, {@code refused} or {@code unavailable}
     */
    public record Kind(String source, String event, String outcome) {}

    /**
     * How many of a kind.
     *
     * @param inMinute since a minute ago, or since the start if that was later
     * @param inAll since the start
     */
    public record Line(Kind kind, long inMinute, long inAll) {}

    /**
     * How long callbacks have waited for their 200.
     *
     * @param median not longer than this, as far as the timer's buckets tell; null if none was answered
     * @param slowest nearly all (99 of 100) not longer than this; null if none was answered, or it is beyond the
     *     buckets
     */
    public record Acknowledged(
            long count, @Nullable Duration median, @Nullable Duration slowest) {}

    private record Stand(Instant at, Map<Kind, Long> requests, Map<Double, Long> buckets) {}

    /** Remembers how the counters stand. */
    public synchronized void look() {
        stands.add(stand());
        Instant start = clock.instant().minus(MINUTE);
        while (stands.size() > 1 && isBefore(second(), start)) {
            stands.remove();
        }
    }

    private Stand second() {
        return stands.stream().skip(1).findFirst().orElseThrow();
    }

    private static boolean isBefore(Stand stand, Instant start) {
        return !stand.at().isAfter(start);
    }

    private synchronized Stand first() {
        return stands.element();
    }

    /** Each kind that there has been, by source, event and outcome. */
    public List<Line> requests() {
        Map<Kind, Long> before = first().requests();
        List<Line> lines = new ArrayList<>();
        stand().requests()
                .forEach((kind, count) -> lines.add(new Line(kind, count - before.getOrDefault(kind, 0L), count)));
        lines.sort(Comparator.comparing((Line line) -> line.kind().source())
                .thenComparing(line -> line.kind().event())
                .thenComparing(line -> line.kind().outcome()));
        return lines;
    }

    /** How those of the last minute were acknowledged. */
    public Acknowledged acknowledged() {
        Map<Double, Long> before = first().buckets();
        Map<Double, Long> now = stand().buckets();
        long count = now.getOrDefault(Double.MAX_VALUE, 0L) - before.getOrDefault(Double.MAX_VALUE, 0L);
        return new Acknowledged(count, within(now, before, count, 0.5), within(now, before, count, 0.99));
    }

    private static @Nullable Duration within(
            Map<Double, Long> now, Map<Double, Long> before, long count, double share) {
        return now.entrySet().stream()
                .filter(bucket -> count > 0 && bucket.getKey() < Double.MAX_VALUE)
                .filter(bucket -> bucket.getValue() - before.getOrDefault(bucket.getKey(), 0L) >= share * count)
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder())
                .map(bucket -> Duration.ofNanos(Math.round(bucket)))
                .orElse(null);
    }

    private Stand stand() {
        Map<Kind, Long> requests = new HashMap<>();
        for (Counter counter : meters.find("livecallbacks.requests").counters()) {
            requests.put(
                    new Kind(tag(counter, "source"), tag(counter, "event"), tag(counter, "outcome")),
                    Math.round(counter.count()));
        }
        Map<Double, Long> buckets = new HashMap<>();
        Timer timer = meters.find("livecallbacks.acknowledge").timer();
        if (timer != null) {
            for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
                buckets.put(bucket.bucket(TimeUnit.NANOSECONDS), Math.round(bucket.count()));
            }
            buckets.put(Double.MAX_VALUE, timer.count());
        }
        return new Stand(clock.instant(), requests, buckets);
    }

    private static String tag(Counter counter, String name) {
        return Objects.requireNonNullElse(counter.getId().getTag(name), "");
    }
}
