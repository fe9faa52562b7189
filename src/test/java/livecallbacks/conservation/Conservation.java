package livecallbacks.conservation;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import livecallbacks.TestService;
import livecallbacks.conservation.Ledger.Finding;
import livecallbacks.conservation.Ledger.Stored;
import livecallbacks.conservation.Ledger.Verdict;
import livecallbacks.dev.LocalS3;
import livecallbacks.dev.TestS3;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One run: the packaged service, a store and a mail server that go on when it is killed, the senders, and one fault
 * after the other. At the end every obligation has to be met, nothing unknown may be there, and the service has to
 * work.
 */
final class Conservation implements AutoCloseable {

    /** A refusal comes within this, whatever is wrong; the sender waits no longer. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int SIGTERM_EXIT = 143;

    /**
     * What a run is like.
     *
     * @param seed of the events and of the order of the faults
     * @param scenarios what goes wrong in each round
     * @param rounds how often at least
     * @param atLeast further rounds begin until this is over
     * @param hold how long each fault lasts
     * @param perSecond new events a second
     * @param diskMegabytes size of the disk for the data; 0 for no disk of its own
     * @param drain after the last post nothing may arrive for so long before what is missing is lost
     * @param sabotage what is wrong with the service; null for nothing
     */
    record Plan(
            long seed,
            List<Scenario> scenarios,
            int rounds,
            Duration atLeast,
            Duration hold,
            int perSecond,
            int diskMegabytes,
            Duration drain,
            @Nullable Sabotage sabotage) {}

    private final Plan plan;
    private final LocalS3 store;
    private final S3Client client;
    private final S3Road road;
    private final MailServer mail;
    private final @Nullable SmallDisk disk;
    private final Service service;
    private final Ledger ledger = new Ledger();
    private final Figures figures = new Figures();
    private final Load load;
    private final Random order;
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> happened = new ArrayList<>();
    private final long started = System.nanoTime();
    private int canaries;
    private int kills;

    /**
     * Everything but the service and the load is up.
     *
     * @param folder empty
     * @param logs for what the service prints
     */
    Conservation(Plan plan, Path folder, Path logs) throws Exception {
        this.plan = plan;
        this.order = new Random(plan.seed);
        this.store = TestS3.start(folder.resolve("s3"));
        store.createBucket(TestService.BUCKET);
        this.client = TestS3.client(store);
        Random ports = new Random();
        this.road = new S3Road(freePort(ports), store.endpoint());
        int mailPort = freePort(ports);
        this.mail = new MailServer(mailPort);
        Path data = Files.createDirectories(folder.resolve("disk"));
        this.disk = plan.diskMegabytes == 0 ? null : SmallDisk.mount(data, plan.diskMegabytes);
        Map<String, String> environment = Map.ofEntries(
                Map.entry("HTTP_HOST", "127.0.0.1"),
                Map.entry("HTTP_PORT", Integer.toString(freePort(ports))),
                Map.entry("MANAGEMENT_PORT", Integer.toString(freePort(ports))),
                Map.entry("CALLBACKS_LIVE_KEYS", TestService.KEY),
                Map.entry("ARCHIVE_BUCKET", TestService.BUCKET),
                Map.entry("ARCHIVE_ENDPOINT", "http://127.0.0.1:" + road.port()),
                Map.entry("ARCHIVE_PATH_STYLE", "true"),
                Map.entry("ARCHIVE_ACCESS_KEY", store.accessKey()),
                Map.entry("ARCHIVE_SECRET_KEY", store.secretKey()),
                Map.entry("MAIL_HOST", "127.0.0.1"),
                Map.entry("MAIL_PORT", Integer.toString(mailPort)),
                Map.entry("MAIL_SECURITY", "none"),
                Map.entry("MAIL_FROM", "live-callbacks <live@example.com>"),
                Map.entry(
                        "RECIPIENTS_FILE",
                        Files.writeString(folder.resolve("recipients.yaml"), Event.RECIPIENTS_YAML)
                                .toString()),
                Map.entry("LOG_LEVEL", "warn"),
                Map.entry("DATA_DIR", data.resolve("data").toString()));
        UnaryOperator<List<String>> wrapping = disk == null ? UnaryOperator.identity() : disk::seenBy;
        this.service = new Service(environment, plan.sabotage, wrapping, folder.resolve("home"), logs);
        this.load = new Load(service.uri(), ledger, figures, plan.seed);
    }

