package livecallbacks.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From the start of a process to its first 200, and the memory it then rests in: the service beside a bare Camel. */
@Command(
        name = "bench/start",
        description = "Measures how long it takes from the start of the process to the first callback answered 200, and"
                + " how much memory the process then has. docs/performance.md explains it.",
        sortOptions = false,
        showDefaultValues = true)
final class Starts implements Callable<Integer> {

    private static final String SERVICE = "live-callbacks";
    private static final String WITHOUT = "live-callbacks without its archive";
    private static final String CAMEL = "bare camel-main application";
    private static final String BUCKET = "live-callbacks";
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    @Option(names = "--rounds", description = "How often each is started, one after the other.")
    private int rounds = 5;

    @Option(names = "--idle", description = "Seconds from the first 200 till memory is looked at, in the last round.")
    private int idle = 30;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    private final Path home = Path.of(System.getProperty("bench.home"));
    private final Path out = home.resolve("target/bench");
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> processor = new LinkedHashMap<>();
    private final Map<String, Long> megabytes = new LinkedHashMap<>();
    private long nextEvent = Instant.now().getEpochSecond() * 1_000_000L;

    /** How a process is started that answers on a port. */
    @FunctionalInterface
    private interface Start {
        Target at(int port, Path folder) throws IOException, InterruptedException;
    }

    private Starts() {}

    /** Runs it and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Starts()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path work = Files.createTempDirectory(out, "starts");
        int s3 = freePort();
        int smtp = freePort();
        Target stores = Target.start(
                java("-Xmx512m", "LocalServers", home.resolve("target/s3proxy/s3proxy.jar").toString(),
                        work.resolve("stores").toString(), Integer.toString(s3), Integer.toString(smtp), BUCKET),
                Map.of(),
                smtp,
                out.resolve("starts-stores.log"));
        Map<String, Start> targets = new LinkedHashMap<>();
        targets.put(SERVICE, (port, folder) -> service(port, folder, s3, smtp, ""));
        targets.put(WITHOUT, (port, folder) -> service(port, folder, s3, smtp, ofJavaAlone()));
        targets.put(CAMEL, (port, folder) -> Target.start(
                java("-Xmx256m", "BareCamel", Integer.toString(port), folder.toString()), Map.of(), port, log()));
        try (stores) {
            // Not counted: what is read from disk here is in the page cache afterwards.
            for (Map.Entry<String, Start> target : targets.entrySet()) {
                measure(target.getKey(), target.getValue(), Files.createTempDirectory(work, "first"), 0);
            }
            seconds.clear();
            processor.clear();
            for (int round = 1; round <= rounds; round++) {
                for (Map.Entry<String, Start> target : targets.entrySet()) {
                    Path folder = Files.createTempDirectory(work, "round" + round);
                    measure(target.getKey(), target.getValue(), folder, round == rounds ? idle : 0);
                    say("round %d  %-36s %6.2f s, %5.2f s of processor", round, target.getKey(),
                            last(seconds, target.getKey()), last(processor, target.getKey()));
                }
            }
        }
        say("%n%s", table());
        return 0;
    }

    private void measure(String name, Start start, Path folder, int rest) throws IOException, InterruptedException {
        int port = freePort();
        long since = System.nanoTime();
        try (Target target = start.at(port, folder)) {
            while (!acknowledged(port)) {
                if (System.nanoTime() - since > PATIENCE_NANOS) {
                    throw new IOException(name + " does not answer 200; see " + log());
                }
                Thread.sleep(5);
            }
            add(seconds, name, (System.nanoTime() - since) / 1e9);
            add(processor, name, target.cpuSeconds());
            Thread.sleep(TimeUnit.SECONDS.toMillis(rest));
            megabytes.put(name, target.residentMegabytes());
        }
    }

    /** The port can be open before the routes are, and for a moment while the service looks whether it is free. */
    private boolean acknowledged(int port) {
        try {
            Events events = new Events("/callbacks/live", Instant.now().getEpochSecond() + 600, nextEvent++);
            return Load.closed(port, events, 1, 0).acknowledged() == 1;
        } catch (IOException e) {
            return false;
        }
    }

    private Target service(int port, Path folder, int s3, int smtp, String javaOpts)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_OPTS", javaOpts);
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", Integer.toString(port));
        environment.put("MANAGEMENT_PORT", Integer.toString(freePort()));
        environment.put("CALLBACKS_LIVE_KEYS", Events.KEY);
        environment.put("ARCHIVE_BUCKET", BUCKET);
        environment.put("ARCHIVE_REGION", "us-east-1");
        environment.put("ARCHIVE_ENDPOINT", "http://127.0.0.1:" + s3);
        environment.put("ARCHIVE_PATH_STYLE", "true");
        environment.put("ARCHIVE_ACCESS_KEY", "local-identity");
        environment.put("ARCHIVE_SECRET_KEY", "local-credential");
        environment.put("MAIL_HOST", "127.0.0.1");
        environment.put("MAIL_PORT", Integer.toString(smtp));
        environment.put("MAIL_SECURITY", "none");
        environment.put("MAIL_FROM", "live@example.com");
        environment.put("DATA_DIR", folder.toString());
        return Target.start(
                List.of(home.resolve("live-callbacks").toString(), "run"), environment, port, log());
    }

    /** What every Java program has: the archive of Java's own classes. */
    private static String ofJavaAlone() {
        return "-XX:SharedArchiveFile=" + Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa");
    }

    private static List<String> java(String heap, String type, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                "livecallbacks.bench." + type));
        command.addAll(List.of(arguments));
        return command;
    }

    private String table() {
        StringBuilder table = new StringBuilder(
                "| median of %d | to the first 200 | processor | memory after %d s |%n|---|---:|---:|---:|%n"
                        .formatted(rounds, idle));
        for (String name : seconds.keySet()) {
            table.append(format("| %s | %.2f s | %.2f s | %d MB |%n", name, median(seconds.get(name)),
                    median(processor.get(name)), megabytes.get(name)));
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            ratios.add(seconds.get(SERVICE).get(i) / seconds.get(CAMEL).get(i));
        }
        return table + format("%n%s / %s, round by round: %.2f%n", SERVICE, CAMEL, median(ratios));
    }

    private static void add(Map<String, List<Double>> figures, String name, double value) {
        figures.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
    }

    private static double last(Map<String, List<Double>> figures, String name) {
        return figures.get(name).get(figures.get(name).size() - 1);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private Path log() {
        return out.resolve("starts.log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    private static void say(String text, Object... values) {
        System.out.println(format(text, values));
    }
}
