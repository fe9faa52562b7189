package livecallbacks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Good callbacks while strangers do their worst. The short form runs with every build; for the long one,
 * {@code -Dattack.seconds=60 -Dattack.requests=100000}.
 */
@Timeout(600)
class UnderAttackIT {

    private static final int SLOW_CLIENTS = 300;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration ATTACK = Duration.ofSeconds(Integer.getInteger("attack.seconds", 12));
    private static final int WRONG_REQUESTS = Integer.getInteger("attack.requests", 10_000);

    @TempDir
    private Path folder;

    private static String signed(String stream, String key) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}",
                key,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    private static String request(String body) {
        return "POST /callbacks/live HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** A stranger that sends a byte a second: of a header, or of a body. It comes again when it is cut off. */
    private static final class SlowClient {

        private final byte[] bytes;
        private final int atOnce;
        private final InetSocketAddress service;
        private final List<Duration> lives;
        private SocketChannel channel;
        private long since;
        private int at;

        SlowClient(InetSocketAddress service, boolean body, List<Duration> lives) throws IOException {
            String request = request("a".repeat(200));
            this.bytes = request.getBytes(ISO_8859_1);
            this.atOnce = body ? request.indexOf("\r\n\r\n") + 4 : 1;
            this.service = service;
            this.lives = lives;
            this.channel = open();
        }

        private SocketChannel open() throws IOException {
            SocketChannel opened = SocketChannel.open(service);
            opened.configureBlocking(false);
            since = System.nanoTime();
            opened.write(ByteBuffer.wrap(bytes, 0, atOnce));
            at = atOnce;
            return opened;
        }

        /** One more byte, if the service still wants it. */
        void second() throws IOException {
            boolean cut;
            try {
                ByteBuffer answer = ByteBuffer.allocate(1024);
                int read = channel.read(answer);
                cut = read < 0 || channel.write(ByteBuffer.wrap(bytes, at++, 1)) < 0;
            } catch (IOException e) {
                cut = true;
            }
            if (cut) {
                lives.add(Duration.ofNanos(System.nanoTime() - since));
                channel.close();
                channel = open();
            }
        }

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - since);
        }

        void close() throws IOException {
            channel.close();
        }
    }

    /** Posts good callbacks, fifty a second at most, until it is told to stop. */
    private static final class GoodOnes implements AutoCloseable {

        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private final List<Duration> times = new CopyOnWriteArrayList<>();
        private final Future<?> posting;

        GoodOnes(TestService service) {
            this.posting = thread.scheduleWithFixedDelay(() -> post(service), 0, 20, TimeUnit.MILLISECONDS);
        }

        private void post(TestService service) {
            long before = System.nanoTime();
            assertThat(service.post(signed("good-" + times.size(), TestService.KEY))
                            .statusCode())
                    .isEqualTo(200);
            times.add(Duration.ofNanos(System.nanoTime() - before));
        }

        /** How long each took, sorted; all of them were taken. */
        List<Duration> stop() throws InterruptedException {
            assertThat(posting.isDone()).as("a good one was refused").isFalse();
            thread.shutdown();
            assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            return times.stream().sorted().toList();
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }

    private static Duration p99(List<Duration> sorted) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100));
    }

    @Test
    void slowClientsAreCutInTimeAndGoodOnesDoNotWait() throws Exception {
        List<Duration> lives = new CopyOnWriteArrayList<>();
        List<SlowClient> slow = new ArrayList<>();
        ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
        try (TestService service = TestService.start(
                folder,
                Clock.systemUTC(),
                Map.of(
                        "HTTP_MAX_CONNECTIONS_PER_ADDRESS", "1000",
                        "HTTP_HEADER_TIMEOUT", LIMIT.toSeconds() + "s",
                        "HTTP_BODY_TIMEOUT", LIMIT.toSeconds() + "s"))) {
            // The first ones of a new process are slow by themselves, and so may this machine be.
            List<Duration> quiet = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                long before = System.nanoTime();
                service.post(signed("quiet-" + i, TestService.KEY));
                if (i >= 100) {
                    quiet.add(Duration.ofNanos(System.nanoTime() - before));
                }
            }
            Collections.sort(quiet);
            InetSocketAddress address = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), service.service().httpPort());
            for (int i = 0; i < SLOW_CLIENTS; i++) {
                slow.add(new SlowClient(address, i % 2 == 0, lives));
            }
            try (GoodOnes good = new GoodOnes(service)) {
                Future<?> unused = trickle.scheduleAtFixedRate(
                        () -> slow.forEach(client -> {
                            try {
                                client.second();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }),
                        1,
                        1,
                        TimeUnit.SECONDS);
                boolean ended = trickle.awaitTermination(ATTACK.toSeconds(), TimeUnit.SECONDS);
                List<Duration> sorted = good.stop();
                trickle.shutdown();
                assertThat(trickle.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
                System.out.printf(
                        "  %d slow clients, cut off %d times, after %s at most; %d good callbacks, p50 %s, p99 %s (%s before)%n",
                        SLOW_CLIENTS,
                        lives.size(),
                        lives.stream().max(Duration::compareTo).orElse(Duration.ZERO),
                        sorted.size(),
                        sorted.get(sorted.size() / 2),
                        p99(sorted),
                        p99(quiet));

                assertThat(ended).isFalse();
                Duration usual = p99(quiet).multipliedBy(3);
                assertThat(p99(sorted)).isLessThan(Collections.max(List.of(Duration.ofMillis(200), usual)));
                // Each has been cut once for every limit that has passed, and is younger than it now. They look once a
                // second,
                // when the machine lets them.
                assertThat(lives).hasSizeGreaterThanOrEqualTo(SLOW_CLIENTS);
                assertThat(lives).allMatch(life -> life.compareTo(LIMIT.plusSeconds(5)) < 0);
                assertThat(slow).allMatch(client -> client.age().compareTo(LIMIT.plusSeconds(5)) < 0);
            }
        } finally {
            trickle.shutdownNow();
            for (SlowClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void wrongSignaturesAtFullSpeedFillNeitherMemoryNorDiskNorLog() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        AbstractAppender appender = new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                // What becomes of good callbacks is said as information.
                if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                    lines.add(event.getMessage().getFormattedMessage());
                }
            }
        };
        appender.start();
        Logger root = (Logger) LogManager.getRootLogger();
        root.addAppender(appender);
        AtomicInteger sent = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (TestService service =
                TestService.start(folder, Clock.systemUTC(), Map.of("QUARANTINE_MAX_BYTES", "4194304"))) {
            for (int i = 0; i < 50; i++) {
                service.post(signed("warm-" + i, TestService.KEY));
            }
            await().until(service::isDrained);
            long heapBefore = heapInUse();
            lines.clear();
            try (GoodOnes good = new GoodOnes(service)) {
                List<Future<?>> floods = new ArrayList<>();
                long before = System.nanoTime();
                for (int i = 0; i < 8; i++) {
                    floods.add(threads.submit(() -> {
                        flood(service, sent);
                        return null;
                    }));
                }
                for (Future<?> flood : floods) {
                    flood.get();
                }
                Duration took = Duration.ofNanos(System.nanoTime() - before);
                List<Duration> times = good.stop();
                long kept = bytesBelow(folder.resolve("data/quarantine"));
                System.out.printf(
                        "  %d wrong requests in %s; %d good callbacks, p50 %s, p99 %s; %d log lines, %d kB in quarantine,"
                                + " heap %d MB more%n",
                        sent.get(),
                        took,
                        times.size(),
                        times.get(times.size() / 2),
                        p99(times),
                        lines.size(),
                        kept / 1024,
                        (heapInUse() - heapBefore) / 1_000_000);

                assertThat(sent.get()).isGreaterThanOrEqualTo(WRONG_REQUESTS);
                assertThat(times).isNotEmpty();
                assertThat(kept).isLessThan(5_000_000);
                assertThat((long) lines.size()).isLessThan(5 + 3 * took.toMinutes());
                assertThat(lines).noneMatch(line -> line.contains("wrong-") || line.contains("sign\":"));
                assertThat(heapInUse() - heapBefore).isLessThan(64_000_000);
            }
        } finally {
            threads.shutdownNow();
            root.removeAppender(appender);
        }
    }

    /** As fast as one connection at a time can. */
    private static void flood(TestService service, AtomicInteger sent) throws IOException {
        while (sent.get() < WRONG_REQUESTS) {
            try (RawConnection connection = RawConnection.to(service)) {
                String answer = "";
                while (sent.get() < WRONG_REQUESTS && !answer.contains("connection: close")) {
                    answer = connection
                            .send(request(signed("wrong-" + sent.incrementAndGet(), "wrong")))
                            .readAnswer();
                    assertThat(answer).startsWith("HTTP/1.1 401 ");
                }
            }
        }
    }

    private static long heapInUse() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Files come and go meanwhile: those that are gone count nothing. */
    private static long bytesBelow(Path directory) throws IOException {
        AtomicLong bytes = new AtomicLong();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return bytes.get();
    }
}
