package livecallbacks.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import livecallbacks.ScriptedSmtp;
import livecallbacks.Signer;
import livecallbacks.Sources;
import livecallbacks.TestService;
import livecallbacks.config.Settings;
import livecallbacks.config.SettingsReader;
import livecallbacks.config.WeakSecrets;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every secret of the configuration carries a mark, everything is made to fail, and the mark is looked for. */
class SecretsStayInsideTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final String MARK = "hUsH7";
    private static final String KEY = MARK + "callbackkey0123456789abc";
    private static final String TOKEN = MARK + "token-0123456789";
    private static final String OPERATOR = MARK + "operator";
    private static final String PASSWORD = MARK + "managementpassword";

    @TempDir
    private Path folder;

    /** Whatever anybody outside, or anybody who reads the log, gets to see: what it is, and its text. */
    private final List<Map.Entry<String, String>> seen = new CopyOnWriteArrayList<>();

    private final AbstractAppender log =
            new AbstractAppender(
                    "everything",
                    null,
                    PatternLayout.newBuilder().setPattern("%p %c %m %X%n%xEx").build(),
                    true,
                    Property.EMPTY_ARRAY) {
                @Override
                public void append(LogEvent event) {
                    see("log", String.valueOf(getLayout().toSerializable(event)));
                }
            };

    @BeforeEach
    void listenToTheLog() {
        log.start();
        root().addAppender(log);
        Configurator.setLevel("livecallbacks", Level.TRACE);
        Configurator.setLevel("org.apache.camel.main", Level.INFO);
    }

    @AfterEach
    void stopListening() {
        root().removeAppender(log);
        ((org.apache.logging.log4j.core.LoggerContext) LogManager.getContext(false)).reconfigure();
    }

    private static org.apache.logging.log4j.core.Logger root() {
        return (org.apache.logging.log4j.core.Logger) LogManager.getRootLogger();
    }

    private void see(String what, String text) {
        seen.add(Map.entry(what, text));
    }

    private static Map<String, String> markedSecrets() {
        return Map.ofEntries(
                Map.entry("CALLBACKS_LIVE_KEYS", KEY + "," + MARK + "second"),
                Map.entry("CALLBACKS_LIVE_TOKEN", TOKEN),
                Map.entry("ARCHIVE_ACCESS_KEY", MARK + "accesskey"),
                Map.entry("ARCHIVE_SECRET_KEY", MARK + "secretkey"),
                Map.entry("MAIL_USERNAME", MARK + "mailuser"),
                Map.entry("MAIL_PASSWORD", MARK + "mailpassword"),
                Map.entry("BROKER_USERNAME", MARK + "brokeruser"),
                Map.entry("BROKER_PASSWORD", MARK + "brokerpassword"),
                Map.entry("MANAGEMENT_USERNAME", OPERATOR),
                Map.entry("MANAGEMENT_PASSWORD", PASSWORD));
    }

    private static String event(String stream, String key) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\"}",
                key,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    private int post(TestService service, String path, String body) {
        return answered("POST " + body.length(), service.post(path, body.getBytes(UTF_8)));
    }

    private int get(HttpRequest.Builder request) {
        return answered("GET", TestService.send(request));
    }

    private int answered(String what, HttpResponse<String> answer) {
        see("answer to " + what, answer.statusCode() + " " + answer.headers().map() + "\n" + answer.body());
        return answer.statusCode();
    }

    private static HttpRequest.Builder management(TestService service, String path, String password) {
        String login = Base64.getEncoder().encodeToString((OPERATOR + ":" + password).getBytes(UTF_8));
        return HttpRequest.newBuilder(service.managementUri(path)).header("Authorization", "Basic " + login);
    }

    private void raw(TestService service, String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), service.service().httpPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            see("answer to raw", new String(socket.getInputStream().readAllBytes(), UTF_8));
        }
    }

    /** Requests of all kinds, right and wrong. */
    private void provoke(TestService service) throws Exception {
        String path = "/callbacks/live/" + TOKEN;
        assertThat(post(service, path, event("good", KEY))).isEqualTo(200);
        assertThat(post(service, path, event("wrong", "another"))).isEqualTo(401);
        assertThat(post(service, "/callbacks/live/wrong", event("good", KEY))).isEqualTo(401);
        assertThat(post(service, path + "/more", event("good", KEY))).isEqualTo(404);
        assertThat(post(service, path, "{")).isEqualTo(400);
        assertThat(post(service, path, "")).isEqualTo(400);
        assertThat(post(service, path, "{\"event_type\":1,\"x\":\"" + "x".repeat(300_000) + "\"}"))
                .isEqualTo(413);
        assertThat(get(HttpRequest.newBuilder(service.uri(path)))).isEqualTo(405);
        raw(service, "POST " + path + "% HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        raw(service, "POST " + path + " HTTP/9.9\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        raw(service, "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n");
        raw(service, "POST " + path + " HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
        assertThat(get(HttpRequest.newBuilder(service.managementUri("/observe/metrics"))))
                .isEqualTo(401);
        assertThat(get(management(service, "/observe/metrics", "wrong"))).isEqualTo(401);
    }

    private void watch(TestService service) {
        for (String path : List.of(
                "/observe/metrics",
                "/observe/health",
                "/observe/health?exposureLevel=full&stackTrace=true&data=true",
                "/observe/health/ready?exposureLevel=full&stackTrace=true&data=true",
                "/observe/health/live?exposureLevel=full&stackTrace=true&data=true",
                "/observe/info",
                "/")) {
            get(management(service, path, PASSWORD));
        }
    }

    private void command(TestService service, Map<String, String> beside, String... arguments) {
        Map<String, String> environment = new HashMap<>(service.environment());
        environment.putAll(beside);
        CommandRun run = CommandRun.of(environment, arguments);
        see("command " + String.join(" ", arguments), run.exit() + "\n" + run.out() + run.err());
    }

    /** All the service's own files; the local S3 keeps credentials of its own. */
    private void readFiles() {
        Path data = folder.resolve("data");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    see("file " + data.relativize(file), new String(in.readAllBytes(), ISO_8859_1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noSecretIsSeenAnywhereWhateverGoesWrong() throws Exception {
        try (ScriptedSmtp mailServer = new ScriptedSmtp(command -> {
                    if (command.startsWith("EHLO")) {
                        return "250-test\r\n250 AUTH PLAIN LOGIN";
                    }
                    return command.startsWith("AUTH") ? "535 5.7.8 wrong" : "";
                });
                TestService service = TestService.start(folder, Clock.systemUTC(), marked(mailServer))) {
            seeSettings(service);

            // The store refuses the credentials.
            provoke(service);
            await().atMost(PATIENCE).until(() -> isLogged("Not archived yet"));
            watch(service);
            commands(service);
            service.stopService();

            // The store takes them, and the mail server does not.
            service.environment().put("ARCHIVE_ACCESS_KEY", service.s3().accessKey());
            service.environment().put("ARCHIVE_SECRET_KEY", service.s3().secretKey());
            service.startService();
            await().atMost(PATIENCE).until(() -> isLogged("Not done yet"));
            watch(service);

            // The broker is gone.
            service.brokerServer().stop();
            assertThat(post(service, "/callbacks/live/" + TOKEN, event("late", KEY)))
                    .isEqualTo(503);
            watch(service);
        }
        readFiles();

        assertThat(seen.stream().filter(entry -> entry.getKey().equals("log")).count())
                .isGreaterThan(10);
        assertThat(seen).noneMatch(entry -> entry.getValue().contains(MARK));
        String hidden = Base64.getEncoder()
                .encodeToString(("\0" + MARK + "mailuser\0" + MARK + "mailpassword").getBytes(UTF_8));
        assertThat(seen).noneMatch(entry -> entry.getValue().contains(hidden));
        assertThat(answers()).isNotEmpty().allSatisfy(SecretsStayInsideTest::tellsNothingOfTheInside);
    }

    private Map<String, String> marked(ScriptedSmtp mailServer) {
        Map<String, String> environment = new HashMap<>(markedSecrets());
        environment.put("MAIL_PORT", Integer.toString(mailServer.port()));
        return environment;
    }

    private boolean isLogged(String text) {
        return seen.stream()
                .anyMatch(entry ->
                        entry.getKey().equals("log") && entry.getValue().contains(text));
    }

    private void seeSettings(TestService service) throws Exception {
        Settings settings = SettingsReader.read(Path.of(""), service.environment());
        assertThat(requireNonNull(settings.mail().login()).password()).contains(MARK);
        see("settings", settings.toString());
        see("sources", Sources.of(settings.callbacks()).toString());
        see(
                "key",
                Sources.of(settings.callbacks())
                        .values()
                        .iterator()
                        .next()
                        .keys()
                        .toString());
        see("warnings", WeakSecrets.warnings(settings).toString());
        see(
                "properties",
                new TreeMap<>(service.service().camel().getPropertiesComponent().loadProperties()).toString());
    }

    private void commands(TestService service) {
        command(service, Map.of(), "failed", "list");
        command(service, Map.of(), "quarantine", "list");
        command(service, Map.of(), "replay", "--dry-run", "--from", "2026-01-01");
        command(service, Map.of("MAIL_PORT", "none", "HTTP_PORT", "none"), "run");
        Map<String, String> elsewhere = Map.of("BROKER_URL", "tcp://127.0.0.1:1?trustStorePassword=" + MARK);
        command(service, elsewhere, "failed", "list");
        command(service, Map.of("BROKER_URL", "amqp://127.0.0.1:1?jms.password=" + MARK), "failed", "list");
        command(service, Map.of("BROKER_URL", "http://" + MARK + "@127.0.0.1"), "run");
    }

    private List<String> answers() {
        return seen.stream()
                .filter(entry -> entry.getKey().startsWith("answer"))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** No class, no exception, no product with its version. */
    private static void tellsNothingOfTheInside(String answer) {
        assertThat(answer)
                .doesNotContainPattern("(?i)exception(?!s|_|Type)|stacktrace|\\bat [a-z]+\\.[a-z]+")
                .doesNotContainPattern("(?im)^server:|(?i)[{ ,]server=")
                .doesNotContainPattern("(?i)\\b(java|camel|vert\\.?x|netty|artemis|jackson)[ /:-]?[0-9]+\\.[0-9]");
    }
}