    /**
     * The whole run.
     *
     * @return what is wrong; empty if nothing is
     */
    List<String> run() throws Exception {
        service.start();
        load.start(plan.perSecond);
        try {
            goThroughAllRounds();
            load.stop();
            awaitArrival();
            nothingComesAfterAStopInGoodOrder();
        } catch (Exception | AssertionError e) {
            // The figures up to here tell more than the exception alone.
            problems.add("The run was broken off after " + happened + ": " + e);
        }
        judge();
        return problems;
    }

    private void goThroughAllRounds() throws Exception {
        hold();
        for (int round = 0; round < plan.rounds || elapsed().compareTo(plan.atLeast) < 0; round++) {
            List<Scenario> shuffled = new ArrayList<>(plan.scenarios);
            Collections.shuffle(shuffled, order);
            for (Scenario scenario : shuffled) {
                goThrough(scenario);
            }
        }
        figures.part("end");
    }

    private void judge() throws IOException {
        objects.clear();
        Verdict verdict = verdict();
        if (!verdict.findings().isEmpty()) {
            problems.add(verdict.summary());
        }
        if (verdict.mailsTwice() > mail.mailsTwiceAtMost()) {
            problems.add(verdict.mailsTwice() + " mails twice; " + mail.mailsTwiceAtMost() + " at most can be excused");
        }
        if (!figures.others().isEmpty()) {
            problems.add("Posts were answered neither 200 nor 503: " + figures.others());
        }
        report(verdict);
    }

    /** The road to the store. */
    S3Road road() {
        return road;
    }

    /** The mail server. */
    MailServer mail() {
        return mail;
    }

    /** Lets the load go on for as long as a fault lasts. */
    void hold() {
        await().pollDelay(plan.hold).atMost(plan.hold.plus(PATIENCE)).until(() -> true);
    }

    /** The worst moment: the sender has its 200 and nobody had time for anything since. */
    void killRightAfterA200() throws Exception {
        CountDownLatch killed = new CountDownLatch(1);
        service.peakMegabytes();
        load.onNext200(() -> {
            try {
                service.kill();
                mail.serviceKilled();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                killed.countDown();
            }
        });
        if (!killed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            problems.add(
                    happened.size() + ": no 200 within " + PATIENCE.toSeconds() + " s, killed without one; " + room());
            service.kill();
            mail.serviceKilled();
        }
        kills++;
    }

    /** After a kill. */
    void startService() throws IOException {
        service.start();
    }

    /** Not one byte is left; then there is room again. */
    void fillTheDiskForAWhile() throws IOException {
        if (disk == null) {
            throw new IllegalStateException("The data has no disk of its own");
        }
        disk.fill();
        hold();
        int refused = figures.refused503();
        disk.free();
        if (refused == 0) {
            problems.add("disk full: nothing was answered 503");
        }
    }

    @Override
    public void close() throws IOException {
        load.close();
        service.close();
        road.close();
        mail.close();
        client.close();
        store.close();
        if (disk != null) {
            disk.close();
        }
    }

    private void goThrough(Scenario scenario) throws Exception {
        if (scenario == Scenario.DISK_FULL && disk == null) {
            happened.add(scenario.title() + " (SKIPPED: this machine does not let us mount a small disk)");
            return;
        }
        happened.add(scenario.title());
        figures.part(happened.size() + " " + scenario.title());
        scenario.happen(this);
        long healed = System.nanoTime();
        try {
            canaryArrives();
            figures.recovered(Duration.ofNanos(System.nanoTime() - healed));
        } catch (ConditionTimeoutException e) {
            problems.add(happened.size() + " " + scenario.title() + ": a new callback was not mailed within "
                    + PATIENCE.toSeconds() + " s after the fault was healed; the process "
                    + (service.isAlive() ? "was running" : "had ended") + ", and was started again; " + room());
            service.kill();
            mail.serviceKilled();
            kills++;
            service.start();
        }
        if (figures.slowest().compareTo(LONGEST_ANSWER) > 0) {
            problems.add(happened.size() + " " + scenario.title() + ": an answer took "
                    + figures.slowest().toMillis() + " ms");
        }
    }

