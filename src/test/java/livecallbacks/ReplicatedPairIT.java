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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two instances of the packaged service and a replicated pair of brokers, each a process of its own; under load the
 * working broker is killed, and then one of the instances.
 */
@Timeout(180)
class ReplicatedPairIT {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedPairIT.class);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The mails that two instances can have in hand when the broker goes, and one when it is killed itself. */
    private static final int IN_THE_SMTP_WINDOW = 3 * 4;

    @TempDir
    private Path folder;

    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong slowestMillis = new AtomicLong();

    private int post(URI uri, String stream, long t) {
        String body = Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}", TestService.KEY, t);
        long before = System.nanoTime();
        try {
            HttpResponse<String> answer =
                    TestService.send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)));
            return answer.statusCode();
        } finally {
            slowestMillis.accumulateAndGet((System.nanoTime() - before) / 1_000_000, Math::max);
        }
    }

    /** As the sender and a load balancer do: again with a later t, at the next instance, until it is taken. */
    private void send(List<URI> instances, String stream, int turn) {
        long t = Clock.systemUTC().instant().getEpochSecond() + 600;
        for (int attempt = 0; ; attempt++) {
            try {
                int status = post(instances.get((turn + attempt) % instances.size()), stream, t + attempt % 60);
                if (status == 200) {
                    return;
                }
                assertThat(status).isEqualTo(503);
                refused.incrementAndGet();
            } catch (UncheckedIOException e) {
                // Killed: there was no 200.
            }
        }
    }

    @Test
    void aKillOfTheWorkingBrokerAndOfOneInstanceLosesNothingThatWasAcknowledged() throws Exception {
        int first = TestService.freePort();
        int second = TestService.freePort();
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        try (TestService outside = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            outside.stopService();
            try (RunningProcess primary = broker("primary", first, second);
                    RunningProcess backup = broker("backup", second, first)) {
                primary.awaitOutput("The broker works");
                backup.awaitOutput("The backup has all");
                String url = "(tcp://127.0.0.1:" + first + ",tcp://127.0.0.1:" + second + ")";
                Map<String, String> one = instance(outside, url);
                Map<String, String> two = instance(outside, url);
                try (RunningProcess left = RunningProcess.run(one);
                        RunningProcess right = RunningProcess.run(two)) {
                    left.awaitReady(uri(one));
                    right.awaitReady(uri(two));
                    underLoad(List.of(uri(one), uri(two)), acknowledged, primary, right);
                    LOG.info("Slowest answer {} ms, {} answers of 503", slowestMillis, refused);
                    assertThat(slowestMillis.get()).isLessThan(5_500);
                    assertArchivedAndMailed(outside, acknowledged);
                    assertThat(left.terminate()).isEqualTo(143);
                }
            }
        }
    }

    private void underLoad(
            List<URI> instances, Set<String> acknowledged, RunningProcess primary, RunningProcess instance)
            throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        AtomicInteger more = new AtomicInteger(1);
        for (int caller = 0; caller < 8; caller++) {
            int id = caller;
            callers.execute(() -> {
                for (int i = 0; more.get() > 0; i++) {
                    send(instances, "load-" + id + "-" + i, id);
                    acknowledged.add("load-" + id + "-" + i);
                }
            });
        }
        awaitMore(acknowledged, 200);
        long killed = System.nanoTime();
        primary.kill();
        for (URI each : instances) {
            String stream = "fail-over-" + each.getPort();
            send(List.of(each), stream, 0);
            acknowledged.add(stream);
            LOG.info(
                    "The broker is killed; callbacks are taken at {} after {} ms",
                    each,
                    (System.nanoTime() - killed) / 1_000_000);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(20));
        awaitMore(acknowledged, 200);
        instance.kill();
        awaitMore(acknowledged, 200);
        more.set(0);
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitMore(Set<String> acknowledged, int count) {
        int before = acknowledged.size();
        await().atMost(PATIENCE).until(() -> acknowledged.size() >= before + count);
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

    private static List<Mailed> mails(TestService outside) {
        return outside.mailbox().received("team@example.com").stream()
                .map(Mailed::of)
                .toList();
    }

    private static void assertArchivedAndMailed(TestService outside, Set<String> acknowledged) {
        // A mail comes after its object, so that all objects are there then.
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> Set.copyOf(mails(outside)).size() >= acknowledged.size());
        List<Mailed> all = mails(outside);
        Set<Mailed> different = Set.copyOf(all);
        LOG.info(
                "{} callbacks acknowledged, {} objects, {} mails, {} of them sent twice",
                acknowledged.size(),
                outside.keys().size(),
                different.size(),
                all.size() - different.size());
        assertThat(different).extracting(Mailed::subject).doesNotHaveDuplicates();
        assertThat(all.size() - different.size()).isLessThanOrEqualTo(IN_THE_SMTP_WINDOW);
        assertThat(different)
                .extracting(mail -> mail.subject().replace("Recording ready: ", ""))
                .containsExactlyInAnyOrderElementsOf(acknowledged);
        assertThat(outside.keys())
                .extracting(key -> key.replaceFirst(".*/stream_id=([^/]*)/.*", "$1"))
                .containsExactlyInAnyOrderElementsOf(acknowledged);
    }

    private RunningProcess broker(String name, int own, int peer) throws IOException {
        return StandaloneBroker.start(
                Path.of("broker", name + ".xml"),
                folder.resolve(name),
                "live-callbacks",
                Map.of(
                        "bind.host", "127.0.0.1",
                        "own.host", "127.0.0.1",
                        "own.port", Integer.toString(own),
                        "peer.host", "127.0.0.1",
                        "peer.port", Integer.toString(peer),
                        "cluster.password", "pair"));
    }

    private Map<String, String> instance(TestService outside, String url) throws IOException {
        Map<String, String> environment = new HashMap<>(outside.environment());
        int port = TestService.freePort();
        environment.put("HTTP_PORT", Integer.toString(port));
        environment.put("MANAGEMENT_PORT", Integer.toString(TestService.freePort()));
        environment.put("DATA_DIR", folder.resolve("instance-" + port).toString());
        environment.put("BROKER_URL", url);
        environment.put("BROKER_USERNAME", StandaloneBroker.USER);
        environment.put("BROKER_PASSWORD", StandaloneBroker.PASSWORD);
        return environment;
    }

    private static URI uri(Map<String, String> instance) {
        return URI.create("http://127.0.0.1:" + instance.get("HTTP_PORT") + "/callbacks/live");
    }
}
