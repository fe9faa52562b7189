package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import livecallbacks.broker.BrokerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service in a process of its own, killed while mails wait: each event is mailed once, alone or in a digest. */
@Timeout(300)
class DigestCrashIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HALF_A_DAY = 43_200;
    private static final int ROUNDS = Integer.getInteger("digest.rounds", 3);

    /** As many consumers as the route mail has: a kill can make the mails in hand come twice, with one Message-ID. */
    private static final int MAILS_AT_ONCE = 4;

    @TempDir
    private Path folder;

    private TestService outside;
    private Map<String, String> environment;
    private URI uri;
    private final ConcurrentLinkedQueue<Integer> owed = new ConcurrentLinkedQueue<>();

    /** S3 and mailbox live in this process; the service itself does not. */
    @BeforeEach
    void start() throws Exception {
        outside = TestService.start(folder, Clock.systemUTC(), Map.of());
        outside.stopService();
        environment = new HashMap<>(outside.environment());
        environment.put("DATA_DIR", folder.resolve("process-data").toString());
        environment.put("HTTP_PORT", Integer.toString(TestService.freePort()));
        uri = URI.create("http://127.0.0.1:" + environment.get("HTTP_PORT") + "/callbacks/live");
    }

    @AfterEach
    void stop() throws IOException, BrokerException {
        outside.close();
    }

    private RunningProcess run(Path home) throws IOException {
        RunningProcess process = RunningProcess.start(
                environment,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dlive-callbacks.home=" + home,
                "-cp",
                "target/live-callbacks.jar:target/lib/*:target/test-classes",
                "livecallbacks.cli.Main",
                "run");
        process.awaitReady(uri);
        return process;
    }

    /** Of two streams by turns; what it was answered. */
    private HttpResponse<String> answer(int number) {
        String body =
                DigestHome.event("both-" + number % 2, number, Clock.systemUTC().instant());
        HttpResponse<String> answer =
                TestService.send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)));
        if (answer.statusCode() == 200) {
            owed.add(number);
        }
        return answer;
    }

    /** To a process that may be killed meanwhile. */
    private void post(int number) {
        try {
            answer(number);
        } catch (UncheckedIOException e) {
            // Nothing is owed.
        }
    }

    /** As the sender does: again, if the disk of a busy machine was too slow (503). */
    private void postToOneThatRuns(int number) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> answer = answer(number);
            assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
        });
    }

    /** Every event that is owed is in exactly one of the mails, whichever copy of a mail one looks at. */
    private void assertEachMailedOnce(String address, int kills) throws MessagingException {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(outside.mailbox().received(address).stream()
                                .map(DigestHome::events)
                                .flatMap(List::stream))
                        .containsAll(owed));
        Map<String, MimeMessage> byId = new HashMap<>();
        List<MimeMessage> all = outside.mailbox().received(address);
        for (MimeMessage mail : all) {
            byId.put(mail.getMessageID(), mail);
        }
        assertThat(all.size() - byId.size()).isLessThanOrEqualTo(kills * MAILS_AT_ONCE);
        List<Integer> mailed = new ArrayList<>();
        byId.values().forEach(mail -> mailed.addAll(DigestHome.events(mail)));
        assertThat(mailed).doesNotHaveDuplicates().containsAll(owed);
    }

    @Test
    void aKillInTheWindowOfADigestLosesNothingAndRepeatsNothing() throws Exception {
        Path home = DigestHome.make(folder, "2s", "none");
        int number = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (RunningProcess process = run(home)) {
                int from = number;
                Thread killer = new Thread(() -> {
                    try {
                        process.kill();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                // Some windows are over by then and some have just begun.
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500 + 900L * round);
                while (System.nanoTime() < end) {
                    post(number++);
                }
                killer.start();
                while (process.isAlive()) {
                    post(number++);
                }
                killer.join();
                assertThat(number).isGreaterThan(from);
            }
        }
        try (RunningProcess process = run(home)) {
            postToOneThatRuns(number);
            assertEachMailedOnce("ana@example.com", ROUNDS);
            assertEachMailedOnce("ben@example.com", ROUNDS);
            assertThat(outside.mailbox().received("ana@example.com")).anyMatch(DigestHome::isDigest);
            assertThat(process.terminate()).isEqualTo(143);
        }
    }

    @Test
    void aKillInQuietHoursLosesNothingAndRepeatsNothing() throws Exception {
        // In this time zone the quiet hours end in 45 seconds.
        int utc = LocalTime.now(Clock.systemUTC().withZone(ZoneOffset.UTC)).toSecondOfDay();
        int ahead = Math.floorMod(LocalTime.of(6, 59, 15).toSecondOfDay() - utc + HALF_A_DAY, 2 * HALF_A_DAY);
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(ahead - HALF_A_DAY);
        Path home = DigestHome.make(folder, "none", "\"22:00-07:00\", timezone: \"" + zone.getId() + "\"");
        for (int round = 0; round < 2; round++) {
            int from = 1 + 10 * round;
            try (RunningProcess process = run(home)) {
                IntStream.range(from, from + 10).forEach(this::postToOneThatRuns);
                process.kill();
            }
        }
        assertThat(outside.mailbox().received("ana@example.com")).isEmpty();
        try (RunningProcess process = run(home)) {
            postToOneThatRuns(100);
            assertEachMailedOnce("ana@example.com", 2);
            assertEachMailedOnce("ben@example.com", 2);
            assertThat(outside.mailbox().received("ana@example.com"))
                    .hasSize(21)
                    .noneMatch(DigestHome::isDigest);
            assertThat(process.terminate()).isEqualTo(143);
        }
    }
}