    /** A new callback goes all the way. */
    private void canaryArrives() {
        Event canary = Event.recording("canary-" + canaries++);
        load.post(canary);
        await().atMost(PATIENCE).until(() -> mail.has(canary.id(), Event.TEAM));
    }

    /** On a slow machine the backlog takes its time; it has to become less. */
    private void awaitArrival() {
        int missing = Integer.MAX_VALUE;
        int now = verdict().missing();
        while (now > 0 && now < missing) {
            missing = now;
            int before = missing;
            try {
                await().atMost(plan.drain)
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> verdict().missing() < before);
            } catch (ConditionTimeoutException e) {
                problems.add("In " + plan.drain.toSeconds() + " s nothing arrived, and so much is missing: " + missing);
            }
            now = verdict().missing();
        }
    }

    /** The queues are empty: after a new start only what is posted then comes out. */
    private void nothingComesAfterAStopInGoodOrder() throws Exception {
        int code = service.terminate();
        if (code != SIGTERM_EXIT) {
            problems.add("SIGTERM ended the service with " + code + " and not with " + SIGTERM_EXIT);
        }
        int before = mail.taken();
        service.start();
        canaryArrives();
        if (mail.taken() != before + 1) {
            problems.add((mail.taken() - before - 1) + " mails came after everything had arrived");
        }
    }

    private Verdict verdict() {
        List<String> missing = client
                .listObjectsV2Paginator(list -> list.bucket(TestService.BUCKET).prefix("callbacks/"))
                .contents()
                .stream()
                .map(S3Object::key)
                .filter(key -> !objects.containsKey(key))
                .toList();
        missing.parallelStream().forEach(this::fetch);
        List<Stored> stored = objects.entrySet().stream()
                .map(object -> new Stored(object.getKey(), object.getValue()))
                .toList();
        return ledger.check(stored, mail.mails());
    }

    private void fetch(String key) {
        try {
            objects.put(
                    key,
                    client.getObjectAsBytes(
                                    get -> get.bucket(TestService.BUCKET).key(key))
                            .asByteArrayUnsafe());
        } catch (NoSuchKeyException e) {
            // Listed while it was being put; the next look finds it, and the last one counts.
        }
    }

    private void report(Verdict verdict) throws IOException {
        String report = """

                Conservation test, seed %d%s: %s

                %s
                  owed (answered 200)   %d events
                  objects               %d, lost %d, twice %d, changed %d, unknown %d
                  mails                 %d, lost %d, unknown %d; twice %d, of %d at most (%d kills, %d answers held back)
                  mails twice otherwise %d, with another Message-ID %d
                  memory at its peak    %d MB (heap limit 232 MB)
                  took                  %d s
                """.formatted(
                        plan.seed,
                        plan.sabotage == null ? "" : ", SABOTAGE " + plan.sabotage,
                        String.join(", ", happened),
                        figures.table(),
                        ledger.obligations(),
                        verdict.objects(),
                        verdict.count(Finding.OBJECT_LOST),
                        verdict.count(Finding.OBJECT_TWICE),
                        verdict.count(Finding.OBJECT_CHANGED),
                        verdict.count(Finding.OBJECT_UNKNOWN),
                        verdict.mails(),
                        verdict.count(Finding.MAIL_LOST),
                        verdict.count(Finding.MAIL_UNKNOWN),
                        verdict.mailsTwice(),
                        mail.mailsTwiceAtMost(),
                        kills,
                        mail.answersLost(),
                        verdict.count(Finding.MAIL_TWICE),
                        verdict.count(Finding.MESSAGE_ID_CHANGED),
                        service.peakMegabytes(),
                        elapsed().toSeconds());
        System.out.println(report);
    }

    /** What a full disk is full of. */
    private String room() {
        return disk == null ? "the data has no disk of its own" : disk.usage();
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Below the ports that the system gives to connections, so that nobody takes it while it is closed. */
    private static int freePort(Random random) throws IOException {
        while (true) {
            int port = 15_000 + random.nextInt(15_000);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (java.net.BindException e) {
                // Another one, then.
            }
        }
    }
}
