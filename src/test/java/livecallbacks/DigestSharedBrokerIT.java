package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances with one broker in another process: their digests are the same ones. */
@Timeout(180)
class DigestSharedBrokerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final String ANA = "ana@example.com";

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-03-02T12:00:00Z"));

    private Map<String, String> environment(String url, int port) {
        return Map.of(
                "BROKER_URL", String.format(Locale.ROOT, url, port),
                "BROKER_USERNAME", StandaloneBroker.USER,
                "BROKER_PASSWORD", StandaloneBroker.PASSWORD);
    }

    private void post(TestService service, String stream, int number) {
        assertThat(service.post(DigestHome.event(stream, number, clock.instant()))
                        .statusCode())
                .isEqualTo(200);
    }

    private static List<List<Integer>> mails(TestService service) {
        return service.mailbox().received(ANA).stream()
                .map(DigestHome::events)
                .map(numbers -> numbers.stream().sorted().toList())
                .toList();
    }

    private static void awaitMails(TestService service, int count) {
        await().atMost(PATIENCE).until(() -> mails(service).size() >= count);
    }

    private static int waiting(TestService service) throws JMSException {
        try (Connection connection = service.service().broker().connections().createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                QueueBrowser browser = session.createBrowser(session.createQueue("mail.digest.held"))) {
            connection.start();
            return Collections.list((Enumeration<?>) browser.getEnumeration()).size();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1:%d", "amqp://127.0.0.1:%d"})
    void whatComesToEitherIsInOneMailAndWhatOneHeldTheOtherSends(String url) throws Exception {
        int port = TestService.freePort();
        Path home = DigestHome.make(folder, "10m", "none");
        Map<String, String> properties = Map.of(
                "bind.host", "127.0.0.1",
                "own.host", "127.0.0.1",
                "peer.host", "127.0.0.1",
                "peer.port", "1",
                "cluster.password", "pair",
                "own.port", Integer.toString(port));
        try (RunningProcess broker = StandaloneBroker.start(
                Path.of("broker/primary.xml"), folder.resolve("broker-data"), "live-callbacks", properties)) {
            broker.awaitOutput("The broker works");
            Path one = Files.createDirectory(folder.resolve("one"));
            Path two = Files.createDirectory(folder.resolve("two"));
            try (TestService first = TestService.start(home, one, clock, environment(url, port))) {
                Map<String, String> shared = new HashMap<>(environment(url, port));
                for (String name :
                        List.of("ARCHIVE_ENDPOINT", "ARCHIVE_ACCESS_KEY", "ARCHIVE_SECRET_KEY", "MAIL_PORT")) {
                    shared.put(name, first.environment().getOrDefault(name, ""));
                }
                try (TestService second = TestService.start(home, two, clock, shared)) {
                    post(first, "match", 0);
                    awaitMails(first, 1);
                    IntStream.range(1, 21).forEach(number -> post(number % 2 == 0 ? first : second, "match", number));
                    post(second, "other", 21);
                    awaitMails(first, 2);
                    post(first, "other", 22);
                    await().atMost(PATIENCE).until(() -> waiting(second) == 21);
                    // The next window is the other instance's alone.
                    first.stopService();
                    clock.advance(Duration.ofMinutes(10));
                    awaitMails(first, 4);
                    await().atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(mails(first).stream()
                                            .flatMap(List::stream)
                                            .sorted())
                                    .containsExactlyElementsOf(
                                            IntStream.range(0, 23).boxed().toList()));
                    assertThat(mails(first))
                            .containsExactlyInAnyOrder(
                                    List.of(0), IntStream.range(1, 21).boxed().toList(), List.of(21), List.of(22));
                    post(second, "match", 23);
                    // Where the broker does not hand out at once what it has, the window is looked at again later.
                    await().atMost(PATIENCE).until(() -> {
                        clock.advance(Duration.ofMinutes(1));
                        return mails(first).size() >= 5;
                    });
                    awaitMails(first, 5);
                    assertThat(mails(first)).contains(List.of(23));
                }
            }
        }
    }
}
