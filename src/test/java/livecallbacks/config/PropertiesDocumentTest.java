package livecallbacks.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/properties.md says of each property what the code does with it, and application.properties has each of them. */
class PropertiesDocumentTest {

    /** Not a setting, but the files that some come from. */
    private static final String[] WHERE_FROM = {"callbackFiles", "origin"};

    private static final Path DOCUMENT = Path.of("docs/properties.md");

    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| `([a-z<>.-]+)`<br>`([A-Z_]+)` \\| (?:`([^`]*)`|(none|required)) \\| ([^|]+) \\| [^|]+ \\| `([^`]+)` \\|$");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /** The least that a service needs; the folder has no application.properties. */
    private static final Map<String, String> LEAST = Map.of(
            "CALLBACKS_LIVE_KEYS", "k1",
            "ARCHIVE_BUCKET", "bucket",
            "ARCHIVE_REGION", "eu-central-1",
            "MAIL_HOST", "mail.example.com",
            "MAIL_FROM", "service@example.com");

    /** What has a meaning only beside others. */
    private static final Map<String, Map<String, String>> BESIDE = Map.ofEntries(
            Map.entry("http.max-bodies", Map.of("HTTP_MAX_BODY", "1024")),
            Map.entry("http.tls.certificate", Map.of("HTTP_TLS_KEY", "a-file")),
            Map.entry("http.tls.key", Map.of("HTTP_TLS_CERTIFICATE", "a-file")),
            Map.entry("http.tls.keystore-password", Map.of("HTTP_TLS_KEYSTORE", "a-file")),
            Map.entry("http.tls.client-ca", Map.of("HTTP_TLS_KEYSTORE", "a-file")),
            Map.entry("http.proxy-protocol", Map.of("HTTP_TRUSTED_PROXIES", "10.0.0.0/8")),
            Map.entry("archive.access-key", Map.of("ARCHIVE_SECRET_KEY", "secret")),
            Map.entry("archive.secret-key", Map.of("ARCHIVE_ACCESS_KEY", "key")),
            Map.entry("mail.username", Map.of("MAIL_PASSWORD", "secret")),
            Map.entry("mail.password", Map.of("MAIL_USERNAME", "somebody")),
            Map.entry("mail.auth", Map.of("MAIL_USERNAME", "somebody", "MAIL_PASSWORD", "secret")),
            Map.entry("management.host", Map.of("MANAGEMENT_USERNAME", "somebody", "MANAGEMENT_PASSWORD", "secret")),
            Map.entry("management.username", Map.of("MANAGEMENT_PASSWORD", "secret")),
            Map.entry("management.password", Map.of("MANAGEMENT_USERNAME", "somebody")));

    @TempDir
    private Path home;

    /**
     * A line of the document.
     *
     * @param fallback the default; empty for none
     */
    record Row(String key, String variable, String fallback, boolean required, String takes, String example) {
        private static Row of(MatchResult match) {
            String fallback = match.group(3) == null ? "" : match.group(3);
            return new Row(
                    match.group(1),
                    match.group(2),
                    fallback,
                    "required".equals(match.group(4)),
                    match.group(5),
                    match.group(6));
        }

        private List<String> quoted() {
            return QUOTED.matcher(takes).results().map(match -> match.group(1)).toList();
        }

        @Override
        public String toString() {
            return key;
        }
    }

    private static Stream<Row> rows() throws IOException {
        return ROW.matcher(Files.readString(DOCUMENT)).results().map(Row::of);
    }

    private static Stream<Row> required() throws IOException {
        return rows().filter(Row::required);
    }

    private static Stream<Row> withBounds() throws IOException {
        return rows().filter(row -> row.takes().contains(" to "));
    }

    private static Stream<Row> withChoices() throws IOException {
        return rows().filter(row -> row.takes().startsWith("one of "));
    }

    private Settings read(Row row, String value) throws Exception {
        Map<String, String> environment = beside(row);
        environment.put(row.variable(), value);
        return SettingsReader.read(home, environment);
    }

    private Map<String, String> beside(Row row) throws IOException {
        Files.writeString(home.resolve("a-file"), "");
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.putAll(BESIDE.getOrDefault(row.key(), Map.of()));
        return environment;
    }

    private String faults(Row row, String value) {
        ConfigurationException exception = catchThrowableOfType(ConfigurationException.class, () -> read(row, value));
        assertThat(exception).as("%s=%s is refused", row, value).isNotNull();
        return String.valueOf(exception.getMessage());
    }

    // --- Each property is there

    @Test
    void itHasEachPropertyThatTheCodeKnowsAndNoOther() throws IOException {
        assertThat(rows().map(Row::key))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(SettingsReader.KEYS.stream(), SettingsReader.SOURCE_KEYS.stream())
                                .toList());
    }

    @Test
    void everyLineOfATableThatBeginsWithAPropertyIsReadByThisTest() throws IOException {
        assertThat(Files.readString(DOCUMENT).lines().filter(line -> line.startsWith("| `") && line.contains("<br>")))
                .hasSize((int) rows().count());
    }

    @Test
    void applicationPropertiesHasEachOfThemWithItsDefault() throws IOException {
        java.util.Properties file = new java.util.Properties();
        try (var reader = Files.newBufferedReader(Path.of("application.properties"), UTF_8)) {
            file.load(reader);
        }
        Map<String, String> there = new TreeMap<>();
        file.stringPropertyNames().forEach(key -> there.put(key, file.getProperty(key)));
        Map<String, String> documented = new TreeMap<>();
        rows().forEach(row -> documented.put(row.key().replace("<source>", "live"), row.fallback()));
        assertThat(there).isEqualTo(documented);
    }

    // --- and does what it says

    @ParameterizedTest
    @MethodSource("rows")
    void theDefaultIsWhatHoldsWithoutIt(Row row) throws Exception {
        if (!row.required() && !row.fallback().isEmpty()) {
            assertThat(read(row, row.fallback()))
                    .usingRecursiveComparison()
                    .ignoringFields(WHERE_FROM)
                    .isEqualTo(SettingsReader.read(home, beside(row)));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theExampleIsTakenAndChangesSomething(Row row) throws Exception {
        String example = row.takes().startsWith("a file")
                ? Files.writeString(home.resolve("another-file"), "").toString()
                : row.example();
        Settings settings = read(row, example);
        Map<String, String> environment = beside(row);
        Settings without;
        try {
            without = SettingsReader.read(home, environment);
        } catch (ConfigurationException e) {
            // Only beside this property is the other one allowed.
            without = SettingsReader.read(home, LEAST);
        }
        assertThat(settings)
                .usingRecursiveComparison()
                .ignoringFields(WHERE_FROM)
                .isNotEqualTo(without);
    }

    @ParameterizedTest
    @MethodSource("required")
    void withoutWhatIsRequiredItSaysSo(Row row) {
        assertThat(faults(row, "")).contains(row.key().replace("<source>", "live") + ": is missing");
    }

    @ParameterizedTest
    @MethodSource("withBounds")
    void theBoundsAreTheCodes(Row row) throws Exception {
        List<String> bounds = row.quoted();
        assertThat(bounds).hasSize(2);
        assertThat(read(row, bounds.get(0))).isNotNull();
        assertThat(read(row, bounds.get(1))).isNotNull();
        if (row.takes().startsWith("a duration")) {
            assertThat(faults(row, "0ms")).contains(row.key());
            assertThat(faults(row, "86400001ms")).contains(row.key());
        } else {
            assertThat(faults(
                            row,
                            new BigInteger(bounds.get(0))
                                    .subtract(BigInteger.ONE)
                                    .toString()))
                    .contains(row.key());
            assertThat(faults(
                            row,
                            new BigInteger(bounds.get(1)).add(BigInteger.ONE).toString()))
                    .contains(row.key());
        }
    }

    @ParameterizedTest
    @MethodSource("withChoices")
    void theChoicesAreTheCodes(Row row) throws Exception {
        for (String choice : row.quoted()) {
            assertThat(read(row, choice)).isNotNull();
        }
        assertThat(faults(row, "something-else") + "\n")
                .contains("use one of " + String.join(", ", row.quoted()) + "\n");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void itIsMarkedASecretIfItMayBeKeptInSecretsManager(Row row) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] answer = "{\"__type\":\"ResourceNotFoundException\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(400, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        List<String> credentials = List.of("aws.accessKeyId", "aws.secretAccessKey");
        credentials.forEach(name -> System.setProperty(name, "for-the-test"));
        try {
            Map<String, String> environment = beside(row);
            environment.put(
                    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                    "http://127.0.0.1:" + server.getAddress().getPort());
            environment.put(row.variable(), "{{aws:none}}");
            try {
                assertThat(SettingsReader.read(home, environment)).isNotNull();
            } catch (ConfigurationException e) {
                assertThat(e).hasMessageContaining(row.key().replace("<source>", "live"));
            }
        } finally {
            credentials.forEach(System::clearProperty);
            server.stop(0);
        }
        assertThat(asked.get() > 0).isEqualTo(row.takes().contains("secret"));
    }
}
