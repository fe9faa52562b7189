package livecallbacks;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A command of the packaged application in a process of its own, which a test may kill. */
public final class RunningProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final Thread reader;

    private RunningProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output of " + process.pid());
        reader.start();
    }

    /** Starts a command in the project's directory with these variables added to the environment. */
    public static RunningProcess start(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return start(builder);
    }

    /** Starts a command in a directory with no other environment than this. */
    public static RunningProcess startWithOnly(Map<String, String> environment, Path directory, String... command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return start(builder);
    }

    private static RunningProcess start(ProcessBuilder builder) throws IOException {
        return new RunningProcess(builder.redirectErrorStream(true).start());
    }

    /** Starts {@code live-callbacks run} from the unpacked tar.gz, on the Java that the tests run on. */
    public static RunningProcess run(Map<String, String> environment) throws IOException {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        return start(variables, Distribution.launcher().toString(), "run");
    }

    /** All that it has printed so far. */
    public synchronized String output() {
        return String.join("\n", output);
    }

    /** Its number, as the operating system has it. */
    public long pid() {
        return process.pid();
    }

    /** Whether it has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the service answers on this address; what it answers does not matter, as long as it is no 503. */
    public void awaitReady(URI uri) {
        HttpClient http = HttpClient.newHttpClient();
        awaitWhileAlive(() -> {
            try {
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(5))
                        .build();
                return http.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        != 503;
            } catch (ConnectException | HttpTimeoutException e) {
                return false;
            }
        });
    }

    /** Waits until it has printed this. */
    public void awaitOutput(String text) {
        awaitWhileAlive(() -> output().contains(text));
    }

    private void awaitWhileAlive(Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(() -> {
            boolean alive = process.isAlive();
            if (condition.call()) {
                return true;
            }
            if (!alive) {
                throw new AssertionError("It has ended:\n" + output());
            }
            return false;
        });
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, and the exit code. */
    public int terminate() throws InterruptedException {
        // By its handle: Process.destroy would close its output as well.
        process.toHandle().destroy();
        return exitCode();
    }

    /** Waits for its end. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("It does not end:\n" + output());
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (this) {
                    output.add(line);
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
