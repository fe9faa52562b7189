package livecallbacks.conservation;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import livecallbacks.Distribution;
import livecallbacks.RunningProcess;
import org.jspecify.annotations.Nullable;

/** The packaged service in a process of its own, which is killed and started again on the same data. */
final class Service implements AutoCloseable {

    private final Map<String, String> environment;
    private final List<String> command = new ArrayList<>();
    private final URI uri;
    private final Path logs;
    private @Nullable RunningProcess process;
    private int starts;
    private long peakKilobytes;

    /**
     * A service that is not started yet.
     *
     * @param sabotage what is wrong with it; null for nothing
     * @param wrapping of the command line, so that it sees the same files as the test
     * @param logs a folder for what it prints, one file for each process
     */
    Service(
            Map<String, String> environment,
            @Nullable Sabotage sabotage,
            UnaryOperator<List<String>> wrapping,
            Path home,
            Path logs)
            throws IOException {
        this.environment = new HashMap<>(environment);
        this.uri = URI.create("http://127.0.0.1:" + environment.get("HTTP_PORT") + "/callbacks/live");
        this.logs = Files.createDirectories(logs);
        List<String> plain = new ArrayList<>();
        if (sabotage == null) {
            this.environment.put("JAVA_HOME", System.getProperty("java.home"));
            plain.add(Distribution.launcher().toString());
        } else {
            sabotage.prepare(home);
            plain.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-Dlive-callbacks.home=" + home,
                    "-cp",
                    home + ":" + Distribution.home().resolve("lib/*"),
                    "livecallbacks.cli.Main"));
        }
        plain.add("run");
        command.addAll(wrapping.apply(plain));
    }

    /** Where callbacks are posted to. */
    URI uri() {
        return uri;
    }

    /** Starts it and waits until it answers. */
    void start() throws IOException {
        RunningProcess started = RunningProcess.start(environment, command.toArray(String[]::new));
        process = started;
        starts++;
        started.awaitReady(uri);
    }

    /** SIGKILL, and nothing before it: it may be for the worst moment. */
    void kill() throws IOException, InterruptedException {
        running().kill();
        keepLog();
    }

    /** SIGTERM, and the exit code. */
    int terminate() throws IOException, InterruptedException {
        measure();
        int code = running().terminate();
        keepLog();
        return code;
    }

    /** Whether it has not ended by itself. */
    boolean isAlive() {
        return running().isAlive();
    }

    /** The most memory that it ever held, over all its processes, in megabytes; 0 where the system does not tell. */
    long peakMegabytes() throws IOException {
        measure();
        return peakKilobytes / 1024;
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            keepLog();
            process.close();
        }
    }

    private RunningProcess running() {
        if (process == null) {
            throw new IllegalStateException("Not started");
        }
        return process;
    }

    private void keepLog() throws IOException {
        Files.writeString(logs.resolve("service-" + starts + ".log"), running().output() + "\n");
    }

    private void measure() throws IOException {
        Path status = Path.of("/proc/" + running().pid() + "/status");
        if (Files.exists(status)) {
            Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .forEach(kilobytes -> peakKilobytes = Math.max(peakKilobytes, kilobytes));
        }
    }
}
