package livecallbacks.config;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

    /** What cannot be left out, and nothing else. */
    private static final Map<String, String> LEAST = Map.of(
            "callbacks.live.keys", "k1",
            "archive.bucket", "bucket",
            "archive.region", "eu-central-1",
            "mail.host", "smtp.example.com",
            "mail.from", "live@example.com");

    @TempDir
    private Path home;

    private final Map<String, String> file = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void startFromTheLeastThatIsGood() {
        file.putAll(LEAST);
    }

    // --- Where values come from

    @Test
    void whatIsLeftOutHasTheDefaultThatTheShippedFileShows() throws Exception {
        Settings settings = read();

        assertThat(settings.http())
                .isEqualTo(new Settings.Http(
                        "0.0.0.0",
                        8080,
                        new Settings.HttpLimits(
                                262_144,
                                33_554_432,
                                4096,
                                8192,
                                64,
                                1000,
                                200,
                                256,
                                1000,
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10)),
                        List.of(),
                        false,
                        null));
        assertThat(settings.management()).isEqualTo(new Settings.Management("127.0.0.1", 8081, null, null));
        assertThat(settings.callbacks())
                .isEqualTo(new Settings.Callbacks(
                        Map.of(
                                "live",
                                new Settings.Source(
                                        List.of("k1"), null, new Settings.Unsigned(false, Set.of()), List.of())),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(20)));
        assertThat(settings.quarantine()).isEqualTo(new Settings.Quarantine(50_000, 104_857_600L));
        assertThat(settings.archive())
                .isEqualTo(new Settings.Archive(
                        "bucket", "eu-central-1", null, false, null, null, "if-none-match", true, true));
        assertThat(settings.mail())
                .isEqualTo(new Settings.Mail(
                        "smtp.example.com",
                        587,
                        Settings.MailSecurity.STARTTLS,
                        null,
                        null,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        4,
                        0,
                        "live@example.com",
                        null));
        assertThat(settings.broker()).isEqualTo(new Settings.Broker(null, null, null, 33_554_432));
    }

    @Test
    void theMailServerIsTalkedToAsIsSet() throws Exception {
        Path token = Files.writeString(home.resolve("token"), " t0ken\n");
        environment.put("MAIL_PASSWORD_FILE", token.toString());
        file.putAll(Map.of(
                "mail.username", "live@example.com",
                "mail.auth", "XOAUTH2",
                "mail.ca-file", "ca.pem",
                "mail.reply-to", "Live Team <team@example.com>",
                "mail.connections", "2",
                "mail.max-per-second", "10",
                "mail.connect-timeout", "3s",
                "mail.timeout", "2m"));

        assertThat(read().mail())
                .isEqualTo(new Settings.Mail(
                        "smtp.example.com",
                        587,
                        Settings.MailSecurity.STARTTLS,
                        new Settings.MailLogin(Settings.MailAuth.XOAUTH2, "live@example.com", "t0ken", token),
                        home.toAbsolutePath().normalize().resolve("ca.pem"),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(2),
                        2,
                        10,
                        "live@example.com",
                        "Live Team <team@example.com>"));
    }

    @Test
    void theShippedFileSaysTheSameAsTheDefaults() throws Exception {
        Settings defaults = read();
        Files.copy(shippedFile(), home.resolve("application.properties"), StandardCopyOption.REPLACE_EXISTING);
        LEAST.forEach((key, value) -> environment.put(variable(key), value));

        assertThat(SettingsReader.read(home, environment))
                .usingRecursiveComparison()
                .ignoringFields("callbackFiles", "origin")
                .isEqualTo(defaults);
    }

    @Test
    void theEnvironmentAloneIsEnough() throws Exception {
        file.clear();
        LEAST.forEach((key, value) -> environment.put(variable(key), value));

        assertThat(SettingsReader.read(home, environment).archive().bucket()).isEqualTo("bucket");
    }

    @ParameterizedTest
    @CsvSource({
        "http.max-body, HTTP_MAX_BODY",
        "management.port, MANAGEMENT_PORT",
    })
    void aVariableOverridesTheFile(String key, String variable) throws Exception {
        file.put(key, "2048");
        environment.put(variable, "4096");

        assertThat(read().toString()).contains("4096").doesNotContain("2048");
    }

    @Test
    void aFileThatAVariableNamesOverridesTheVariableAndTheFile() throws Exception {
        Path secret = Files.writeString(home.resolve("secret"), "  from-file\n");
        file.put("callbacks.live.keys", "from-properties");
        environment.put("CALLBACKS_LIVE_KEYS", "from-variable");
        environment.put("CALLBACKS_LIVE_KEYS_FILE", secret.toString());

        assertThat(source("live").keys()).containsExactly("from-file");
    }

    @Test
    void aFileThatCannotBeReadIsNamedByItsVariable() {
        environment.put("MAIL_PASSWORD_FILE", home.resolve("missing").toString());

        assertThat(problems())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("MAIL_PASSWORD_FILE: cannot read ")
                        .contains(home.resolve("missing").toString(), "name a readable text file"));
    }

    @Test
    void aFileThatIsNotUtf8IsNamedByItsVariable() throws IOException {
        Path secret = Files.write(home.resolve("secret"), new byte[] {'a', (byte) 0xff});
        environment.put("CALLBACKS_LIVE_TOKEN_FILE", secret.toString());

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("CALLBACKS_LIVE_TOKEN_FILE: ")
                .contains("UTF-8");
    }

    @Test
    void anApplicationPropertiesInAnotherEncodingIsRefused() throws IOException {
        Files.write(home.resolve("application.properties"), new byte[] {'a', '=', (byte) 0xff});

        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> SettingsReader.read(home, environment));
        assertThat(refusal.problems())
                .singleElement()
                .asString()
                .startsWith(home.resolve("application.properties").toString())
                .contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aBlankValueIsAMissingOne(String blank) throws Exception {
        file.put("http.port", blank);
        file.put("callbacks.live.token", blank);
        environment.put("MAIL_PORT", blank);
        assertThat(read().http().port()).isEqualTo(8080);
        assertThat(source("live").token()).isNull();
        assertThat(read().mail().port()).isEqualTo(587);

        environment.put("ARCHIVE_BUCKET", blank);
        assertThat(problems()).singleElement().asString().startsWith("archive.bucket: is missing");
    }

    @Test
    void relativePathsStartAtHomeAndAbsoluteOnesStay() throws Exception {
        file.put("data.dir", "var/../data");
        file.put("recipients.file", home.resolve("elsewhere.yaml").toString());

        assertThat(read().files())
                .isEqualTo(new Settings.Files(
                        home.resolve("application.properties"),
                        home.resolve("data"),
                        home.resolve("elsewhere.yaml"),
                        home.resolve("routes"),
                        home.resolve("templates")));
    }

    @Test
    void allPathsAreAbsoluteEvenIfHomeIsNot() throws Exception {
        LEAST.forEach((key, value) -> environment.put(variable(key), value));

        Settings.Files files = SettingsReader.read(Path.of(""), environment).files();

        assertThat(List.of(files.properties(), files.data(), files.recipients(), files.routes(), files.templates()))
                .allSatisfy(path -> assertThat(path).isAbsolute());
    }

    // --- Sources

    @Test
    void sourcesAreFoundInTheFileAndInTheEnvironment() throws Exception {
        file.put("callbacks.eu2.unsigned", "allow");
        environment.put("CALLBACKS_EVENTS_KEYS", "e1");
        environment.put("CALLBACKS_OPEN_UNSIGNED", "314");
        environment.put(
                "CALLBACKS_SECRET_KEYS_FILE",
                Files.writeString(home.resolve("key"), "s1").toString());

        assertThat(read().callbacks().sources()).containsOnlyKeys("eu2", "events", "live", "open", "secret");
        assertThat(source("events").keys()).containsExactly("e1");
        assertThat(source("secret").keys()).containsExactly("s1");
    }

    @Test
    void otherVariablesThatBeginLikeOursMakeNoSource() throws Exception {
        environment.put("CALLBACKS_MAX_AHEAD", "5m");
        environment.put("CALLBACKS_GRACE", "1m");
        environment.put("CALLBACKS_KEYS", "x");
        environment.put("CALLBACKS__KEYS", "x");

        assertThat(read().callbacks().sources()).containsOnlyKeys("live");
        assertThat(read().callbacks().maxAhead()).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @CsvSource({
        "'old,new', 'old|new'",
        "' old , new ', 'old|new'",
        "'old,,new,', 'old|new'",
        "one, one",
    })
    void severalKeysAreSeparatedByCommas(String value, String expected) throws Exception {
        file.put("callbacks.live.keys", value);

        assertThat(source("live").keys()).containsExactly(expected.split("\\|", -1));
    }

    @ParameterizedTest
    @CsvSource({
        "reject, false, ''",
        "REJECT, false, ''",
        "allow, true, ''",
        "Allow, true, ''",
        "314, false, 314",
        "'314, 328', false, 314|328",
        "'0,-1', false, 0|-1",
    })
    void unsignedIsRejectAllowOrAListOfEventTypes(String value, boolean all, String types) throws Exception {
        file.put("callbacks.live.unsigned", value);

        Settings.Unsigned unsigned = source("live").unsigned();

        assertThat(unsigned.all()).isEqualTo(all);
        assertThat(unsigned.eventTypes().stream().map(String::valueOf))
                .containsExactlyInAnyOrder(types.isEmpty() ? new String[0] : types.split("\\|", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sometimes", "allow,314", "314;328", "3.14", "99999999999", "2147483648", "0x13a"})
    void anyOtherUnsignedIsRefused(String value) {
        file.put("callbacks.live.unsigned", value);

        assertThat(problems())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line)
                        .startsWith("callbacks.live.unsigned: ")
                        .contains("use reject, allow, or a list of event types such as 314,328"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow", "314,328"})
    void aSourceThatTakesUnsignedEventsNeedsNoKey(String unsigned) throws Exception {
        file.remove("callbacks.live.keys");
        file.put("callbacks.live.unsigned", unsigned);

        assertThat(source("live").keys()).isEmpty();
    }

    @Test
    void aSourceThatCouldTakeNothingIsRefused() {
        file.put("callbacks.events.token", "abc");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("callbacks.events.keys: is missing")
                .contains("callbacks.events.unsigned=allow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Live", "1live", "my-source", "a_b", "été"})
    void aSourceNameThatDoesNotFitIntoAUrlIsRefusedAndNothingElseIsSaid(String name) {
        file.remove("callbacks.live.keys");
        file.put("callbacks." + name + ".keys", "k1");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("callbacks." + name + ": ")
                .contains("small letters and digits");
    }

    // --- What is wrong

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "http.port              | -1                    | a whole number from 0 to 65535",
                "http.port              | 65536                 | a whole number from 0 to 65535",
                "http.port              | 8080/tcp              | a whole number from 0 to 65535",
                "http.port              | 99999999999999999999  | a whole number from 0 to 65535",
                "http.max-body          | 1023                  | from 1024 to 16777216",
                "http.max-body          | 16777217              | from 1024 to 16777216",
                "http.max-body          | 256k                  | from 1024 to 16777216",
                "http.body-timeout      | 10                    | a number and a unit",
                "http.body-timeout      | 0s                    | at least 1ms",
                "http.body-timeout      | 0ms                   | at least 1ms",
                "management.port        | x                     | a whole number from 0 to 65535",
                "callbacks.grace        | -1m                   | a number and a unit",
                "callbacks.grace        | 1.5h                  | a number and a unit",
                "callbacks.grace        | 15 minutes            | a number and a unit",
                "callbacks.max-ahead    | 1000000000s           | a number and a unit",
                "quarantine.max-count   | -1                    | a whole number from 0 to 10000000",
                "quarantine.max-count   | 10000001              | a whole number from 0 to 10000000",
                "quarantine.max-count   | 4294967296            | a whole number from 0 to 10000000",
                "quarantine.max-bytes   | 65535                 | from 65536 to 1099511627776",
                "quarantine.max-bytes   | 1099511627777         | from 65536 to 1099511627776",
                "quarantine.max-bytes   | 100M                  | from 65536 to 1099511627776",
                "callbacks.live.keys    | with space            | ASCII",
                "callbacks.live.keys    | schlüssel             | ASCII",
                "callbacks.live.token   | a/b                   | letters, digits",
                "callbacks.live.token   | a%2Fb                 | letters, digits",
                "callbacks.live.token   | .                     | letters, digits",
                "callbacks.live.token   | ..                    | letters, digits",
                "archive.bucket         | my bucket             | the bucket's name",
                "archive.bucket         | b?amazonS3Client=x    | the bucket's name",
                "archive.bucket         | b&x                   | the bucket's name",
                "archive.bucket         | s3/b                  | the bucket's name",
                "archive.region         | eu central 1          | eu-central-1",
                "archive.region         | ../x                  | eu-central-1",
                "archive.region         | eu-central-1.evil.com | eu-central-1",
                "archive.endpoint       | minio:9000            | http or https URL",
                "archive.endpoint       | ftp://minio           | http or https URL",
                "archive.endpoint       | http://               | http or https URL",
                "archive.endpoint       | http://user:pw@minio  | http or https URL",
                "archive.path-style     | yes                   | true, false",
                "archive.create-only    | always                | if-none-match, cos, none",
                "archive.checksums      | never                 | auto, when-supported, when-required",
                "mail.host              | smtp example          | smtp.example.com",
                "mail.host              | smtp.example.com:587  | smtp.example.com",
                "mail.host              | smtp://example.com    | smtp.example.com",
                "mail.host              | example.com?to=x      | smtp.example.com",
                "mail.port              | 0                     | a whole number from 1 to 65535",
                "mail.security          | ssl                   | starttls, tls, none",
                "mail.from              | nobody                | live@example.com",
                "mail.reply-to          | nobody                | live@example.com",
                "mail.auth              | cram-md5              | auto, plain, login, xoauth2",
                "mail.connections       | 0                     | a whole number from 1 to 100",
                "mail.max-per-second    | -1                    | a whole number from 0 to 10000",
                "mail.connect-timeout   | 0s                    | such as 10s",
                "mail.timeout           | 30d                   | such as 10s",
                "mail.timeout           | 30                    | a number and a unit",
                "mail.from              | a@                    | live@example.com",
                "broker.url             | amqp://broker         | tcp://broker:61616",
                "broker.url             | tcp://                | tcp://broker:61616",
                "broker.url             | tcp://broker          | tcp://broker:61616",
                "broker.url             | (tcp://               | tcp://broker:61616",
                "broker.url             | Embedded              | tcp://broker:61616",
            })
    void aWrongValueIsNamedByItsKeyWithWhatWouldBeRight(String key, String value, String remedy) {
        file.put(key, value);

        assertThat(problems()).singleElement().asString().startsWith(key + ": ").contains(remedy);
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "15m,PT15M", "2h,PT2H", "3d,PT72H", "15 m,PT15M", "0s,PT0S"})
    void aTimeHasANumberAndAUnit(String value, Duration expected) throws Exception {
        file.put("callbacks.grace", value);

        assertThat(read().callbacks().grace()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "http.port,0",
        "http.port,65535",
        "http.max-body,1024",
        "http.max-body,16777216",
        "mail.port,1",
        "management.port,0",
        "http.body-timeout,1ms",
        "quarantine.max-count,0",
        "quarantine.max-count,10000000",
        "quarantine.max-bytes,65536",
        "quarantine.max-bytes,1099511627776",
        "mail.from,Live Team <live@example.com>",
        "broker.url,tcp://broker:61616",
        "broker.url,tcp://[::1]:61616?sslEnabled=true",
        "'broker.url','(tcp://a:61616,tcp://b:61616)?ha=true'",
        "broker.url,amqp://broker:5672",
        "broker.url,amqps://broker:5671?transport.trustStoreLocation=/t.p12",
        "'broker.url','failover:(amqp://a:5672,amqp://b:5672)?failover.maxReconnectAttempts=3'",
        "archive.endpoint,https://cos.ap-guangzhou.myqcloud.com",
        "archive.bucket,my.bucket-1250000000",
        "archive.region,auto",
        "mail.host,mail_1.example.com",
        "mail.host,127.0.0.1",
        "callbacks.live.token,...a",
        "mail.security,TLS",
        "archive.create-only,COS",
    })
    void whatIsJustWithinBoundsIsTaken(String key, String value) {
        file.put(key, value);

        assertThat(problems()).isEmpty();
    }

    @Test
    void oneCannotHaveTheCallbacksAndTheHealthOnTheSamePort() {
        file.put("management.port", "8080");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("management.port: ")
                .contains("http.port");
    }

    @Test
    void anyTwoFreePortsAreTaken() {
        file.put("http.port", "0");
        file.put("management.port", "0");

        assertThat(problems()).isEmpty();
    }

    @Test
    void everyFaultIsSaidInOneGo() {
        file.clear();
        file.put("http.port", "eighty");
        file.put("callbacks.grace", "soon");
        file.put("archive.access-key", "id");
        file.put("mail.password", "pw");
        file.put("mail.hots", "smtp.example.com");

        assertThat(problems().stream().map(line -> line.substring(0, line.indexOf(": "))))
                .containsExactlyInAnyOrder(
                        "http.port",
                        "callbacks.live.keys",
                        "callbacks.grace",
                        "archive.secret-key",
                        "archive.region",
                        "archive.bucket",
                        "mail.username",
                        "mail.from",
                        "mail.host",
                        "mail.hots");
    }

    @ParameterizedTest
    @CsvSource({
        "archive.access-key, archive.secret-key",
        "archive.secret-key, archive.access-key",
        "mail.username, mail.password",
        "mail.password, mail.username",
    })
    void oneHalfOfACredentialNeedsTheOther(String given, String missing) {
        file.put(given, "value");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(missing + ": is missing; give both")
                .contains(given, "neither");

        file.put(missing, "value");
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http.prot, http.port",
        "archive.buckets, archive.bucket",
        "mail.form, mail.from",
        "data.directory, data.dir",
        "recipients.path, recipients.file",
        "callbacks.maxahead, callbacks.max-ahead",
        "callbacks.live.key, callbacks.<source>.keys",
        "callbacks.live.keys.old, callbacks.<source>.keys",
    })
    void anUnknownKeyOfOursIsRefusedWithTheOnesThereAre(String key, String known) {
        file.put(key, "x");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(key + ": is no property")
                .contains(known);
    }

    @ParameterizedTest
    @ValueSource(strings = {"camel.main.name", "my.key", "mailbox.host", "quarkus.http.port", "http", "httpx.port"})
    void aKeyThatIsNotOursIsLeftAlone(String key) {
        file.put(key, "x");

        assertThat(problems()).isEmpty();
    }

    // --- The archive

    @ParameterizedTest
    @CsvSource({
        ", , true",
        ", auto, true",
        "http://127.0.0.1:9000, , false",
        "http://127.0.0.1:9000, auto, false",
        "http://127.0.0.1:9000, AUTO, false",
        "http://127.0.0.1:9000, when-supported, true",
        ", when-required, false",
    })
    void checksumsAreForAwsUnlessSaidOtherwise(@Nullable String endpoint, @Nullable String checksums, boolean always)
            throws Exception {
        if (endpoint != null) {
            file.put("archive.endpoint", endpoint);
        }
        if (checksums != null) {
            file.put("archive.checksums", checksums);
        }

        assertThat(read().archive().checksumsAlways()).isEqualTo(always);
    }

    @Test
    void aStoreOtherThanAwsNeedsNoRegion() throws Exception {
        file.remove("archive.region");
        file.put("archive.endpoint", "http://127.0.0.1:9000");

        assertThat(read().archive().endpoint()).isEqualTo(URI.create("http://127.0.0.1:9000"));
        assertThat(read().archive().region()).isNotBlank();
    }

    @Test
    void aWrongEndpointDoesNotMakeTheRegionMissing() {
        file.remove("archive.region");
        file.put("archive.endpoint", "minio:9000");

        assertThat(problems()).singleElement().asString().startsWith("archive.endpoint: ");
    }

    // --- Secrets

    @Test
    void noProblemShowsASecret() {
        String secret = "hunter2 /é";
        for (String key : List.of(
                "callbacks.live.keys",
                "callbacks.live.token",
                "callbacks.live.key",
                "callbacks.Live.keys",
                "archive.secret-key",
                "archive.secretkey",
                "mail.password",
                "mail.pass",
                "broker.password",
                "broker.pwd")) {
            file.put(key, secret);
        }
        file.put("archive.endpoint", "http://user:hunter2@minio:9000");
        file.put("broker.url", "ssl://broker?trustStorePassword=hunter2");

        assertThat(problems()).hasSizeGreaterThan(9).noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void settingsDoNotPrintTheirSecrets() throws Exception {
        file.put("callbacks.live.keys", "hunter2,hunter2b");
        file.put("callbacks.live.token", "hunter2");
        file.put("archive.access-key", "hunter2");
        file.put("archive.secret-key", "hunter2");
        file.put("mail.username", "hunter2");
        file.put("mail.password", "hunter2");
        file.put("broker.username", "hunter2");
        file.put("broker.password", "hunter2");
        file.put("broker.url", "tcp://broker:61616?sslEnabled=true&trustStorePassword=hunter2");

        assertThat(read().toString()).contains("smtp.example.com").doesNotContain("hunter2");
    }

    // --- The shipped file

    @Test
    void theShippedFileNamesExactlyWhatOnlyTheOperatorKnows() throws IOException {
        Files.copy(shippedFile(), home.resolve("application.properties"));

        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> SettingsReader.read(home, Map.of()));

        assertThat(refusal.problems().stream().map(line -> line.substring(0, line.indexOf(';'))))
                .containsExactlyInAnyOrder(
                        "callbacks.live.keys: is missing",
                        "archive.bucket: is missing",
                        "archive.region: is missing",
                        "mail.host: is missing",
                        "mail.from: is missing");
        assertThat(refusal).hasMessage(String.join(System.lineSeparator(), refusal.problems()));
    }

    @Test
    void theShippedFileHoldsEveryKnownKeyAndNoOther() throws IOException {
        Set<String> shipped = Pattern.compile("(?m)^([a-z][a-z.-]*)=")
                .matcher(Files.readString(shippedFile(), StandardCharsets.UTF_8))
                .results()
                .map(match -> match.group(1))
                .collect(toCollection(TreeSet::new));
        shipped.removeIf(key -> key.startsWith("callbacks.live."));

        assertThat(shipped).containsExactlyInAnyOrderElementsOf(knownKeys());
    }

    @Test
    void everyKeyOfTheShippedFileStandsThereOnce() throws IOException {
        List<String> keys = Files.readAllLines(shippedFile(), StandardCharsets.UTF_8).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();

        assertThat(keys)
                .doesNotHaveDuplicates()
                .contains("callbacks.live.keys", "callbacks.live.token", "callbacks.live.unsigned");
    }

    /** What the reader itself says of the keys there are, by asking it about one that is none in every group. */
    private Set<String> knownKeys() {
        Set<String> known = new TreeSet<>();
        for (String group : List.of(
                "http",
                "management",
                "traces",
                "callbacks",
                "quarantine",
                "archive",
                "mail",
                "broker",
                "data",
                "recipients")) {
            file.put(group + ".nonsense", "x");
        }
        for (String line : problems()) {
            Pattern.compile("(?<=there are |, )[a-z.-]+(?=,|$)")
                    .matcher(line)
                    .results()
                    .map(MatchResult::group)
                    .forEach(known::add);
        }
        return known;
    }

    private static Path shippedFile() {
        return Path.of("application.properties").toAbsolutePath();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.7", "monitoring.example.com", "127.0.0.1.example.com"})
    void whereOtherMachinesCanSeeItTheManagementPortWantsALogin(String host) throws Exception {
        file.put("management.host", host);
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("management.password: ")
                .contains("127.0.0.1");

        file.put("management.username", "ops");
        file.put("management.password", "5f1c0e7bd2a94c6e");
        assertThat(read().management())
                .isEqualTo(new Settings.Management(host, 8081, "ops", "5f1c0e7bd2a94c6e"))
                .doesNotHaveToString("5f1c0e7bd2a94c6e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "localhost", "::1"})
    void onThisMachineItNeedsNone(String host) throws Exception {
        file.put("management.host", host);
        assertThat(read().management().password()).isNull();
    }

    @Test
    void halfALoginIsAFault() {
        file.put("management.username", "ops");
        assertThat(problems()).singleElement().asString().startsWith("management.password: ");
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private Settings.Source source(String name) throws Exception {
        return Objects.requireNonNull(read().callbacks().sources().get(name), name);
    }

    private Settings read() throws IOException, ConfigurationException {
        java.util.Properties properties = new java.util.Properties();
        properties.putAll(file);
        try (var writer = Files.newBufferedWriter(home.resolve("application.properties"), StandardCharsets.UTF_8)) {
            properties.store(writer, null);
        }
        return SettingsReader.read(home, environment);
    }

    private List<String> problems() {
        try {
            read();
            return List.of();
        } catch (ConfigurationException e) {
            return e.problems();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
