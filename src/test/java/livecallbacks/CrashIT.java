package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import livecallbacks.broker.BrokerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service in a process of its own: ended in the worst moment, started again, and every 200 is kept. */
class CrashIT {

    /** As many consumers as the route mail has. */
    private static final int MAILS_AT_ONCE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @TempDir
    private Path folder;

    private TestService outside;
    private Map<String, String> environment;
    private URI uri;

    /** S3 and mailbox live in this process; the service itself does not. */
    @BeforeEach
    void start() throws Exception {
        outside = TestService.start(folder, Clock.systemUTC(), Map.of());
        outside.stopService();
        environment = new HashMap<>(outside.environment());
        environment.put("DATA_DIR", folder.resolve("process-data").toString());
        environment.put("HTTP_PORT", Integer.toString(freePort()));
        uri = URI.create("http://127.0.0.1:" + environment.get("HTTP_PORT") + "/callbacks/live");
    }

    @AfterEach
    void stop() throws IOException, BrokerException {
        outside.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private RunningProcess run() throws IOException {
        RunningProcess process = RunningProcess.run(environment);
        process.awaitReady(uri);
        return process;
    }

    private HttpResponse<String> post(String stream) {
        String body = Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
        return TestService.send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private record Mailed(String subject, String messageId) {
        static Mailed of(MimeMessage mail) {
            try {
                return new Mailed(mail.getSubject(), mail.getMessageID());
            } catch (MessagingException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Stream<Mailed> mails() {
        return outside.mailbox().received("team@example.com").stream().map(Mailed::of);
    }

    private Set<String> mailed() {
        return mails().map(Mailed::subject).collect(Collectors.toSet());
    }

    /** Every one is there, and once; and so is one that is posted now, after which nothing older can be on its way. */
    private void assertArchivedAndMailedOnce(Set<String> streams) {
        assertArchivedAndMailedOnce(streams, 0);
    }

    /**
     * The same, but so many mails may have come twice: the mail server had taken them when the process was killed, and
     * nobody was left to write that down. SMTP has no way to ask; the second one has the first one's Message-ID.
     */
    private void assertArchivedAndMailedOnce(Set<String> streams, int inTheSmtpWindow) {
        await().atMost(PATIENCE).until(() -> outside.keys().size() >= streams.size());
        await().atMost(PATIENCE).until(() -> mailed().size() >= streams.size());
        assertThat(post("afterwards").statusCode()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> mailed().contains("Recording ready: afterwards"));
        List<Mailed> all = mails().toList();
        Set<Mailed> different = Set.copyOf(all);
        assertThat(all.size() - different.size()).isLessThanOrEqualTo(inTheSmtpWindow);
        assertThat(different).extracting(Mailed::subject).doesNotHaveDuplicates();
        assertThat(outside.keys()).doesNotHaveDuplicates();
        assertThat(streams).allSatisfy(stream -> {
            assertThat(outside.keys()).anyMatch(key -> key.contains("/stream_id=" + stream + "/"));
            assertThat(mailed()).contains("Recording ready: " + stream);
        });
    }

    @RepeatedTest(3)
    void aCallbackSurvivesAKillRightAfterIts200() throws Exception {
        try (RunningProcess first = run()) {
            assertThat(post("killed").statusCode()).isEqualTo(200);
            first.kill();
        }
        try (RunningProcess second = run()) {
            assertArchivedAndMailedOnce(Set.of("killed"));
            assertThat(second.terminate()).isEqualTo(143);
        }
    }

    @Test
    void callbacksThatNobodyCouldArchiveSurviveAKill() throws Exception {
        outside.s3().close();
        Set<String> streams = ConcurrentHashMap.newKeySet();
        try (RunningProcess first = run()) {
            IntStream.range(0, 20).forEach(i -> {
                assertThat(post("waiting-" + i).statusCode()).isEqualTo(200);
                streams.add("waiting-" + i);
            });
            first.kill();
        }
        outside.restartS3();
        try (RunningProcess second = run()) {
            assertArchivedAndMailedOnce(streams);
            assertThat(second.terminate()).isEqualTo(143);
        }
    }

    @Test
    void underLoadAKillLosesNothingThatWasAcknowledged() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        try (RunningProcess first = run()) {
            whilePosting(acknowledged, first::kill);
        }
        assertThat(acknowledged).hasSizeGreaterThan(50);
        try (RunningProcess second = run()) {
            assertArchivedAndMailedOnce(acknowledged, MAILS_AT_ONCE);
            assertThat(second.terminate()).isEqualTo(143);
        }
    }

    @Test
    void onSigtermItFinishesWhatIsInHandAndLosesNothing() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        try (RunningProcess first = run()) {
            whilePosting(acknowledged, () -> assertThat(first.terminate()).isEqualTo(143));
            assertThat(first.output()).contains("Stopping:").contains("Stopped");
        }
        assertThat(acknowledged).hasSizeGreaterThan(50);
        try (RunningProcess second = run()) {
            assertArchivedAndMailedOnce(acknowledged);
            assertThat(second.terminate()).isEqualTo(143);
        }
    }

    private interface Ending {
        void end() throws InterruptedException;
    }

    /** Eight callers post one callback after the other; the end comes after a hundred answers and ends them too. */
    private void whilePosting(Set<String> acknowledged, Ending ending) throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        for (int caller = 0; caller < 8; caller++) {
            int id = caller;
            callers.execute(() -> {
                for (int i = 0; i < 10_000; i++) {
                    String stream = "load-" + id + "-" + i;
                    try {
                        HttpResponse<String> answer = post(stream);
                        if (answer.statusCode() == 200) {
                            acknowledged.add(stream);
                        } else {
                            assertThat(answer.statusCode()).isEqualTo(503);
                        }
                    } catch (UncheckedIOException e) {
                        // Killed, or no longer listening: there was no 200.
                        return;
                    }
                }
            });
        }
        await().atMost(PATIENCE).until(() -> acknowledged.size() >= 100);
        ending.end();
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
}
