package livecallbacks.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long callbacks at a constant rate take to the answer, to the bucket and to the mail server, and what that costs. */
@Command(
        name = "steady",
        description = "Posts callbacks at a constant rate and measures how long each takes to its 200, to its object and"
                + " to its mail, and the memory meanwhile.",
        showDefaultValues = true)
final class Steady implements Callable<Integer> {

    private static final String ID_HEADER = "X-Live-Callbacks-Event-Id: ";
    private static final String NUMBER_KEY = "\"task_id\":\"";

    @Option(names = "--rate", description = "Callbacks a second.")
    private double rate = 200;

    @Option(names = "--seconds", description = "For how long.")
    private double seconds = 900;

    @Option(names = "--warmup", description = "Seconds of the same before, which do not count.")
    private double warmup = 60;

    @Option(
            names = "--light",
            description = "With a store and a mail server that do little more than keep what they get.")
    private boolean light;

    @Option(names = "--patience", description = "Seconds that the last mails may take.")
    private double patience = 600;

    /** By number of the event: when its 200 came, in nanoseconds since the epoch. */
    private final Map<Long, Long> acknowledged = new HashMap<>();

    @Override
    public Integer call() throws Exception {
        Folders.startEmpty();
        try (Stores stores = Stores.start(Folders.WORK, Folders.OUT.resolve("steady-stores.log"), light);
                Service service = new Service(Folders.WORK.resolve("data"), stores, Folders.OUT.resolve("steady.log"))) {
            service.start(Folders.HOME, "");
            Figures.say("Memory after the start: %d MB", service.target().residentMegabytes());
            Events events = new Events(Service.PATH, Events.firstNumber());
            long owed = 1 + Load.open(service.port(), events, 256, rate, warmup, number -> {}).acknowledged();
            double cpu = service.target().cpuSeconds();
            Thread watch = watch(service.target());
            Load.Result result = Load.open(service.port(), events, 256, rate, seconds, number -> acknowledged.put(number, now()));
            watch.interrupt();
            watch.join();
            owed += result.acknowledged();
            long behind = owed - service.mailsSent();
            Figures.say(
                    "%,d of %,d answered 200 at %,.0f/s: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, at most %.0f ms",
                    result.acknowledged(),
                    result.acknowledged() + result.others(),
                    result.perSecond(),
                    result.millis(50),
                    result.millis(99),
                    result.millis(99.9),
                    result.millis(100));
            Figures.say(
                    "Processor for each: service %.0f us; memory %d MB at the end, %d MB at its peak; %,d mails behind at the end",
                    (service.target().cpuSeconds() - cpu) * 1e6 / result.acknowledged(),
                    service.target().residentMegabytes(),
                    service.target().peakMegabytes(),
                    behind);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos((long) patience);
            while (service.mailsSent() < owed && System.nanoTime() < end) {
                Thread.sleep(200);
            }
            boolean whole = compare(stores, owed);
            return whole && result.others() == 0 ? 0 : 1;
        } finally {
            Folders.clear();
        }
    }

    /** Says each minute how much memory the service has. */
    private static Thread watch(Target target) {
        Thread thread = new Thread(() -> {
            try {
                for (int minute = 1; true; minute++) {
                    Thread.sleep(60_000);
                    Figures.say("  minute %d: memory %d MB", minute, target.residentMegabytes());
                }
            } catch (InterruptedException | IOException e) {
                // The end of the run.
            }
        });
        thread.start();
        return thread;
    }

    private boolean compare(Stores stores, long owed) throws IOException {
        Histogram archived = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
        Histogram mailed = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
        Map<String, Long> times = new HashMap<>();
        long objects = 0;
        for (Path object : files(stores.callbacks())) {
            objects++;
            Long since = acknowledged.get(number(Files.readString(object)));
            if (since != null) {
                String name = object.getFileName().toString();
                times.put(name.substring(name.indexOf('-') + 1, name.indexOf('.')), since);
                record(archived, object, since);
            }
        }
        long mails = 0;
        for (Path mail : files(stores.mailbox())) {
            mails++;
            Long since = times.get(idIn(mail));
            if (since != null) {
                record(mailed, mail, since);
            }
        }
        say("object there after the 200", archived);
        say("mail taken after the 200", mailed);
        Figures.say("%,d callbacks acknowledged, %,d objects, %,d mails", owed, objects, mails);
        return objects == owed
                && mails == owed
                && archived.getTotalCount() == acknowledged.size()
                && mailed.getTotalCount() == acknowledged.size();
    }

    private static void say(String what, Histogram nanos) {
        Figures.say(
                "%s: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, at most %.1f ms",
                what,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getValueAtPercentile(99.9) / 1e6,
                nanos.getMaxValue() / 1e6);
    }

    /** One that was there before the generator had read its 200 took no time. */
    private static void record(Histogram histogram, Path file, long since) throws IOException {
        long there = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
        histogram.recordValue(Math.max(0, there - since));
    }

    private static long number(String body) {
        int from = body.indexOf(NUMBER_KEY) + NUMBER_KEY.length();
        // All numbers of a benchmark begin with the same digit, which is none of the event's own.
        return Long.parseLong(body.substring(from + 1, body.indexOf('"', from)));
    }

    private static String idIn(Path mail) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(mail)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ID_HEADER)) {
                    return line.substring(ID_HEADER.length(), ID_HEADER.length() + 16);
                }
            }
        }
        throw new IOException("A mail without an event id: " + mail);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
