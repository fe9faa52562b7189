package livecallbacks.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged service with a data folder, a store and a mail server of its own. */
final class Service implements AutoCloseable {

    static final String PATH = "/callbacks/live";

    private static final Pattern MAILS_SENT =
            Pattern.compile("^livecallbacks_mails_total\\{.*outcome=\"sent\".*} (\\S+)$", Pattern.MULTILINE);

    private final Path data;
    private final Path log;
    private final Stores stores;
    private final HttpClient http = HttpClient.newHttpClient();
    private int port;
    private int managementPort;
    private Target target;

    /**
     * Yet to be started.
     *
     * @param data its data folder
     * @param stores what it archives and mails to; not stopped with it
     * @param log takes what it prints
     */
    Service(Path data, Stores stores, Path log) {
        this.data = data;
        this.log = log;
        this.stores = stores;
    }

    /**
     * Starts the service of a checkout on the data folder and waits for its first 200.
     *
     * @param options of its Java, beside those of JAVA_OPTS
     */
    void start(Path checkout, String options) throws IOException, InterruptedException {
        port = freePort();
        managementPort = freePort();
        Map<String, String> environment = Map.ofEntries(
                Map.entry("JAVA_OPTS", System.getenv().getOrDefault("JAVA_OPTS", "") + " " + options),
                Map.entry("HTTP_HOST", "127.0.0.1"),
                Map.entry("HTTP_PORT", Integer.toString(port)),
                // One generator on one address: what bounds a stranger would bound the measurement.
                Map.entry("HTTP_MAX_CONNECTIONS_PER_ADDRESS", "1000"),
                Map.entry("HTTP_KEEP_ALIVE_REQUESTS", "1000000000"),
                Map.entry("MANAGEMENT_PORT", Integer.toString(managementPort)),
                Map.entry("CALLBACKS_LIVE_KEYS", Events.KEY),
                Map.entry("ARCHIVE_BUCKET", Stores.BUCKET),
                Map.entry("ARCHIVE_REGION", "us-east-1"),
                Map.entry("ARCHIVE_ENDPOINT", stores.endpoint()),
                Map.entry("ARCHIVE_PATH_STYLE", "true"),
                Map.entry("ARCHIVE_ACCESS_KEY", "local-identity"),
                Map.entry("ARCHIVE_SECRET_KEY", "local-credential"),
                Map.entry("MAIL_HOST", "127.0.0.1"),
                Map.entry("MAIL_PORT", Integer.toString(stores.smtp())),
                Map.entry("MAIL_SECURITY", "none"),
                Map.entry("MAIL_FROM", "live@example.com"),
                Map.entry("DATA_DIR", data.toString()));
        target = Target.start(
                List.of(checkout.toAbsolutePath().resolve("live-callbacks").toString(), "run"), environment, port, log);
        awaitReady(port, log);
    }

    /** The port can be open before the routes are, and for a moment while the service looks whether it is free. */
    static void awaitReady(int port, Path log) throws IOException, InterruptedException {
        long number = System.nanoTime() % 900_000_000_000_000_000L;
        for (int i = 0; i < 6000; i++) {
            Events events = new Events(PATH, number++);
            try {
                if (Load.closed(port, events, 1, 0).acknowledged() == 1) {
                    return;
                }
            } catch (ConnectException e) {
                // Not yet.
            }
            Thread.sleep(5);
        }
        throw new IOException("It does not answer 200; see " + log);
    }

    int port() {
        return port;
    }

    int managementPort() {
        return managementPort;
    }

    Target target() {
        return target;
    }

    Stores stores() {
        return stores;
    }

    /** How many mails the mail server has taken since the start of the service. */
    long mailsSent() throws IOException, InterruptedException {
        String metrics = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/observe/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher value = MAILS_SENT.matcher(metrics);
        return value.find() ? (long) Double.parseDouble(value.group(1)) : 0;
    }

    @Override
    public void close() throws InterruptedException {
        if (target != null) {
            target.close();
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
