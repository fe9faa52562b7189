package livecallbacks;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/monitoring.md, the alerts and the dashboard say of the metrics is what a running service has. */
class MonitoringTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Path ALERTS = Path.of("monitoring/alerts.yaml");
    private static final Path ALERT_TESTS = Path.of("monitoring/alerts.test.yaml");
    private static final Path DASHBOARD = Path.of("monitoring/grafana-dashboard.json");
    private static final Path DOCUMENT = Path.of("docs/monitoring.md");

    private static final Pattern METRIC = Pattern.compile("\\blivecallbacks_[a-z_]+");
    private static final Pattern DOCUMENTED =
            Pattern.compile("(?m)^\\| `(livecallbacks_[a-z_]+)` \\| ([a-z]+) \\| ([a-z, ]*) ?\\| (.*) \\|$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (livecallbacks_[a-z_]+) ([a-z]+)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(livecallbacks_[a-z_]+)(?:\\{(.*)})? ([^ ]+)$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    @TempDir
    private static Path folder;

    /** Over plain HTTP, with traffic. */
    private static TestService service;

    /** With a certificate. */
    private static TestService secure;

    private static int streams;

    @BeforeAll
    static void start() throws Exception {
        service = TestService.start(
                Files.createDirectory(folder.resolve("plain")),
                Clock.systemUTC(),
                Map.of("CALLBACKS_LIVE_KEYS", TestService.KEY + ",notusedanymore"));
        Path keys = TestCertificates.keystore(folder, "server", "EC");
        TestCertificates.writeCertificate(keys, folder.resolve("tls.crt"));
        TestCertificates.writeKey(keys, folder.resolve("tls.key"));
        secure = TestService.start(
                Files.createDirectory(folder.resolve("tls")),
                Clock.systemUTC(),
                Map.of(
                        "HTTP_TLS_CERTIFICATE", folder.resolve("tls.crt").toString(),
                        "HTTP_TLS_KEY", folder.resolve("tls.key").toString()));
        makeTraffic();
        await().atMost(PATIENCE)
                .until(() -> metrics(service).contains("livecallbacks_mailed_seconds_count 1")
                        && metrics(service).contains("livecallbacks_queue_messages{")
                        && metrics(service).contains("livecallbacks_quarantine_passed_over_total{"));
    }

    @AfterAll
    static void stop() throws Exception {
        secure.close();
        service.close();
    }

    /** A callback, a copy of it, one of an event that nobody knows, and one with a wrong signature, twice. */
    private static void makeTraffic() {
        String body = TestService.recording("watched-" + ++streams);
        assertThat(service.post(body).statusCode()).isEqualTo(200);
        assertThat(service.post(body).statusCode()).isEqualTo(200);
        assertThat(service.post(signed(424_242, TestService.KEY)).statusCode()).isEqualTo(200);
        String wrong = signed(100, "wrong");
        assertThat(service.post(wrong).statusCode()).isEqualTo(401);
        // Once it is in its file, the same bytes are known.
        await().atMost(PATIENCE).until(() -> {
            service.post(wrong);
            return metrics(service).contains("reason=\"known\"");
        });
    }

    private static String signed(int type, String key) {
        return Signer.signed(
                "{\"event_type\":" + type + ",\"stream_id\":\"watched-" + streams + "\",\"end_time\":1545049971}",
                key,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    private static String metrics(TestService of) {
        return TestService.send(HttpRequest.newBuilder(of.managementUri("/observe/metrics")))
                .body();
    }

    private static String bothMetrics() {
        return metrics(service) + "\n" + metrics(secure);
    }

    private record Metric(String type, Set<String> labels) {}

    // --- The document

    @Test
    void everyMetricIsDocumentedWithItsTypeAndLabelsAndNoOther() throws IOException {
        assertThat(documented()).isEqualTo(running()).hasSizeGreaterThan(20);
    }

    private static Map<String, Metric> documented() throws IOException {
        Map<String, Metric> metrics = new TreeMap<>();
        DOCUMENTED.matcher(Files.readString(DOCUMENT)).results().forEach(row -> {
            Set<String> labels = Stream.of(row.group(3).split(","))
                    .map(String::strip)
                    .filter(label -> !label.isEmpty())
                    .collect(toCollection(TreeSet::new));
            metrics.put(row.group(1), new Metric(row.group(2), labels));
        });
        return metrics;
    }

    private static Map<String, Metric> running() {
        String text = bothMetrics();
        Map<String, Metric> metrics = new TreeMap<>();
        TYPE.matcher(text)
                .results()
                .forEach(type -> metrics.put(type.group(1), new Metric(type.group(2), labels(text, type.group(1)))));
        List<String> histograms = metrics.entrySet().stream()
                .filter(entry -> entry.getValue().type().equals("histogram"))
                .map(Map.Entry::getKey)
                .toList();
        histograms.forEach(name -> metrics.remove(name + "_max"));
        return metrics;
    }

    private static Set<String> labels(String text, String metric) {
        Set<String> labels = new TreeSet<>();
        SAMPLE.matcher(text)
                .results()
                .filter(sample ->
                        sample.group(1).equals(metric) || sample.group(1).equals(metric + "_bucket"))
                .filter(sample -> sample.group(2) != null)
                .forEach(sample ->
                        LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1))));
        labels.remove("le");
        return labels;
    }

    @Test
    void everyAlertIsDocumentedWithItsSeverityAndNoOther() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Pattern.compile("(?m)^\\| `(LiveCallbacks[A-Za-z]+)` \\| ([a-z]+) \\| .{20,} \\|$")
                .matcher(Files.readString(DOCUMENT))
                .results()
                .forEach(row -> rows.put(row.group(1), row.group(2)));
        Map<String, String> alerts = new TreeMap<>();
        rules().forEach(rule -> alerts.put(
                rule.path("alert").asText(),
                rule.path("labels").path("severity").asText()));
        assertThat(rows).isEqualTo(alerts).isNotEmpty();
    }

    // --- What they count

    @Test
    void aCallbackIsCountedByWhatBecameOfItAndAnEventThatNobodyKnowsIsOther() {
        String text = metrics(service);
        assertThat(value(text, "livecallbacks_requests_total", "event=\"recording\"", "outcome=\"stored\""))
                .isPositive();
        assertThat(value(text, "livecallbacks_requests_total", "event=\"other\"", "outcome=\"stored\""))
                .isPositive();
        assertThat(value(text, "livecallbacks_requests_total", "event=\"none\"", "outcome=\"refused\""))
                .isPositive();
        assertThat(text).doesNotContain("424242", "watched-");
    }

    @Test
    void aCopyIsADuplicate() {
        assertThat(value(metrics(service), "livecallbacks_duplicates_total", "queue=\"callbacks.received\""))
                .isPositive();
    }

    @Test
    void aKeyThatIsConfiguredAndNotUsedStandsAtZero() {
        List<Double> values = SAMPLE.matcher(metrics(service))
                .results()
                .filter(sample -> sample.group(1).equals("livecallbacks_verified_total"))
                .map(sample -> Double.valueOf(sample.group(3)))
                .sorted()
                .toList();
        assertThat(values).hasSize(2);
        assertThat(values.get(0)).isZero();
        assertThat(values.get(1)).isPositive();
    }

    @Test
    void timesAreMeasured() {
        String text = metrics(service);
        for (String histogram : List.of("acknowledge", "journal_sync", "archived", "mailed")) {
            assertThat(value(text, "livecallbacks_" + histogram + "_seconds_count"))
                    .as(histogram)
                    .isPositive();
            assertThat(value(text, "livecallbacks_" + histogram + "_seconds_sum"))
                    .as(histogram)
                    .isPositive()
                    .isLessThan(600);
        }
    }

    @Test
    void theCertificateHasDaysLeft() {
        assertThat(value(metrics(secure), "livecallbacks_certificate_days")).isBetween(0.5, 4000.0);
    }

    private static double value(String text, String metric, String... labels) {
        return SAMPLE.matcher(text)
                .results()
                .filter(sample -> sample.group(1).equals(metric))
                .filter(sample -> Stream.of(labels)
                        .allMatch(label -> String.valueOf(sample.group(2)).contains(label)))
                .mapToDouble(sample -> Double.parseDouble(sample.group(3)))
                .sum();
    }

    // --- Alerts and dashboard

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        new ObjectMapper(new YAMLFactory())
                .readTree(Files.readString(ALERTS))
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** Each expression of the dashboard, under the title of its panel. */
    private static Map<String, List<String>> panels() throws IOException {
        Map<String, List<String>> panels = new TreeMap<>();
        JSON.readTree(Files.readString(DASHBOARD)).path("panels").forEach(panel -> {
            List<String> expressions = new ArrayList<>();
            panel.path("targets")
                    .forEach(target -> expressions.add(target.path("expr").asText()));
            assertThat(panels.put(panel.path("title").asText(), expressions)).isNull();
        });
        return panels;
    }

    @Test
    void everyMetricThatTheAlertsAndTheDashboardNameIsThere() throws IOException {
        String text = bothMetrics();
        List<String> expressions = new ArrayList<>();
        rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
        panels().values().forEach(expressions::addAll);
        Set<String> named = expressions.stream()
                .flatMap(expression -> METRIC.matcher(expression).results().map(match -> match.group()))
                .collect(toCollection(TreeSet::new));

        assertThat(named)
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(SAMPLE.matcher(text)
                                .results()
                                .anyMatch(sample -> sample.group(1).equals(name)))
                        .as(name)
                        .isTrue());
    }

    @Test
    void everyRuleHasWhatAPersonWhoIsWokenNeeds() throws IOException {
        assertThat(rules()).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.path("alert").asText()).startsWith("LiveCallbacks");
            assertThat(rule.path("expr").asText()).isNotBlank();
            assertThat(rule.path("labels").path("severity").asText()).isIn("page", "warn");
            assertThat(rule.path("annotations").path("summary").asText()).hasSizeGreaterThan(20);
        });
    }

    @Test
    void everyPanelHasAPlaceOfItsOwnAndATitle() throws IOException {
        Set<String> places = new TreeSet<>();
        for (JsonNode panel : JSON.readTree(Files.readString(DASHBOARD)).path("panels")) {
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
            assertThat(places.add(place.path("x") + "," + place.path("y")))
                    .as(panel.path("title").asText())
                    .isTrue();
            assertThat(panel.path("targets")).isNotEmpty();
        }
    }

    @Test
    void theRulesAreGoodByPromtoolAndSpeakWhenTheyShould() throws Exception {
        assumeTrue(isOnPath("promtool"), "promtool is not on the PATH, so the rules were not tried with it");
        for (List<String> command : List.of(
                List.of("promtool", "check", "rules", ALERTS.toString()),
                List.of("promtool", "test", "rules", ALERT_TESTS.toString()))) {
            try (RunningProcess promtool = RunningProcess.start(Map.of(), command.toArray(String[]::new))) {
                assertThat(promtool.exitCode()).as(promtool.output()).isZero();
            }
        }
    }

    @Test
    void everyPanelAndEveryRuleIsEvaluatedByPrometheusAndPanelsHaveData() throws Exception {
        assumeTrue(isOnPath("prometheus"), "prometheus is not on the PATH, so the panels were not tried with it");
        int port = TestService.freePort();
        Path configuration = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: live-callbacks
                    metrics_path: /observe/metrics
                    static_configs: [{targets: ["%s", "%s"]}]
                """.formatted(
                        ALERTS.toAbsolutePath(),
                        service.managementUri("").getAuthority(),
                        secure.managementUri("").getAuthority()));
        try (RunningProcess prometheus = RunningProcess.start(
                Map.of(),
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)) {
            URI api = URI.create("http://127.0.0.1:" + port);
            prometheus.awaitReady(api.resolve("/-/ready"));
            Map<String, List<String>> panels = panels();
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
                makeTraffic();
                for (Map.Entry<String, List<String>> panel : panels.entrySet()) {
                    for (String expression : panel.getValue()) {
                        assertThat(numbers(api, expression))
                                .as("%s: %s", panel.getKey(), expression)
                                .isNotEmpty()
                                .doesNotContain("NaN");
                    }
                }
            });
            JsonNode rules = ask(api, "/api/v1/rules").path("data").path("groups");
            assertThat(rules.path(0).path("rules"))
                    .isNotEmpty()
                    .allSatisfy(rule -> assertThat(rule.path("health").asText())
                            .as(rule.path("lastError").asText())
                            .isEqualTo("ok"))
                    // Nothing is wrong with this service that anybody would have to be woken for.
                    .allSatisfy(rule -> assertThat(rule.path("state").asText())
                            .as(rule.path("name").asText())
                            .isNotEqualTo("firing"));
        }
    }

    private static List<String> numbers(URI api, String expression) throws IOException {
        String query = expression.replace("$instance", ".*").replace("$__rate_interval", "15s");
        List<String> numbers = new ArrayList<>();
        ask(api, "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .path("data")
                .path("result")
                .forEach(result -> numbers.add(result.path("value").path(1).asText()));
        return numbers;
    }

    private static JsonNode ask(URI api, String path) throws IOException {
        return JSON.readTree(
                TestService.send(HttpRequest.newBuilder(api.resolve(path))).body());
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(Matcher.quoteReplacement(File.pathSeparator)))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
