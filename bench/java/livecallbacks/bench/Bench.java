package livecallbacks.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jfr.consumer.RecordingFile;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark: the service and what bounds it, in alternating rounds of one run. */
@Command(
        name = "bench/run",
        subcommands = {Drain.class, Steady.class, Starts.class, Looking.class},
        description = "Measures how many callbacks a second are acknowledged (verified, forced to disk, answered 200),"
                + " beside servers that do less and one that does it by hand. docs/performance.md explains it.",
        sortOptions = false,
        showDefaultValues = true)
final class Bench implements Callable<Integer> {

    private static final String CAMEL = "bare Camel route";
    private static final String VERTX = "bare Vert.x server";
    private static final String NODE = "Node service";
    private static final String NODE_BY_HAND = "Node service, S3 requests signed by hand";
    private static final String SERVICE = "live-callbacks";

    @Option(names = "--rounds", description = "How often each is measured.")
    private int rounds = 3;

    @Option(names = "--seconds", description = "How long each measurement takes.")
    private double seconds = 4;

    @Option(names = "--warmup", description = "Seconds of load before the first measurement of a process.")
    private double warmup = 40;

    @Option(names = "--connections", split = ",", description = "Connections of the closed loop.")
    private List<Integer> connections = List.of(1, 16, 64, 256);

    @Option(names = "--rate", description = "Events a second of the open loop; 0 for none.")
    private double rate = 1000;

    @Option(names = "--rate-seconds", description = "How long the open loop takes.")
    private double rateSeconds = 20;

    @Option(
            names = "--against",
            paramLabel = "NAME=CHECKOUT",
            description = "Another checkout of the service that is measured beside this one.")
    private Map<String, Path> against = new LinkedHashMap<>();

    @Option(names = "--only-service", description = "Leaves the bare servers and Node out.")
    private boolean onlyService;

    @Option(names = "--keep-running", description = "Leaves each round's service its process, data and backlog.")
    private boolean keepRunning;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    private long nextEvent = Events.firstNumber();

    /** Measured figures by target and what was measured, one for each round. */
    private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

    private final StringBuilder raw = new StringBuilder("target,measurement,round,value\n");

    /** When the latest target was measured. */
    private final List<Span> spans = new ArrayList<>();

    private record Span(int connections, Instant from, Instant to, Load.Result result) {}

    private record Running(String name, Target target, int port, String path, List<Target> helpers) {
        void pauseAll() throws IOException, InterruptedException {
            target.pause();
            for (Target helper : helpers) {
                helper.pause();
            }
        }

        void resumeAll() throws IOException, InterruptedException {
            for (Target helper : helpers) {
                helper.resume();
            }
            target.resume();
        }

        void closeAll() throws InterruptedException {
            target.close();
            for (Target helper : helpers) {
                helper.close();
            }
        }
    }

    private Bench() {}

