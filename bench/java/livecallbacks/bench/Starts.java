package livecallbacks.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From the start of a process to its first 200, and the memory it then rests in: the service beside a bare Camel. */
@Command(
        name = "start",
        description = "Measures how long it takes from the start of the process to the first callback answered 200, and"
                + " how much memory the process then has. docs/performance.md explains it.",
        sortOptions = false,
        showDefaultValues = true)
final class Starts implements Callable<Integer> {

    private static final String SERVICE = "live-callbacks";
    private static final String WITHOUT = "live-callbacks without its archive";
    private static final String CAMEL = "bare camel-main application";

    @Option(names = "--rounds", description = "How often each is started, one after the other.")
    private int rounds = 5;

    @Option(names = "--idle", description = "Seconds from the first 200 till memory is looked at, in the last round.")
    private int idle = 30;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> processor = new LinkedHashMap<>();
    private final Map<String, Long> megabytes = new LinkedHashMap<>();

    /** Starts a process with a folder of its own, and waits for its first 200. */
    @FunctionalInterface
    private interface Start {
        Target in(Path folder) throws IOException, InterruptedException;
    }

    @Override
    public Integer call() throws Exception {
        Folders.startEmpty();
        Stores stores = Stores.start(Folders.WORK, Folders.OUT.resolve("starts-stores.log"), false);
        Map<String, Start> targets = new LinkedHashMap<>();
        targets.put(SERVICE, folder -> service(folder, stores, ""));
        targets.put(WITHOUT, folder -> service(folder, stores, ofJavaAlone()));
        targets.put(CAMEL, this::camel);
        try (stores) {
            // Not counted: what is read from disk here is in the page cache afterwards.
            for (Map.Entry<String, Start> target : targets.entrySet()) {
                measure(target.getKey(), target.getValue(), Files.createTempDirectory(Folders.WORK, "first"), 0);
            }
            seconds.clear();
            processor.clear();
            for (int round = 1; round <= rounds; round++) {
                for (Map.Entry<String, Start> target : targets.entrySet()) {
                    Path folder = Files.createTempDirectory(Folders.WORK, "round" + round);
                    measure(target.getKey(), target.getValue(), folder, round == rounds ? idle : 0);
                    Figures.say("round %d  %-36s %6.2f s, %5.2f s of processor", round, target.getKey(),
                            last(seconds, target.getKey()), last(processor, target.getKey()));
                }
            }
        } finally {
            Folders.clear();
        }
        Figures.say("%n%s", table());
        return 0;
    }

    private void measure(String name, Start start, Path folder, int rest) throws IOException, InterruptedException {
        long since = System.nanoTime();
        try (Target target = start.in(folder)) {
            add(seconds, name, (System.nanoTime() - since) / 1e9);
            add(processor, name, target.cpuSeconds());
            Thread.sleep(TimeUnit.SECONDS.toMillis(rest));
            megabytes.put(name, target.residentMegabytes());
        }
    }

    private Target service(Path folder, Stores stores, String options) throws IOException, InterruptedException {
        Service service = new Service(folder, stores, log());
        service.start(Folders.HOME, options);
        return service.target();
    }

    private Target camel(Path folder) throws IOException, InterruptedException {
        int port = Service.freePort();
        List<String> command = new ArrayList<>(Target.java("-Xmx256m", "BareCamel"));
        command.addAll(List.of(Integer.toString(port), folder.toString()));
        Target target = Target.start(command, Map.of(), port, log());
        Service.awaitReady(port, log());
        return target;
    }

    /** What every Java program has: the archive of Java's own classes. */
    private static String ofJavaAlone() {
        return "-XX:SharedArchiveFile=" + Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa");
    }

    private String table() {
        StringBuilder table = new StringBuilder(
                "| median of %d | to the first 200 | processor | memory after %d s |%n|---|---:|---:|---:|%n"
                        .formatted(rounds, idle));
        for (String name : seconds.keySet()) {
            table.append(Figures.format("| %s | %.2f s | %.2f s | %d MB |%n", name, Figures.median(seconds.get(name)),
                    Figures.median(processor.get(name)), megabytes.get(name)));
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            ratios.add(seconds.get(SERVICE).get(i) / seconds.get(CAMEL).get(i));
        }
        return table + Figures.format("%n%s / %s, round by round: %.2f%n", SERVICE, CAMEL, Figures.median(ratios));
    }

    private static void add(Map<String, List<Double>> figures, String name, double value) {
        figures.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
    }

    private static double last(Map<String, List<Double>> figures, String name) {
        return figures.get(name).get(figures.get(name).size() - 1);
    }

    private Path log() {
        return Folders.OUT.resolve("starts.log");
    }
}
