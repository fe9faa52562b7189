package livecallbacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import livecallbacks.broker.BrokerException;
import livecallbacks.broker.EmbeddedBroker;
import livecallbacks.config.SettingsReader;
import livecallbacks.dev.LocalMailbox;
import livecallbacks.dev.LocalS3;
import livecallbacks.dev.TestS3;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The whole service with a local S3 and a local mailbox, all on free ports, its data in a folder of the test's. */
public final class TestService implements AutoCloseable {

    public static final String KEY = "test";
    public static final String BUCKET = "callbacks";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final Path home;
    private final Path data;
    private final Clock clock;
    private final Map<String, String> environment;
    private LocalS3 s3;
    private LocalMailbox mailbox;
    private final S3Client client;
    private @Nullable LiveCallbacks service;

    private TestService(Path home, Path data, Clock clock, Map<String, String> overrides) throws IOException {
        this.home = home;
        this.data = data;
        this.clock = clock;
        this.s3 = TestS3.start(data.resolve("s3"));
        this.s3.createBucket(BUCKET);
        this.client = TestS3.client(s3);
        this.mailbox = LocalMailbox.start(data.resolve("mail"), 0);
        this.environment = new HashMap<>(Map.ofEntries(
                Map.entry("HTTP_HOST", "127.0.0.1"),
                Map.entry("HTTP_PORT", "0"),
                Map.entry("MANAGEMENT_PORT", Integer.toString(freePort())),
                Map.entry("CALLBACKS_LIVE_KEYS", KEY),
                Map.entry("ARCHIVE_BUCKET", BUCKET),
                Map.entry("ARCHIVE_ENDPOINT", s3.endpoint().toString()),
                Map.entry("ARCHIVE_PATH_STYLE", "true"),
                Map.entry("ARCHIVE_ACCESS_KEY", s3.accessKey()),
                Map.entry("ARCHIVE_SECRET_KEY", s3.secretKey()),
                Map.entry("MAIL_HOST", "127.0.0.1"),
                Map.entry("MAIL_PORT", Integer.toString(mailbox.port())),
                Map.entry("MAIL_SECURITY", "none"),
                Map.entry("MAIL_FROM", "live-callbacks <live@example.com>"),
                Map.entry("DATA_DIR", data.resolve("data").toString())));
        environment.putAll(overrides);
    }

    /**
     * Starts everything.
     *
     * @param data an empty folder
     * @param clock of the service
     * @param overrides environment variables over the ones of this class
     */
    public static TestService start(Path data, Clock clock, Map<String, String> overrides) throws Exception {
        return start(Path.of(""), data, clock, overrides);
    }

    /** The same with the configuration, routes and templates of another folder than the project's. */
    public static TestService start(Path home, Path data, Clock clock, Map<String, String> overrides) throws Exception {
        TestService test = new TestService(home, data, clock, overrides);
        test.startService();
        return test;
    }

    /** Starts the service itself, on the data that is there. */
    public void startService() throws Exception {
        service = LiveCallbacks.start(SettingsReader.read(home, environment), clock, Map.of());
    }

    /** Stops the service itself in good order; S3 and mailbox go on. */
    public void stopService() throws BrokerException {
        service().close();
        service = null;
    }

    /** The store again, where it was, after the test has closed it. */
    public void restartS3() throws IOException {
        s3 = LocalS3.start(TestS3.JAR, data.resolve("s3"), s3.endpoint().getPort());
    }

    /** The mailbox again on the port where it was, after the test has closed it. */
    public void restartMailbox(int port) throws IOException {
        mailbox = LocalMailbox.start(data.resolve("mail"), port);
    }

    public LiveCallbacks service() {
        if (service == null) {
            throw new IllegalStateException("The service is stopped");
        }
        return service;
    }

    public LocalS3 s3() {
        return s3;
    }

    public LocalMailbox mailbox() {
        return mailbox;
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** Where this path of the service is. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service().httpPort() + path);
    }

    /** Where this path of the management port is. */
    public URI managementUri(String path) {
        return URI.create("http://127.0.0.1:" + environment.get("MANAGEMENT_PORT") + path);
    }

    /** Posts bytes; headers are names and values by turns. */
    public HttpResponse<String> post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** Posts to the source {@code live}. */
    public HttpResponse<String> post(String body) {
        return post("/callbacks/live", body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The body of a recording of this stream, signed for the next ten minutes; the stream is put into JSON as it is.
     */
    public static String recording(String stream) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    /** Sends a request of the test's own making, with a time-out. */
    public static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The keys of all objects in the bucket but the receipts. */
    public List<String> keys() {
        return keys("").stream().filter(key -> !key.startsWith("receipts/")).toList();
    }

    /** The keys of all objects in the bucket that begin so. */
    public List<String> keys(String prefix) {
        return client.listObjectsV2Paginator(list -> list.bucket(BUCKET).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** One object with its metadata. */
    public ResponseBytes<GetObjectResponse> object(String key) {
        return client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key));
    }

    /** How many messages lie in a queue of the embedded broker, those being delivered included. */
    public long queued(String queue) {
        return brokerServer().locateQueue(queue).getMessageCount();
    }

    /** The embedded broker. */
    public ActiveMQServer brokerServer() {
        return ((EmbeddedBroker) service().broker()).server();
    }

    /** Whether nothing waits anywhere between receive, mail and the receipts of both. */
    public boolean isDrained() {
        return queued("callbacks.received") == 0
                && queued("notify") == 0
                && queued("mail.outbox") == 0
                && queued("receipts") == 0;
    }

    @Override
    public void close() throws IOException, BrokerException {
        if (service != null) {
            service.close();
        }
        client.close();
        mailbox.close();
        s3.close();
    }

    /** The folder that everything lies in. */
    public Path data() {
        return data;
    }

    /** A port of this machine that nobody has. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
