package livecallbacks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever can be wrong with the files of a configuration is put into a copy of the product's own, and looked for. */
class CheckCommandTest {

    private static final Map<String, String> GOOD = Map.of(
            "CALLBACKS_LIVE_KEYS", "f3a95c1e07b2d846",
            "ARCHIVE_BUCKET", "callbacks",
            "ARCHIVE_REGION", "eu-central-1",
            "MAIL_HOST", "smtp.example.com",
            "MAIL_FROM", "live@example.com");

    @TempDir
    private Path home;

    @BeforeEach
    void copyTheProductsOwn() throws IOException {
        for (String name : List.of("application.properties", "recipients.yaml", "recipients.tests.yaml")) {
            Files.copy(Path.of(name), home.resolve(name));
        }
        for (String folder : List.of("routes", "templates")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.toList()) {
                    Files.copy(file, home.resolve(file.toString()));
                }
            }
        }
    }

    /**
     * A fault that was put in.
     *
     * @param line where it is to be reported; 0 for none
     * @param key empty for none
     */
    private record Seeded(String file, int line, String key, String message) {}

    private final List<Seeded> seeded = new ArrayList<>();

    /** Replaces the last place of a text, and expects the fault in that line. */
    private void seed(String file, String right, String wrong, String key, String message) throws IOException {
        Path path = home.resolve(file);
        String text = Files.readString(path);
        int at = text.lastIndexOf(right);
        assertThat(at).as("%s in %s", right, file).isNotNegative();
        Files.writeString(path, text.substring(0, at) + wrong + text.substring(at + right.length()));
        int line =
                1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
        seeded.add(new Seeded(file, line, key, message));
    }

    private List<JsonNode> findings(CommandRun run) throws IOException {
        List<JsonNode> findings = new ArrayList<>();
        new ObjectMapper().readTree(run.out()).forEach(findings::add);
        return findings;
    }

    private static boolean isIt(JsonNode finding, Seeded fault) {
        return finding.path("level").asText().equals("fault")
                && finding.path("file").asText().equals(fault.file)
                && finding.path("line").asInt() == fault.line
                && finding.path("key").asText("").equals(fault.key)
                && finding.path("message").asText().contains(fault.message)
                && !finding.path("remedy").asText().isBlank();
    }

    @Test
    void theProductsOwnFilesHaveNeitherFaultsNorWarnings() throws IOException {
        CommandRun run = CommandRun.at(home, GOOD, "check");
        assertThat(run.out()).contains("routes  good").contains("Good: no faults");
        assertThat(run.exit()).isZero();
        assertThat(findings(CommandRun.at(home, GOOD, "check", "--json"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"recordings-list", "webhook", "slack"})
    void theExamplesAreGoodAsSoonAsTheirPropertiesAreThere(String example) throws IOException {
        Path route = Path.of("examples", example + ".camel.yaml");
        Files.copy(route, home.resolve("routes").resolve(example + ".camel.yaml"));
        Map<String, String> environment = new HashMap<>(GOOD);
        environment.put("WEBHOOK_URL", "https://hooks.example.com/x");
        Files.writeString(home.resolve("application.properties"), "slack.url = https://hooks.example.com/y\n");
        assertThat(findings(CommandRun.at(home, environment, "check", "--json")))
                .isEmpty();
    }

    @Test
    void everySeededFaultIsFoundInOneRunWithItsPlaceAndARemedy() throws IOException {
        String properties = "application.properties";
        seed(properties, "http.port=8080", "http.port=80a0", "http.port", "is '80a0'");
        seed(properties, "http.idle-timeout=60s", "http.idle-timeout=60", "http.idle-timeout", "is '60'");
        seed(properties, "callbacks.grace=15m", "callbacks.grace=15 minutes", "callbacks.grace", "is '15 minutes'");
        seed(properties, "archive.endpoint=", "archive.endpont=x", "archive.endpont", "is no property");
        seed(properties, "archive.access-key=", "archive.access-key=AKIA", "archive.secret-key", "is missing");
        // Said of the line that would have to hold it.
        seeded.set(4, new Seeded(properties, seeded.get(4).line + 1, "archive.secret-key", "is missing"));
        seed(properties, "mail.security=starttls", "mail.security=ssl", "mail.security", "is 'ssl'");
        seed(properties, "mail.from=", "mail.from=nobody", "mail.from", "is no mail address");
        seed(properties, "mail.reply-to=", "my.folder=C:\\\\users\\umlaut", "", "has a bad escape");
        seed(properties, "data.min-free=33554432", "data.min-free=32MB", "data.min-free", "is '32MB'");
        seed(properties, "management.username=", "camel.main.nme=x", "camel.main.nme", "is no property of Camel's");
        Map<String, String> environment =
                Map.of("MAIL_PORT", "many", "CALLBACKS_LIVE_KEYS_FILE", "/no/such/file", "ARCHIVE_BUKCET", "callbacks");
        seeded.add(new Seeded("environment", 0, "MAIL_PORT", "is 'many'"));
        seeded.add(new Seeded("environment", 0, "CALLBACKS_LIVE_KEYS_FILE", "cannot read /no/such/file"));

        String recipients = "recipients.yaml";
        seed(recipients, "timezone: UTC", "timezone: Mars/Olympus", "", "Mars/Olympus");
        seed(recipients, "digest: none", "digest: soon", "", "");
        seed(recipients, "- \"Operations <ops@example.com>\"", "- Operations", "", "");
        seed(recipients, "  - match: {stream: \"test-*\"}", "  - mach: {stream: \"test-*\"}", "", "mach");
        seed(recipients, "receivers: [operations]", "receivers: [operators]", "", "operators");
        seed(recipients, "default: [team]", "default: team, ops", "", "");
        seed(recipients, "event: stream-ended, stream", "event: stream-endet, stream", "", "stream-endet");
        seeded.remove(seeded.size() - 1);
        seed(
                "recipients.tests.yaml",
                "event: recording\n  stream: test-1",
                "evnt: recording\n  stream: test-1",
                "",
                "evnt");

        seed("templates/zh/recording.txt.ftl", "<#if recording.url??>", "<#if recording.url?>", "", "Syntax error");
        seed("templates/en/screenshot.html.ftl", "screenshot.time!event.time", "screenshot.tme", "", "screenshot.tme");
        seed("templates/en/screenshot.txt.ftl", "Subject:", "Betreff:", "", "must begin with a line \"Subject:");
        seeded.set(seeded.size() - 1, new Seeded("templates/en/screenshot.txt.ftl", 0, "", "must begin with"));
        Files.delete(home.resolve("templates/ko/relay.html.ftl"));
        seeded.add(new Seeded("templates/ko/relay.txt.ftl", 0, "", "needs ko/relay.html.ftl"));
        seed("templates/zh/relay.line.ftl", "${", "${nothing.at.all}${", "", "nothing");

        String archive = "routes/archive.camel.yaml";
        seed(archive, "- stop: {}", "- stpo: {}", "stpo", "is no step");
        seed(
                archive,
                "concurrentConsumers: \"16\"",
                "concurrentConsumer: \"16\"",
                "concurrentConsumer",
                "is no option");
        seed(
                archive,
                "deliveryPersistent: \"true\"",
                "deliveryPersistent: \"yes\"",
                "deliveryPersistent",
                "another kind");
        seed(archive, "ref: describeObject", "ref: describeObjekt", "describeObjekt", "is no bean");
        seed("routes/receive.camel.yaml", "method: keeps(", "method: kept(", "kept", "is no method");
        seed(
                archive,
                "uri: aws2-s3:{{archive.bucket}}",
                "uri: aws2-s3:{{archive.buckets}}",
                "archive.buckets",
                "nowhere");
        String notify = "routes/notify.camel.yaml";
        seed(
                notify,
                "uri: direct:writeMails\n      steps",
                "uri: direct:writeMail\n      steps",
                "direct:writeMails",
                "no route");
        seeded.set(
                seeded.size() - 1,
                new Seeded(notify, lineOf(notify, "uri: direct:writeMails"), "direct:writeMails", "no route"));
        seed(
                notify,
                "\"${body} is 'livecallbacks.notify.digest.DigestItem'\"",
                "\"${body} iss 'x'\"",
                "when",
                "cannot be read");
        seed(
                notify,
                "uri: jms:queue:mail.outbox\n      parameters",
                "uri: jms:topic:mail.outbox\n      parameters",
                "mail.outbox",
                "is a queue");
        seed(
                notify,
                "jakarta.mail.MessagingException",
                "jakarta.mail.MesagingException",
                "jakarta.mail.MesagingException",
                "is no class");
        seed(notify, "stopOnException:", "stopOnExeption:", "stopOnExeption", "is no key of split");
        seed(
                "routes/quarantine.camel.yaml",
                "id: quarantine",
                "id: receive",
                "receive",
                "is the id of another route too");
        seeded.set(
                seeded.size() - 1,
                new Seeded(
                        "routes/receive.camel.yaml",
                        lineOf("routes/receive.camel.yaml", "id: receive"),
                        "receive",
                        "another route"));
        seed(
                "routes/receive.camel.yaml",
                "uri: platform-http:/callbacks",
                "uri: platfrom-http:/callbacks",
                "platfrom-http",
                "is no component");
        Files.writeString(home.resolve("routes/own.camel.yaml"), "- route:\n    id: own\n   from: x\n");
        seeded.add(new Seeded("routes/own.camel.yaml", 3, "", "is not YAML"));

        CommandRun run = CommandRun.at(home, environment, "check", "--json");

        List<JsonNode> findings = findings(run);
        assertThat(seeded)
                .hasSizeGreaterThanOrEqualTo(35)
                .allSatisfy(fault -> assertThat(findings).as("%s", fault).anyMatch(finding -> isIt(finding, fault)));
        assertThat(findings)
                .filteredOn(finding -> finding.path("level").asText().equals("warning"))
                .extracting(finding ->
                        finding.path("key").asText("") + finding.path("line").asText(""))
                .contains("ARCHIVE_BUKCET", "58");
        assertThat(run.exit()).isEqualTo(1);
        // Nor is there anything that is none: each finding is one of these, or one of the missing properties.
        assertThat(findings)
                .filteredOn(finding -> finding.path("level").asText().equals("fault"))
                .filteredOn(finding -> seeded.stream().noneMatch(fault -> isIt(finding, fault)))
                .extracting(finding -> finding.path("key").asText())
                .containsExactlyInAnyOrder(
                        "archive.bucket",
                        "archive.region",
                        "CALLBACKS_LIVE_KEYS_FILE",
                        "mail.host",
                        "direct:writeMails");
        String text = CommandRun.at(home, environment, "check").out();
        assertThat(text).contains("FAULT    routes/own.camel.yaml:3:").containsPattern("4[0-9] faults, [1-9] warning");
    }

    private int lineOf(String file, String text) throws IOException {
        String all = Files.readString(home.resolve(file));
        return 1
                + (int) all.substring(0, all.indexOf(text))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    @Test
    void aCaseThatDoesNotHoldIsAFault() throws IOException {
        seed(
                "recipients.tests.yaml",
                "- name: rehearsals",
                "- name: our rehearsals",
                "",
                "\"our rehearsals concern nobody\"");
        Path tests = home.resolve("recipients.tests.yaml");
        Files.writeString(tests, Files.readString(tests).replace("stream: test-1", "stream: match-1"));
        CommandRun run = CommandRun.at(home, GOOD, "check", "--json");
        assertThat(findings(run)).singleElement().matches(finding -> isIt(finding, seeded.get(0)));
        assertThat(run.exit()).isEqualTo(1);
    }

    @Test
    void aWarningAloneIsGood() throws IOException {
        Map<String, String> environment = new HashMap<>(GOOD);
        environment.put("CALLBACKS_LIVE_KEYS", "short");
        environment.put("CALLBACKS_OPEN_UNSIGNED", "allow");
        CommandRun run = CommandRun.at(home, environment, "check");
        assertThat(run.out())
                .contains("warning  environment  CALLBACKS_LIVE_KEYS: is easily guessed")
                .contains("warning  environment  CALLBACKS_OPEN_UNSIGNED: is allow")
                .contains("no faults, 2 warnings")
                .doesNotContain("short");
        assertThat(run.exit()).isZero();
    }

    @Test
    void aPropertiesFileThatIsNoTextHidesNoFaultOfTheOtherFiles() throws IOException {
        Files.write(home.resolve("application.properties"), new byte[] {(byte) 0xff, (byte) 0xfe, '='});
        seed("routes/archive.camel.yaml", "- stop: {}", "- stpo: {}", "stpo", "is no step");
        assertThat(findings(CommandRun.at(home, GOOD, "check", "--json")))
                .anyMatch(finding -> finding.path("message").asText().contains("UTF-8"))
                .anyMatch(finding -> isIt(finding, seeded.get(0)));
    }

    @Test
    void noSecretIsSaidOfWhatIsWrong() throws IOException {
        Map<String, String> environment = new HashMap<>(GOOD);
        environment.put("CALLBACKS_LIVE_KEYS", "hUsH7 key");
        environment.put("CALLBACKS_LIVE_TOKEN", "hUsH7/token");
        environment.put("ARCHIVE_SECRET_KEY", "hUsH7");
        environment.put("MAIL_PASSWORD", "hUsH7");
        environment.put("BROKER_URL", "tcp://user:hUsH7@broker");
        environment.put("MANAGEMENT_PASSWORD", "hUsH7");
        Files.writeString(home.resolve("application.properties"), "http.tls.keystore-password=hUsH7\\ubad\n");
        CommandRun run = CommandRun.at(home, environment, "check", "--online");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("not tried").doesNotContain("hUsH7");
        assertThat(CommandRun.at(home, environment, "check", "--json").out()).doesNotContain("hUsH7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--to a@example.com", "--online --to nobody", "--online --to a@b,c@d", "--onlin", "x"})
    void wrongUsageIsSaidSo(String arguments) {
        List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(arguments.split(" ", -1)));
        assertThat(CommandRun.at(home, GOOD, all.toArray(String[]::new)).exit()).isEqualTo(2);
    }
}
