package livecallbacks.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast a backlog gets to the bucket and to the mail server. */
@Command(
        name = "drain",
        description = "Takes callbacks while the store and the mail server stand still, then measures how fast they are"
                + " archived and mailed.",
        showDefaultValues = true)
final class Drain implements Callable<Integer> {

    @Option(names = "--backlog", description = "How many callbacks wait.")
    private int backlog = 100_000;

    @Option(names = "--seconds", description = "When to give up.")
    private int seconds = 1800;

    @Option(
            names = "--light",
            description = "With a store and a mail server that do little more than keep what they get.")
    private boolean light;

    @Option(names = "--every", description = "Seconds between two lines about how it goes.")
    private double every = 10;

    @Override
    public Integer call() throws Exception {
        Folders.startEmpty();
        try (Stores stores = Stores.start(Folders.WORK, Folders.OUT.resolve("drain-stores.log"), light);
                Service service = new Service(Folders.WORK.resolve("data"), stores, Folders.OUT.resolve("drain.log"))) {
            service.start(Folders.HOME, "");
            stores.process().pause();
            Load.Result taken = take(service);
            long owed = taken.acknowledged() + 1;
            long sent = service.mailsSent();
            Figures.say("%,d callbacks wait, taken at %,.0f/s", owed - sent, taken.perSecond());
            Cpu cpu = cpu(service);
            stores.process().resume();
            long start = System.nanoTime();
            long before = sent;
            Cpu last = cpu;
            long lastSent = sent;
            double lastAt = 0;
            while (sent < owed) {
                if (passed(start) > seconds) {
                    Figures.say("Given up after %d s; %,d mails are missing", seconds, owed - sent);
                    return 1;
                }
                Thread.sleep(500);
                sent = service.mailsSent();
                double at = passed(start);
                if (at - lastAt >= every || sent == owed) {
                    Cpu now = cpu(service);
                    Figures.say(
                            "  %4.0f s: %,7.0f/s, processor for each: service %,6.0f us, store and mail server %,6.0f us",
                            at,
                            (sent - lastSent) / (at - lastAt),
                            (now.service() - last.service()) * 1e6 / Math.max(1, sent - lastSent),
                            (now.stores() - last.stores()) * 1e6 / Math.max(1, sent - lastSent));
                    last = now;
                    lastSent = sent;
                    lastAt = at;
                }
            }
            double took = passed(start);
            Figures.say("Drained in %.1f s: %,.0f callbacks/s archived and mailed", took, (sent - before) / took);
            Figures.say(
                    "Processor for each: service %.0f us, store and mail server %.0f us; memory of the service %d MB at its peak",
                    (last.service() - cpu.service()) * 1e6 / (sent - before),
                    (last.stores() - cpu.stores()) * 1e6 / (sent - before),
                    service.target().peakMegabytes());
            long objects = files(stores.callbacks(), ".json");
            long mails = files(stores.mailbox(), "");
            Figures.say("%,d callbacks acknowledged, %,d objects, %,d mails", owed, objects, mails);
            return objects == owed && mails == owed ? 0 : 1;
        } finally {
            Folders.clear();
        }
    }

    private record Cpu(double service, double stores) {}

    private static Cpu cpu(Service service) throws IOException {
        return new Cpu(service.target().cpuSeconds(), service.stores().process().cpuSeconds());
    }

    /** In steps, because a step is given by its time. */
    private Load.Result take(Service service) throws IOException {
        long acknowledged = 0;
        long start = System.nanoTime();
        Events events = new Events(Service.PATH, Events.firstNumber());
        while (acknowledged < backlog) {
            acknowledged += Load.closed(service.port(), events, 64, 0.2).acknowledged();
        }
        return new Load.Result(acknowledged, 0, passed(start), new org.HdrHistogram.Histogram(3));
    }

    private static double passed(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static long files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(suffix))
                    .count();
        }
    }
}
