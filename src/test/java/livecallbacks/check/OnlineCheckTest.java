package livecallbacks.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import livecallbacks.ScriptedSmtp;
import livecallbacks.TestCertificate;
import livecallbacks.broker.EmbeddedBroker;
import livecallbacks.check.Finding.Area;
import livecallbacks.check.Finding.Level;
import livecallbacks.config.Settings;
import livecallbacks.dev.LocalS3;
import livecallbacks.dev.TestS3;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What the service talks to, over real connections: all of it good, and each of it away or wrong. */
@Timeout(90)
class OnlineCheckTest {

    private static final String PASSWORD = "hUsH7mail";

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private LocalS3 s3;
    private TestCertificate certificate;
    private ScriptedSmtp smtp;
    private Clock clock = Clock.systemUTC();
    private String recipient = "";

    @BeforeEach
    void startEverything() throws Exception {
        s3 = TestS3.start(folder.resolve("s3"));
        s3.createBucket("callbacks");
        certificate = TestCertificate.make(folder, "dns:localhost");
        smtp = smtp(certificate);
        environment.putAll(Map.ofEntries(
                Map.entry("CALLBACKS_LIVE_KEYS", "f3a95c1e07b2d846"),
                Map.entry("ARCHIVE_BUCKET", "callbacks"),
                Map.entry("ARCHIVE_ENDPOINT", s3.endpoint().toString()),
                Map.entry("ARCHIVE_PATH_STYLE", "true"),
                Map.entry("ARCHIVE_ACCESS_KEY", s3.accessKey()),
                Map.entry("ARCHIVE_SECRET_KEY", s3.secretKey()),
                Map.entry("MAIL_HOST", "localhost"),
                Map.entry("MAIL_PORT", Integer.toString(smtp.port())),
                Map.entry("MAIL_CA_FILE", certificate.certificate().toString()),
                Map.entry("MAIL_USERNAME", "live"),
                Map.entry("MAIL_PASSWORD", PASSWORD),
                Map.entry("MAIL_FROM", "Live <live@example.com>"),
                Map.entry("DATA_DIR", folder.resolve("data").toString())));
    }

    /** One that wants STARTTLS and a login before anything else. */
    private ScriptedSmtp smtp(TestCertificate shown) throws IOException {
        return new ScriptedSmtp(
                line -> {
                    if (line.startsWith("EHLO")) {
                        return "250-scripted\r\n250 AUTH PLAIN";
                    }
                    if (line.startsWith("AUTH")) {
                        String login = new String(
                                Base64.getDecoder().decode(line.replace("AUTH PLAIN ", "")), StandardCharsets.UTF_8);
                        return login.endsWith("\0live\0" + PASSWORD) ? "235 2.7.0 good" : "535 5.7.8 live is wrong";
                    }
                    return line.startsWith("RCPT") ? recipient : "";
                },
                shown.tls());
    }

    @AfterEach
    void stopEverything() throws IOException {
        smtp.close();
        s3.close();
    }

    private List<Finding> check(@Nullable String to) {
        List<Finding> findings = new Check(Path.of(""), environment, clock).online(to);
        assertThat(findings.toString()).doesNotContain("hUsH7").doesNotContain(s3.secretKey());
        return findings;
    }