    /** Runs it and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Folders.startEmpty();
        List<Running> bare = new ArrayList<>();
        Map<String, Path> services = new LinkedHashMap<>();
        services.put(SERVICE, Folders.HOME);
        services.putAll(against);
        Map<String, Running> kept = new LinkedHashMap<>();
        try {
            if (!onlyService) {
                bare.add(java(VERTX, "BareVertx"));
                bare.add(java(CAMEL, "BareCamel", Folders.WORK.toString()));
                bare.add(node(NODE, "service.mjs"));
                bare.add(node(NODE_BY_HAND, "signed-by-hand.mjs"));
                for (Running target : bare) {
                    load(target, 64, warmup);
                    target.pauseAll();
                }
            }
            for (int round = 1; round <= rounds; round++) {
                Figures.say("round %d of %d", round, rounds);
                note("disk", "data syncs/s", round, Disk.syncsPerSecond(Folders.WORK, 1));
                for (Running target : bare) {
                    target.resumeAll();
                    measure(target, round);
                    target.pauseAll();
                }
                List<String> order = new ArrayList<>(services.keySet());
                if (round % 2 == 0) {
                    java.util.Collections.reverse(order);
                }
                for (String name : order) {
                    Running service = kept.get(name);
                    if (service == null) {
                        service = service(name, services.get(name));
                        load(service, 64, warmup);
                    } else {
                        service.resumeAll();
                    }
                    measure(service, round);
                    measureService(service, round);
                    if (keepRunning) {
                        kept.put(name, service);
                        service.pauseAll();
                    } else {
                        service.closeAll();
                        FileSystemUtils.deleteRecursively(Folders.WORK.resolve(name));
                    }
                }
            }
        } finally {
            for (Running target : bare) {
                target.closeAll();
            }
            for (Running target : kept.values()) {
                target.closeAll();
            }
            Folders.clear();
        }
        Files.writeString(Folders.OUT.resolve("raw.csv"), raw);
        String table = table(services.keySet());
        Files.writeString(Folders.OUT.resolve("table.md"), table);
        System.out.println(table);
        System.out.println("Raw figures: " + Folders.OUT.resolve("raw.csv"));
        return 0;
    }

    private void measure(Running target, int round) throws Exception {
        spans.clear();
        for (int count : connections) {
            double cpu = target.target().cpuSeconds();
            Instant from = Instant.now();
            Load.Result result = load(target, count, seconds);
            spans.add(new Span(count, from, Instant.now(), result));
            note(target.name(), count + " acknowledged/s", round, result.perSecond());
            note(target.name(), count + " p50 ms", round, result.millis(50));
            note(target.name(), count + " p99 ms", round, result.millis(99));
            note(
                    target.name(),
                    count + " cpu us each",
                    round,
                    (target.target().cpuSeconds() - cpu) * 1e6 / Math.max(1, result.acknowledged()));
        }
    }

    private void measureService(Running service, int round) throws Exception {
        Path recording = Folders.OUT.resolve("syncs.jfr");
        jcmd(service, "JFR.dump", "name=bench", "filename=" + recording);
        List<Instant> syncs = RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.FileForce"))
                .filter(event -> event.getString("path") != null
                        && event.getString("path").contains("/broker/"))
                .map(event -> event.getStartTime())
                .toList();
        for (Span span : spans) {
            long within = syncs.stream()
                    .filter(at -> at.isAfter(span.from()) && at.isBefore(span.to()))
                    .count();
            note(service.name(), span.connections() + " syncs/s", round, within / span.result().seconds());
            note(
                    service.name(),
                    span.connections() + " events per sync",
                    round,
                    span.result().acknowledged() / (double) Math.max(1, within));
        }
        if (rate > 0) {
            Load.Result open = Load.open(service.port(), events(service), 256, rate, rateSeconds, number -> {});
            nextEvent += open.acknowledged() + open.others();
            warn(service, open);
            note(service.name(), "open p50 ms", round, open.millis(50));
            note(service.name(), "open p99 ms", round, open.millis(99));
            note(service.name(), "open p99.9 ms", round, open.millis(99.9));
        }
        note(service.name(), "peak MB", round, service.target().peakMegabytes());
    }

    private Load.Result load(Running target, int count, double time) throws IOException {
        Events events = events(target);
        Load.Result result = Load.closed(target.port(), events, count, time);
        nextEvent = events.next();
        warn(target, result);
        return result;
    }

    private static void warn(Running target, Load.Result result) {
        if (result.others() > 0) {
            Figures.say("%s: %d answers were no 200", target.name(), result.others());
        }
    }

    private Events events(Running target) {
        return new Events(target.path(), nextEvent);
    }

    private void note(String target, String measurement, int round, double value) {
        figures.computeIfAbsent(target, name -> new LinkedHashMap<>())
                .computeIfAbsent(measurement, name -> new ArrayList<>())
                .add(value);
        raw.append(String.format(Locale.ROOT, "\"%s\",%s,%d,%.3f%n", target, measurement, round, value));
        Figures.say("  %-28s %-22s %10.1f", target, measurement, value);
    }

    private Running java(String name, String type, String... arguments) throws IOException, InterruptedException {
        int port = Service.freePort();
        List<String> command = new ArrayList<>(Target.java("-Xmx256m", type));
        command.add(Integer.toString(port));
        command.addAll(Arrays.asList(arguments));
        return new Running(name, Target.start(command, Map.of(), port, log(name)), port, Service.PATH, List.of());
    }

    private Running node(String name, String program) throws IOException, InterruptedException {
        Stores stores = Stores.start(Folders.WORK.resolve(name), log(name + " stores"), false);
        int port = Service.freePort();
        Map<String, String> environment = Map.of(
                "PORT", Integer.toString(port),
                "KEY", Events.KEY,
                "S3_ENDPOINT", stores.endpoint(),
                "S3_BUCKET", Stores.BUCKET,
                "S3_ACCESS_KEY", "local-identity",
                "S3_SECRET_KEY", "local-credential");
        Target target = Target.start(
                List.of("node", Folders.OUT.resolve("node").resolve(program).toString()), environment, port, log(name));
        return new Running(name, target, port, Service.PATH, List.of(stores.process()));
    }

    private Running service(String name, Path checkout) throws IOException, InterruptedException {
        Stores stores = Stores.start(Folders.WORK.resolve(name), log(name + " stores"), false);
        Service service = new Service(Folders.WORK.resolve(name).resolve("data"), stores, log(name));
        // From the start, because to begin later would throw compiled code away.
        service.start(
                checkout,
                "-Xlog:jfr*=error -XX:StartFlightRecording:name=bench,maxsize=64m,settings=" + Folders.HOME.resolve("bench/syncs.jfc"));
        return new Running(name, service.target(), service.port(), Service.PATH, List.of(stores.process()));
    }

    private void jcmd(Running service, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(service.target().pid()));
        command.addAll(Arrays.asList(arguments));
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log("jcmd").toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("jcmd failed; see " + log("jcmd"));
        }
    }

    private String table(Iterable<String> services) {
        StringBuilder table = new StringBuilder("| acknowledged/s (median of %d) |".formatted(rounds));
        connections.forEach(count -> table.append(" %d |".formatted(count)));
        table.append("\n|---|").append("---:|".repeat(connections.size())).append('\n');
        for (String target : figures.keySet()) {
            if (figures.get(target).containsKey(connections.get(0) + " acknowledged/s")) {
                table.append("| ").append(target).append(" |");
                connections.forEach(count -> table.append(Figures.format(" %,.0f (%.1f ms) |", median(target, count + " acknowledged/s"), median(target, count + " p50 ms"))));
                table.append('\n');
            }
        }
        for (String service : services) {
            for (String other : List.of(VERTX, CAMEL, NODE, NODE_BY_HAND, SERVICE)) {
                if (figures.containsKey(other) && !other.equals(service)) {
                    table.append("| ").append(service).append(" / ").append(other).append(" |");
                    connections.forEach(count -> table.append(Figures.format(" %.2f |", ratio(service, other, count + " acknowledged/s"))));
                    table.append('\n');
                }
            }
        }
        table.append('\n');
        table.append(Figures.format("The disk: %,.0f data syncs/s, one after the other.%n", median("disk", "data syncs/s")));
        for (String service : services) {
            table.append(Figures.format(
                    "%s: at 64 connections %,.0f syncs/s, %.1f events per sync, %.0f us of processor each; memory %,.0f MB at its peak.%n",
                    service,
                    median(service, "64 syncs/s"),
                    median(service, "64 events per sync"),
                    median(service, "64 cpu us each"),
                    median(service, "peak MB")));
            if (rate > 0) {
                table.append(Figures.format(
                        "%s: open loop at %,.0f/s p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms.%n",
                        service, rate, median(service, "open p50 ms"), median(service, "open p99 ms"), median(service, "open p99.9 ms")));
            }
        }
        return table.toString();
    }

    private double median(String target, String measurement) {
        return Figures.median(figures.getOrDefault(target, Map.of()).getOrDefault(measurement, List.of()));
    }

    /** Round by round, because the machine is another one in each. */
    private double ratio(String target, String other, String measurement) {
        List<Double> above = figures.get(target).getOrDefault(measurement, List.of());
        List<Double> below = figures.get(other).getOrDefault(measurement, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
            ratios.add(above.get(i) / below.get(i));
        }
        return Figures.median(ratios);
    }

    private Path log(String name) {
        return Folders.OUT.resolve(name.replace(' ', '-') + ".log");
    }
}
