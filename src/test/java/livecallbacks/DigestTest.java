package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import livecallbacks.event.Receipt;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.files.FileStoreMonitor;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Windows and quiet hours in the whole service, by a clock that the test sets. */
@Timeout(120)
class DigestTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final String ANA = "ana@example.com";
    private static final String BEN = "ben@example.com";

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-03-02T12:00:00Z"));

    private TestService start(String digest, String quiet) throws Exception {
        return TestService.start(DigestHome.make(folder, digest, quiet), folder, clock, Map.of());
    }

    private void post(TestService service, String stream, int number) {
        assertThat(service.post(DigestHome.event(stream, number, clock.instant()))
                        .statusCode())
                .isEqualTo(200);
    }

    private static void awaitHeld(TestService service, int count) {
        await().atMost(PATIENCE).until(() -> service.queued("mail.digest.held") == count);
        awaitDrained(service);
        assertThat(service.queued("mail.digest.held")).isEqualTo(count);
    }

    private static void awaitOpen(TestService service, int count) {
        await().atMost(PATIENCE).until(() -> service.queued("mail.digest.windows") == count);
    }

    private static void awaitDrained(TestService service) {
        await().atMost(PATIENCE).until(() -> service.isDrained() && service.queued("mail.digest") == 0);
    }

    /** The numbers of the events in each mail, mail by mail. */
    private static List<List<Integer>> mails(TestService service, String address) {
        return service.mailbox().received(address).stream()
                .map(DigestHome::events)
                .toList();
    }

    private static void awaitMails(TestService service, String address, int count) {
        await().atMost(PATIENCE).until(() -> service.mailbox().received(address).size() >= count);
        awaitDrained(service);
        assertThat(mails(service, address)).hasSize(count);
    }

    @Test
    void theFirstMailGoesOutAtOnceAndWhatFollowsInOneMailAtTheEndOfTheWindow() throws Exception {
        try (TestService service = start("10m", "none")) {
            post(service, "match", 1);
            awaitMails(service, ANA, 1);
            for (int number = 2; number <= 4; number++) {
                post(service, "match", number);
            }
            clock.advance(Duration.ofSeconds(1));
            post(service, "match", 3);
            awaitHeld(service, 3);
            assertThat(mails(service, ANA)).containsExactly(List.of(1));

            clock.advance(TEN_MINUTES);
            awaitMails(service, ANA, 2);
            MimeMessage digest = service.mailbox().received(ANA).stream()
                    .filter(DigestHome::isDigest)
                    .findAny()
                    .orElseThrow();
            assertThat(DigestHome.numbers(digest)).containsExactlyInAnyOrder(2, 3, 4);
            assertThat(digest.getSubject()).isEqualTo("3 events: match (Recording ready × 3)");
            assertThat(digest.getHeader("To")).containsExactly("Ana <ana@example.com>");
            assertThat(digest.getHeader("X-Live-Callbacks-Rule")).containsExactly("default");
            assertThat(digest.getMessageID()).matches("<[0-9a-f]{64}@example.com>");

            assertThat(service.keys("receipts/"))
                    .as("the first mail's receipt, and one for each event of the digest")
                    .hasSize(4)
                    .map(key -> Receipt.parse(service.object(key).asByteArray()).orElseThrow())
                    .allMatch(receipt -> receipt.outcome() == Receipt.Outcome.MAILED)
                    .filteredOn(
                            receipt -> receipt.mail() != null && receipt.mail().events() == 3)
                    .hasSize(3)
                    .allMatch(receipt -> receipt.mail() != null
                            && receipt.mail().address().equals(ANA)
                            && "default".equals(receipt.mail().rule()))
                    .extracting(receipt -> receipt.event().eventId())
                    .doesNotHaveDuplicates();

            // The next window began then.
            post(service, "match", 5);
            awaitHeld(service, 1);
            clock.advance(TEN_MINUTES);
            awaitMails(service, ANA, 3);
            clock.advance(TEN_MINUTES);
            awaitOpen(service, 0);
            post(service, "match", 6);
            awaitMails(service, ANA, 4);
            assertThat(mails(service, ANA)).contains(List.of(5), List.of(6));
        }
    }

    @Test
    void eachStreamAndEachAddressHasAWindowOfItsOwn() throws Exception {
        try (TestService service = start("10m", "none")) {
            post(service, "both-1", 1);
            post(service, "both-2", 2);
            awaitMails(service, ANA, 2);
            awaitMails(service, BEN, 2);
            post(service, "both-1", 3);
            post(service, "both-1", 4);
            post(service, "both-2", 5);
            awaitHeld(service, 6);
            awaitOpen(service, 4);
            clock.advance(TEN_MINUTES);
            awaitMails(service, ANA, 4);
            awaitMails(service, BEN, 4);
            for (String address : List.of(ANA, BEN)) {
                assertThat(mails(service, address))
                        .map(List::copyOf)
                        .map(numbers -> numbers.stream().sorted().toList())
                        .containsExactlyInAnyOrder(List.of(1), List.of(2), List.of(3, 4), List.of(5));
            }
        }
    }

    @Test
    void inQuietHoursMailsWaitAndThenGoOutOneByOne() throws Exception {
        clock.set(Instant.parse("2026-03-02T23:00:00Z"));
        try (TestService service = start("none", "22:00-07:00")) {
            post(service, "match", 1);
            post(service, "match", 2);
            post(service, "other", 3);
            awaitHeld(service, 3);
            clock.set(Instant.parse("2026-03-03T06:59:59Z"));
            post(service, "match", 4);
            awaitHeld(service, 4);
            assertThat(mails(service, ANA)).isEmpty();
            clock.set(Instant.parse("2026-03-03T07:00:00Z"));
            awaitMails(service, ANA, 4);
            assertThat(service.mailbox().received(ANA)).noneMatch(DigestHome::isDigest);
            assertThat(mails(service, ANA)).containsExactlyInAnyOrder(List.of(1), List.of(2), List.of(3), List.of(4));
            awaitOpen(service, 0);
            post(service, "match", 5);
            awaitMails(service, ANA, 5);
        }
    }

    @Test
    void whatCameInQuietHoursIsOneMailForWhoeverHasDigests() throws Exception {
        clock.set(Instant.parse("2026-03-02T21:55:00Z"));
        try (TestService service = start("10m", "22:00-07:00")) {
            post(service, "match", 1);
            awaitMails(service, ANA, 1);
            post(service, "match", 2);
            awaitHeld(service, 1);
            clock.set(Instant.parse("2026-03-02T22:05:00Z"));
            post(service, "match", 3);
            post(service, "late", 4);
            awaitHeld(service, 3);
            clock.set(Instant.parse("2026-03-03T06:59:59Z"));
            post(service, "late", 5);
            awaitHeld(service, 4);
            assertThat(mails(service, ANA)).hasSize(1);
            clock.set(Instant.parse("2026-03-03T07:00:00Z"));
            awaitMails(service, ANA, 3);
            assertThat(mails(service, ANA))
                    .map(numbers -> numbers.stream().sorted().toList())
                    .containsExactlyInAnyOrder(List.of(1), List.of(2, 3), List.of(4, 5));
        }
    }

    @Test
    void aWindowOutlivesTheServiceAndMoreRowsThanFitAreTwoMails() throws Exception {
        try (TestService service = start("10m", "none")) {
            for (int number = 0; number < 131; number++) {
                post(service, "match", number);
            }
            awaitHeld(service, 130);
            service.stopService();
            service.startService();
            assertThat(service.queued("mail.digest.held")).isEqualTo(130);
            post(service, "match", 131);
            awaitHeld(service, 131);
            service.stopService();
            clock.advance(TEN_MINUTES);
            service.startService();
            awaitMails(service, ANA, 3);
            assertThat(mails(service, ANA)).extracting(List::size).containsExactlyInAnyOrder(1, 100, 31);
            assertThat(mails(service, ANA).stream().flatMap(List::stream).distinct())
                    .hasSize(132);
        }
    }

    @Test
    void whatWaitsWithoutAWindowIsFoundAndMailed() throws Exception {
        try (TestService service = start("10m", "none")) {
            post(service, "match", 1);
            post(service, "match", 2);
            awaitHeld(service, 1);
            try (Connection connection =
                            service.service().broker().connections().createConnection();
                    Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                    MessageConsumer windows = session.createConsumer(session.createQueue("mail.digest.windows"))) {
                connection.start();
                Message window = windows.receive(PATIENCE.toMillis());
                assertThat(window).isNotNull();
            }
            service.stopService();
            service.startService();
            awaitMails(service, ANA, 2);
            assertThat(mails(service, ANA)).containsExactlyInAnyOrder(List.of(1), List.of(2));
        }
    }

    @Test
    void aDigestThatCannotBeSentTakesNothingAwayAndComesLater() throws Exception {
        try (TestService service = start("10m", "none")) {
            IntStream.range(0, 4).forEach(number -> post(service, "match", number));
            awaitHeld(service, 3);
            service.service().camel().getRouteController().stopRoute("digest");
            clock.advance(TEN_MINUTES);
            await().atMost(PATIENCE).until(() -> service.queued("mail.digest") == 1);
            FileStoreMonitor monitor = ((ActiveMQServerImpl) service.brokerServer()).getMonitor();
            long limit = monitor.getMinDiskFree();
            monitor.setMinDiskFree(Long.MAX_VALUE);
            monitor.tick();
            service.service().camel().getRouteController().startRoute("digest");
            Queue digests = service.brokerServer().locateQueue("mail.digest");
            await().atMost(PATIENCE).until(() -> digests.getScheduledCount() == 1);
            assertThat(service.queued("mail.digest.held")).isEqualTo(3);
            assertThat(service.queued("mail.digest.windows")).isEqualTo(1);
            assertThat(mails(service, ANA)).hasSize(1);

            monitor.setMinDiskFree(limit);
            monitor.tick();
            awaitMails(service, ANA, 2);
            assertThat(mails(service, ANA).stream().flatMap(List::stream).sorted())
                    .containsExactly(0, 1, 2, 3);
            awaitOpen(service, 1);
        }
    }

    @Test
    void whatTheBrokerHasPutOnDiskForWantOfMemoryIsMailedAllTheSame() throws Exception {
        try (TestService service = start("10m", "none")) {
            for (String queue : List.of("mail.digest.held", "mail.digest.windows")) {
                AddressSettings settings = new AddressSettings(
                        service.brokerServer().getAddressSettingsRepository().getMatch(queue));
                settings.setMaxSizeBytes(12_000).setPageSizeBytes(4000);
                if (queue.endsWith("held")) {
                    settings.setMaxReadPageBytes(12_000);
                }
                service.brokerServer().getAddressSettingsRepository().addMatch(queue, settings);
            }
            int streams = 8;
            int events = 48;
            for (int number = 0; number < events; number++) {
                post(service, "match-" + number % streams, number);
            }
            awaitHeld(service, events - streams);
            assertThat(service.brokerServer()
                            .getPagingManager()
                            .getPageStore(SimpleString.of("mail.digest.held"))
                            .isPaging())
                    .isTrue();
            assertThat(mails(service, ANA)).hasSize(streams);
            clock.advance(TEN_MINUTES);
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
                clock.advance(Duration.ofSeconds(31));
                return service.queued("mail.digest.held") == 0;
            });
            awaitDrained(service);
            assertThat(mails(service, ANA).stream().flatMap(List::stream).sorted())
                    .containsExactlyElementsOf(
                            IntStream.range(0, events).boxed().toList());
        }
    }

    @Test
    void aMessageThatNobodyCanReadIsSetAsideAndHoldsUpNothing() throws Exception {
        try (TestService service = start("10m", "none")) {
            try (Connection connection =
                            service.service().broker().connections().createConnection();
                    Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
                BytesMessage poison = session.createBytesMessage();
                poison.writeBytes(new byte[] {1, 2, 3});
                session.createProducer(session.createQueue("mail.digest")).send(poison);
            }
            await().atMost(PATIENCE).until(() -> service.queued("mail.failed") == 1);
            post(service, "match", 1);
            awaitMails(service, ANA, 1);
            try (Connection connection =
                            service.service().broker().connections().createConnection();
                    Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                    MessageConsumer failed = session.createConsumer(session.createQueue("mail.failed"))) {
                connection.start();
                Message message = failed.receive(PATIENCE.toMillis());
                assertThat(message.getStringProperty("stage")).isEqualTo("digest");
                assertThat(message.getStringProperty("reason")).contains("message header");
            }
        }
    }
}