    private static List<Finding> of(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).toList();
    }

    private Finding onlyFault() {
        List<Finding> faults = of(check(null), Level.FAULT);
        assertThat(faults).hasSize(1);
        Finding fault = faults.get(0);
        assertThat(fault.remedy()).isNotBlank();
        return fault;
    }

    private void assertFault(Area area, @Nullable String key, String message) {
        Finding fault = onlyFault();
        assertThat(fault.area()).isEqualTo(area);
        assertThat(fault.key()).isEqualTo(key);
        assertThat(fault.message()).contains(message);
    }

    // all well

    @Test
    void allIsGoodWhereEverythingIsThereAndNothingStays() throws Exception {
        List<Finding> findings = check(null);

        assertThat(of(findings, Level.FAULT)).isEmpty();
        assertThat(findings)
                .filteredOn(finding -> finding.level() == Level.NOTE)
                .extracting(Finding::message)
                .anyMatch(note -> note.matches("[0-9]+ MB are free on the disk of .*"))
                .anyMatch(note -> note.matches("a forced write takes [0-9.]+ ms .*"))
                .anyMatch(note -> note.startsWith("the embedded broker can have"))
                .anyMatch(note -> note.startsWith("the store refuses a second copy of an event"))
                .anyMatch(note -> note.startsWith("put, get and list work"))
                .anyMatch(note -> note.contains("clock"))
                .anyMatch(note -> note.contains("takes the connection, STARTTLS and the login"));
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(folder.resolve("s3/callbacks").resolve(BucketCheck.KEY)).doesNotExist();
        assertThat(folder.resolve("s3/callbacks").resolve(BucketCheck.RECEIPT)).doesNotExist();
        assertThat(smtp.accepted()).isEmpty();
    }

    @Test
    void aTestMailGoesToWhomItIsAskedFor() {
        assertThat(of(check("ana@example.com"), Level.FAULT)).isEmpty();
        assertThat(smtp.accepted()).singleElement().asString().contains("Subject: A test mail of live-callbacks");
    }

    @Test
    void aTestMailThatIsRefusedIsAFault() {
        recipient = "550 5.1.1 nobody here";
        assertThat(of(check("ana@example.com"), Level.FAULT))
                .singleElement()
                .matches(fault ->
                        "mail.from".equals(fault.key()) && fault.message().contains("550 5.1.1"));
    }

    // the bucket

    @Test
    void anObjectThatAnEarlierCheckCouldNotDeleteIsRecognised() {
        try (S3Client client = TestS3.client(s3)) {
            client.putObject(
                    put -> put.bucket("callbacks").key(BucketCheck.KEY).metadata(Map.of("event-id", "check")),
                    RequestBody.fromString("left"));
        }
        List<Finding> findings = check(null);
        assertThat(of(findings, Level.FAULT)).isEmpty();
        assertThat(findings).extracting(Finding::message).anyMatch(note -> note.contains("refuses a second copy"));
    }

    @Test
    void aRightThatIsMissingForReceiptsAloneIsAFault() throws Exception {
        byte[] denied = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>".getBytes(UTF_8);
        byte[] none = "<ListBucketResult><Name>callbacks</Name></ListBucketResult>".getBytes(UTF_8);
        HttpServer store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.createContext("/", exchange -> {
            boolean receipt = exchange.getRequestURI().getPath().endsWith(BucketCheck.RECEIPT);
            boolean put = exchange.getRequestMethod().equals("PUT");
            byte[] answer = put ? receipt ? denied : new byte[0] : none;
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(put && receipt ? 403 : 200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        store.start();
        try {
            environment.put(
                    "ARCHIVE_ENDPOINT", "http://127.0.0.1:" + store.getAddress().getPort());
            environment.put("ARCHIVE_CREATE_ONLY", "none");
            assertFault(Area.BUCKET, "archive.bucket", "refuses to put, under receipts/, an object (HTTP 403");
            environment.put("ARCHIVE_RECEIPTS", "false");
            assertThat(of(check(null), Level.FAULT)).isEmpty();
        } finally {
            store.stop(0);
        }
    }

    @Test
    void aStoreThatDoesNotKnowTheCreateOnlyModeIsAFault() {
        environment.put("ARCHIVE_CREATE_ONLY", "cos");
        assertFault(Area.BUCKET, "archive.create-only", "does not honour cos");
    }

    @Test
    void withoutCreateOnlyASecondCopyIsAsExpected() {
        environment.put("ARCHIVE_CREATE_ONLY", "none");
        List<Finding> findings = check(null);
        assertThat(of(findings, Level.FAULT)).isEmpty();
        assertThat(findings).extracting(Finding::message).anyMatch(note -> note.contains("replaces the first"));
    }

    @Test
    void aMissingBucketIsAFault() {
        environment.put("ARCHIVE_BUCKET", "callbackz");
        assertFault(Area.BUCKET, "archive.bucket", "there is no bucket callbackz");
    }

    @Test
    void aWrongSecretKeyIsAFault() {
        environment.put("ARCHIVE_SECRET_KEY", "hUsH7wrong");
        assertFault(Area.BUCKET, "archive.secret-key", "does not know these credentials");
    }

    @Test
    void aStoreThatIsAwayIsAFault() throws IOException {
        s3.close();
        assertFault(Area.BUCKET, "archive.endpoint", "cannot be reached");
    }

    // the clock

    @ParameterizedTest
    @CsvSource({
        "-120, WARNING, behind",
        "120, WARNING, ahead",
        "-600, FAULT, behind",
        "600, FAULT, ahead",
        "3, NOTE, clock"
    })
    void aClockThatIsOffIsToldByHowMuch(int seconds, Level level, String how) {
        clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds));
        assertThat(check(null))
                .filteredOn(finding -> finding.area() == Area.CLOCK)
                .singleElement()
                .matches(
                        finding -> finding.level() == level && finding.message().contains(how));
    }

    // the mail server

    @Test
    void aWrongPasswordOfTheMailServerIsAFault() {
        environment.put("MAIL_PASSWORD", "hUsH7wrong");
        assertFault(Area.MAIL, "mail.host", "it refuses the login (535 5.7.8)");
    }

    @Test
    void aMailServerThatIsAwayIsAFault() throws IOException {
        smtp.close();
        assertFault(Area.MAIL, "mail.host", "no connection to localhost:");
    }

    @Test
    void aMailServerWithoutStartTlsIsAFault() throws IOException {
        try (ScriptedSmtp plain = new ScriptedSmtp(line -> "")) {
            environment.put("MAIL_PORT", Integer.toString(plain.port()));
            assertFault(Area.MAIL, "mail.host", "STARTTLS is required");
        }
    }

    @Test
    void aMailServerOfAnUnknownAuthorityIsAFault() {
        environment.remove("MAIL_CA_FILE");
        assertFault(Area.MAIL, "mail.host", "not to be trusted");
    }

    @Test
    void anExpiredCertificateOfTheMailServerIsAFaultThatSaysSo() throws Exception {
        show(TestCertificate.startingAt("-40d", Files.createDirectory(folder.resolve("old")), "dns:localhost"));
        assertFault(Area.MAIL, "mail.host", "has expired on");
    }

    @Test
    void aCertificateThatEndsSoonIsAWarning() throws Exception {
        show(TestCertificate.startingAt("-25d", Files.createDirectory(folder.resolve("soon")), "dns:localhost"));
        List<Finding> findings = check(null);
        assertThat(of(findings, Level.FAULT)).isEmpty();
        assertThat(of(findings, Level.WARNING))
                .extracting(Finding::message)
                .anyMatch(message -> message.contains("expires in 4 days"));
    }

    private void show(TestCertificate other) throws IOException {
        smtp.close();
        smtp = smtp(other);
        environment.put("MAIL_PORT", Integer.toString(smtp.port()));
        environment.put("MAIL_CA_FILE", other.certificate().toString());
    }

    // the certificate of callbacks

    @ParameterizedTest
    @CsvSource({
        "-40d, FAULT, NotAfter",
        "-25d, WARNING, expires in 4 days",
        "-1H, WARNING, days",
        "+1d, FAULT, NotBefore"
    })
    void theCertificateOfCallbacksIsLookedAt(String start, Level level, String message) throws Exception {
        TestCertificate own =
                TestCertificate.startingAt(start, Files.createDirectory(folder.resolve("own")), "dns:localhost");
        Settings.Tls tls = new Settings.Tls(own.certificate(), own.key(), null, null, null);
        Settings.Http http = new Settings.Http(
                "127.0.0.1",
                0,
                new Settings.HttpLimits(1, 1, 1, 1, 1, 1, 1, 1, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                List.of(),
                false,
                tls);
        assertThat(new CertificatesCheck(http, clock).findings())
                .singleElement()
                .matches(
                        finding -> finding.level() == level && finding.message().contains(message));
    }

    // the broker

    @Test
    void aBrokerElsewhereIsAskedAndMayRefuse() throws Exception {
        Path directory = folder.resolve("broker");
        EmbeddedBroker broker = EmbeddedBroker.start(directory, 0);
        try {
            Properties door = new Properties();
            try (InputStream in = Files.newInputStream(directory.resolve("door.properties"))) {
                door.load(in);
            }
            environment.put("BROKER_URL", door.getProperty("url"));
            environment.put("BROKER_USERNAME", "live-callbacks");
            environment.put("BROKER_PASSWORD", door.getProperty("password"));
            List<Finding> findings = check(null);
            assertThat(of(findings, Level.FAULT)).isEmpty();
            assertThat(findings).extracting(Finding::message).anyMatch(note -> note.contains("has all addresses"));

            environment.put("BROKER_PASSWORD", "hUsH7wrong");
            assertFault(Area.BROKER, "broker.username, broker.password", "does not let this user in");
        } finally {
            broker.close();
        }
        assertFault(Area.BROKER, "broker.url", "cannot be reached");
    }

    @Test
    void aFolderThatARunningServiceHasIsItsOwnAndThatOfAnotherProcessIsAFault() throws Exception {
        Path directory = folder.resolve("data/broker");
        EmbeddedBroker broker = EmbeddedBroker.start(directory, 0);
        try {
            assertThat(check(null))
                    .extracting(Finding::message)
                    .anyMatch(note -> note.contains("the service is running"));
            Files.delete(directory.resolve("door.properties"));
            assertFault(Area.BROKER, "data.dir", "another process holds");
        } finally {
            broker.close();
        }
        assertThat(check(null)).extracting(Finding::message).anyMatch(note -> note.contains("can have"));
    }

    // the disk

    @Test
    void aDataDirectoryThatCannotBeMadeIsAFault() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        environment.put("DATA_DIR", file.resolve("data").toString());
        Finding fault = of(check(null), Level.FAULT).get(0);
        assertThat(fault.area()).isEqualTo(Area.DATA);
        assertThat(fault.message()).contains("cannot be made");
    }

    @ParameterizedTest
    @CsvSource({"999, FAULT", "1500, WARNING", "5000, NOTE"})
    void theSpaceIsHeldAgainstWhatHasToBeFree(long free, Level level) {
        Settings.Broker broker = new Settings.Broker(null, null, null, 1000);
        assertThat(new DataCheck(folder, folder.resolve("data"), broker, any -> free).findings())
                .filteredOn(finding -> finding.message().contains("MB are free"))
                .singleElement()
                .matches(finding -> finding.level() == level);
    }

    @Test
    void whatHasFaultyPropertiesIsNotTried() {
        environment.put("ARCHIVE_ENDPOINT", "no url");
        environment.put("MAIL_PORT", "many");
        assertThat(check(null))
                .filteredOn(finding -> finding.message().startsWith("not tried"))
                .extracting(Finding::key)
                .containsExactly("archive.*", "mail.*");
    }
}
