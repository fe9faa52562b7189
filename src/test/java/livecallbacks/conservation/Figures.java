package livecallbacks.conservation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** What is counted and measured, by the part of the run in which a post was sent. Safe for use by several threads. */
final class Figures {

    private final List<Part> parts = new ArrayList<>();
    private Part part = new Part("start");

    /** From one fault to the next. */
    private static final class Part {
        private final String name;
        private final List<Long> acknowledged = new ArrayList<>();
        private final List<Long> otherwise = new ArrayList<>();
        private int refused503;
        private final List<Integer> others = new ArrayList<>();
        private int none;
        private String recovered = "";

        Part(String name) {
            this.name = name;
        }

        long slowest() {
            return LongStream.concat(
                            acknowledged.stream().mapToLong(Long::longValue),
                            otherwise.stream().mapToLong(Long::longValue))
                    .max()
                    .orElse(0);
        }
    }

    /** Runs from the start of a post to its end. */
    final class Stopwatch {
        private final Part mine;
        private final long started = System.nanoTime();

        private Stopwatch(Part mine) {
            this.mine = mine;
        }

        void answered(int status) {
            long nanos = System.nanoTime() - started;
            synchronized (Figures.this) {
                (status == 200 ? mine.acknowledged : mine.otherwise).add(nanos);
                mine.refused503 += status == 503 ? 1 : 0;
                if (status != 200 && status != 503) {
                    mine.others.add(status);
                }
            }
        }

        void notAnswered() {
            long nanos = System.nanoTime() - started;
            synchronized (Figures.this) {
                mine.none++;
                mine.otherwise.add(nanos);
            }
        }
    }

    Figures() {
        parts.add(part);
    }

    /** What is posted from now on counts to this part. */
    synchronized void part(String name) {
        part = new Part(name);
        parts.add(part);
    }

    /** So long after the fault was healed a new callback was archived and mailed. */
    synchronized void recovered(Duration after) {
        part.recovered = "%.1f".formatted(after.toMillis() / 1000.0);
    }

    /** To be called when a post is sent. */
    synchronized Stopwatch start() {
        return new Stopwatch(part);
    }

    /** The slowest answer, or none, of the present part. */
    synchronized Duration slowest() {
        return Duration.ofNanos(part.slowest());
    }

    /** How many posts of the present part were answered 503. */
    synchronized int refused503() {
        return part.refused503;
    }

    /** The answers that are neither 200 nor 503, each with the part it was in. */
    synchronized List<String> others() {
        return parts.stream()
                .flatMap(each -> each.others.stream().map(status -> status + " (" + each.name + ")"))
                .toList();
    }

    /** A table, one line for each part, and one for all. */
    synchronized String table() {
        StringBuilder table = new StringBuilder();
        line(table, "", "posts", "200", "503", "other", "none", "p50 ms", "p99 ms", "slowest", "recov. s");
        Part all = new Part("all");
        for (Part each : parts) {
            all.acknowledged.addAll(each.acknowledged);
            all.otherwise.addAll(each.otherwise);
            all.refused503 += each.refused503;
            all.others.addAll(each.others);
            all.none += each.none;
            line(table, each);
        }
        line(table, all);
        return table.toString();
    }

    private static void line(StringBuilder table, Part part) {
        long[] times =
                part.acknowledged.stream().mapToLong(Long::longValue).sorted().toArray();
        line(
                table,
                part.name,
                Integer.toString(part.acknowledged.size() + part.otherwise.size()),
                Integer.toString(part.acknowledged.size()),
                Integer.toString(part.refused503),
                Integer.toString(part.others.size()),
                Integer.toString(part.none),
                milliseconds(percentile(times, 50)),
                milliseconds(percentile(times, 99)),
                milliseconds(part.slowest()),
                part.recovered);
    }

    private static void line(StringBuilder table, String name, String... cells) {
        table.append(String.format(Locale.ROOT, "  %-36s", name));
        for (String cell : cells) {
            table.append(String.format(Locale.ROOT, "%11s", cell));
        }
        table.append('\n');
    }

    private static long percentile(long[] sorted, int perCent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * perCent / 100)];
    }

    private static String milliseconds(long nanos) {
        return "%.0f".formatted(nanos / 1e6);
    }
}
