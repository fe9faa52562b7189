package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import livecallbacks.config.ConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service with an Artemis broker in another process: over both protocols, with TLS, and with one that is full. */
@Timeout(120)
class ExternalBrokerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final String STORE_PASSWORD = "st0re-s3cret";

    @TempDir
    private Path folder;

    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        port = TestService.freePort();
    }

    // --- What stands around the tests

    /** A primary whose backup is not there, with changes. */
    private Path single(String... replacements) throws IOException {
        String text = Files.readString(Path.of("broker/primary.xml"));
        for (int i = 0; i < replacements.length; i += 2) {
            assertThat(text).contains(replacements[i]);
            text = text.replace(replacements[i], replacements[i + 1]);
        }
        return Files.writeString(folder.resolve("broker.xml"), text);
    }

    private RunningProcess broker(Path brokerXml, Map<String, String> more) throws IOException {
        Map<String, String> properties = new HashMap<>(more);
        properties.put("bind.host", "127.0.0.1");
        properties.put("own.host", "127.0.0.1");
        properties.put("peer.host", "127.0.0.1");
        properties.put("peer.port", "1");
        properties.put("cluster.password", "pair");
        properties.put("own.port", Integer.toString(port));
        return StandaloneBroker.start(brokerXml, folder.resolve("broker-data"), "live-callbacks", properties);
    }

    private RunningProcess started(Path brokerXml) throws IOException {
        RunningProcess broker = broker(brokerXml, Map.of());
        broker.awaitOutput("The broker works");
        return broker;
    }

    private static Map<String, String> with(String url) {
        return Map.of(
                "BROKER_URL", url,
                "BROKER_USERNAME", StandaloneBroker.USER,
                "BROKER_PASSWORD", StandaloneBroker.PASSWORD);
    }

    private TestService service(String url) throws Exception {
        return TestService.start(folder, Clock.systemUTC(), with(url));
    }

    private static String recording(String stream, long secondsAhead) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + secondsAhead);
    }

    private static int post(TestService service, String stream) {
        return service.post(recording(stream, 600)).statusCode();
    }

    private static void awaitMails(TestService service, int count) {
        await().atMost(PATIENCE)
                .until(() -> service.mailbox().received("team@example.com").size() >= count);
        assertThat(service.mailbox().received("team@example.com")).hasSize(count);
        assertThat(service.keys()).hasSize(count);
    }

    // --- The main job

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1:%d", "failover:(amqp://127.0.0.1:1,amqp://127.0.0.1:%d)"})
    void aCallbackIsArchivedAndMailedOnceOverBothProtocolsAndAlsoAfterARestartOfTheBroker(String url) throws Exception {
        try (RunningProcess broker = started(single());
                TestService service = service(String.format(Locale.ROOT, url, port))) {
            String body = recording("once", 600);
            assertThat(service.post(body).statusCode()).isEqualTo(200);
            assertThat(service.post(body).statusCode()).isEqualTo(200);
            assertThat(service.post(recording("once", 660)).statusCode()).isEqualTo(200);
            awaitMails(service, 1);
            assertThat(service.object(service.keys().get(0)).asUtf8String()).isEqualTo(body);

            // What cannot be archived comes again by itself, later.
            service.s3().close();
            assertThat(post(service, "later")).isEqualTo(200);
            service.restartS3();
            awaitMails(service, 2);

            broker.kill();
            HttpResponse<String> meanwhile = service.post(recording("killed", 600));
            assertThat(meanwhile.statusCode()).isEqualTo(503);
            try (RunningProcess again = started(folder.resolve("broker.xml"))) {
                assertThat(again.output()).contains("The broker works");
                await().atMost(PATIENCE).until(() -> post(service, "killed") == 200);
                assertThat(post(service, "once")).isEqualTo(200);
                awaitMails(service, 3);
            }
        }
    }

    // --- A full broker

    @ParameterizedTest
    @ValueSource(strings = {"BLOCK", "FAIL"})
    void aFullBrokerIsAnsweredWith503WithinFiveSecondsUntilItHasRoom(String policy) throws Exception {
        Path brokerXml = single(
                "<address-setting match=\"callbacks.received\">",
                "<address-setting match=\"callbacks.received\"><max-size-bytes>60000</max-size-bytes>"
                        + "<address-full-policy>" + policy + "</address-full-policy>");
        try (RunningProcess broker = started(brokerXml);
                TestService service = service("tcp://127.0.0.1:" + port)) {
            assertThat(broker.output()).contains("The broker works");
            service.service().camel().getRouteController().stopRoute("archive");
            int taken = 0;
            while (post(service, "fill-" + taken) == 200) {
                taken++;
            }
            assertThat(taken).isPositive();

            // Some may still have leave of the broker to send, from when it had room; how many depends on the machine.
            int refused = 0;
            for (int round = 0; round < 4 && refused <= 40; round++) {
                List<Integer> answers = postsAtOnce(service, "full-" + round + "-", 60);
                assertThat(answers).isSubsetOf(200, 503);
                refused = Collections.frequency(answers, 503);
                taken += Collections.frequency(answers, 200);
            }
            assertThat(refused).isGreaterThan(40);

            service.service().camel().getRouteController().startRoute("archive");
            await().atMost(PATIENCE).until(() -> post(service, "again") == 200);
            int all = taken + 1;
            await().atMost(PATIENCE).until(() -> service.keys().size() >= all);
        }
    }

    /** Each is answered in time. */
    private static List<Integer> postsAtOnce(TestService service, String streams, int count) {
        ExecutorService callers = Executors.newFixedThreadPool(40);
        try {
            List<CompletableFuture<Integer>> answers = IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                long before = System.nanoTime();
                                int status = post(service, streams + i);
                                assertThat(Duration.ofNanos(System.nanoTime() - before))
                                        .isLessThan(Duration.ofMillis(5_200));
                                return status;
                            },
                            callers))
                    .toList();
            return answers.stream().map(CompletableFuture::join).toList();
        } finally {
            callers.shutdown();
        }
    }

    // --- TLS

    private void keytool(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try (RunningProcess keytool = RunningProcess.start(Map.of(), command)) {
            assertThat(keytool.exitCode()).as(keytool.output()).isZero();
        }
    }

    private void makeStores(Path key, Path trust) throws Exception {
        String certificate = folder.resolve("broker.pem").toString();
        keytool(
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-keystore",
                key.toString(),
                "-storepass",
                STORE_PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "broker",
                "-file",
                certificate,
                "-keystore",
                key.toString(),
                "-storepass",
                STORE_PASSWORD);
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "broker",
                "-file",
                certificate,
                "-keystore",
                trust.toString(),
                "-storepass",
                STORE_PASSWORD);
    }

    @Test
    void tlsAndCredentialsAreUsedAndNoPasswordIsEverPrinted() throws Exception {
        Path key = folder.resolve("key.p12");
        Path trust = folder.resolve("trust.p12");
        makeStores(key, trust);
        Map<String, String> tls =
                Map.of("tls.enabled", "true", "tls.keystore", key.toString(), "tls.keystore.password", STORE_PASSWORD);
        String core = "tcp://localhost:" + port + "?sslEnabled=true&trustStorePath=" + trust + "&trustStorePassword=";
        String amqp = "amqps://localhost:" + port + "?transport.trustStoreLocation=" + trust
                + "&transport.trustStorePassword=";
        try (TestService outside = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            outside.stopService();
            StringBuilder printed = new StringBuilder();
            // Each waits for its broker, and then works with it.
            try (RunningProcess overCore = process(outside, core + STORE_PASSWORD, StandaloneBroker.PASSWORD);
                    RunningProcess overAmqp = process(outside, amqp + STORE_PASSWORD, StandaloneBroker.PASSWORD);
                    RunningProcess wrongStore = process(outside, core + "wr0ng-s3cret", StandaloneBroker.PASSWORD)) {
                overCore.awaitOutput("cannot be reached");
                overAmqp.awaitOutput("cannot be reached");
                try (RunningProcess broker = broker(single(), tls)) {
                    broker.awaitOutput("The broker works");
                    overCore.awaitOutput("Callbacks are taken at");
                    overAmqp.awaitOutput("Callbacks are taken at");
                    wrongStore.awaitOutput("cannot be reached");
                    try (RunningProcess wrongUser = process(outside, core + STORE_PASSWORD, "wr0ng-s3cret")) {
                        assertThat(wrongUser.exitCode()).isEqualTo(2);
                        assertThat(wrongUser.output())
                                .contains("broker.password: the broker at tcp://localhost:" + port);
                        printed.append(wrongUser.output());
                    }
                }
                overCore.terminate();
                overAmqp.terminate();
                printed.append(overCore.output()).append(overAmqp.output()).append(wrongStore.output());
            }
            assertThat(printed.toString()).doesNotContain("s3cret");
        }
    }

    private RunningProcess process(TestService outside, String url, String password) throws IOException {
        Map<String, String> environment = new HashMap<>(outside.environment());
        environment.put("HTTP_PORT", Integer.toString(TestService.freePort()));
        environment.put("MANAGEMENT_PORT", Integer.toString(TestService.freePort()));
        environment.put("BROKER_URL", url);
        environment.put("BROKER_USERNAME", StandaloneBroker.USER);
        environment.put("BROKER_PASSWORD", password);
        environment.put("LOG_LEVEL", "debug");
        return RunningProcess.run(environment);
    }

    // --- The check at start

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "amqp"})
    void whatTheBrokerHasNotIsNamedAtStart(String protocol) throws Exception {
        Path brokerXml = single(
                "<queue name=\"notify\"/>", "<queue name=\"other\"/>",
                "\"mail.failed\"", "\"mail.other\"",
                "\"callbacks.received\"", "\"callbacks.taken\"");
        try (RunningProcess broker = started(brokerXml)) {
            assertThat(broker.output()).contains("The broker works");
            assertThatThrownBy(() -> service(protocol + "://127.0.0.1:" + port).close())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("has no address callbacks.received; broker/README.md")
                    .hasMessageContaining("has no queue callbacks.received")
                    .hasMessageContaining("has no queue callbacks.archived::notify")
                    .hasMessageContaining("has no address mail.failed")
                    .hasMessageNotContaining("callbacks.failed")
                    .hasMessageNotContaining("mail.outbox");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "amqp"})
    void policiesThatDifferAreWarnedOf(String protocol) throws Exception {
        Path brokerXml = single(
                "<max-delivery-attempts>447", "<max-delivery-attempts>10", "<id-cache-size>100000", "<id-cache-size>7");
        try (RunningProcess broker = started(brokerXml);
                TestService outside = TestService.start(folder, Clock.systemUTC(), Map.of());
                RunningProcess process =
                        process(outside, protocol + "://127.0.0.1:" + port, StandaloneBroker.PASSWORD)) {
            assertThat(broker.output()).contains("The broker works");
            process.awaitOutput("Callbacks are taken at");
            assertThat(process.output().lines().filter(line -> line.contains("and not ")))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("max-delivery-attempts 10 for mail.outbox, and not 447"))
                    .anyMatch(line -> line.contains("id-cache-size 7 for the broker, and not 100000"));
        }
    }
}
