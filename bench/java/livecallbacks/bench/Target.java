package livecallbacks.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that is measured, or works for one that is. It runs only while it is measured. */
final class Target implements AutoCloseable {

    private static final long START_SECONDS = 120;
    private static final double TICKS_PER_SECOND = 100;

    private final Process process;

    private Target(Process process) {
        this.process = process;
        // Also where the run is broken off.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Starts a process and waits until somebody listens on a port.
     *
     * @param log takes what it prints
     */
    static Target start(List<String> command, Map<String, String> environment, int port, Path log)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Target target = new Target(builder.start());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!listens(port)) {
            if (!target.process.isAlive() || System.nanoTime() > end) {
                target.close();
                throw new IOException(command.get(0) + " has not started; see " + log);
            }
            Thread.sleep(20);
        }
        return target;
    }

    /** The command that runs a class of this benchmark with its own class path. */
    static List<String> java(String heap, String type) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                "livecallbacks.bench." + type);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    /** Stands still until it goes on, so that the others have the machine. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Goes on. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Processor seconds since its start; 0 where the system does not tell. */
    double cpuSeconds() throws IOException {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        if (!Files.isReadable(stat)) {
            return 0;
        }
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Resident memory at its highest, in MB; 0 where the system does not tell. */
    long peakMegabytes() throws IOException {
        return megabytes("VmHWM:");
    }

    /** Resident memory just now, in MB; 0 where the system does not tell. */
    long residentMegabytes() throws IOException {
        return megabytes("VmRSS:");
    }

    private long megabytes(String name) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(Arrays.asList(line.split("\\s+")).get(1)) / 1024)
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
}
