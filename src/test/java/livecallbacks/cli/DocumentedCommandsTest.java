package livecallbacks.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import livecallbacks.TestService;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.SettingsReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each block of code in the documents is run, read or looked up here, or stands in docs/not-tested.md with the reason
 * why not. Commands of live-callbacks are run beside a service, with its configuration.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedCommandsTest {

    private static final Path LIST = Path.of("docs/not-tested.md");

    private static final Pattern FENCE = Pattern.compile("(?ms)^( *)```([a-z]*)\\n(.*?)^ *```$");

    private static final Pattern LISTED =
            Pattern.compile("(?m)^\\| \\[([^]]+)]\\([^)]+\\) \\| `([^`]+)` \\| [^|]{10,} \\|$");

    private static final Pattern SPAN = Pattern.compile("(?<![`\\w])`((?:(?:\\./|bin/)live-callbacks )?"
            + "(?:simulate|recipients|failed|quarantine|replay|check)(?: [^`]+)?)`(?!`)");

    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z][A-Z_]*)=(.*)");
    private static final Pattern PLACEHOLDER = Pattern.compile("<([a-z |_-]+)>", Pattern.CASE_INSENSITIVE);

    /** The least that a service needs, by property. */
    private static final Map<String, String> LEAST = Map.of(
            "callbacks.live.keys", "k1",
            "archive.bucket", "bucket",
            "archive.region", "eu-central-1",
            "mail.host", "mail.example.com",
            "mail.from", "service@example.com");

    /** How those outputs begin that a test of their own compares, below. */
    private static final List<String> SHOWN = List.of(
            "POST http://127.0.0.1:8080/callbacks", "$ ./live-callbacks quarantine", "$ ./live-callbacks replay");

    @TempDir
    private static Path folder;

    private TestService service;

    private int files;

    /**
     * A block of code.
     *
     * @param language what stands behind the fence; empty for output
     */
    record Block(Path document, int line, String language, String text) {
        private String name() {
            return document.toString().replace('\\', '/');
        }

        @Override
        public String toString() {
            return name() + ":" + line;
        }
    }

    /** A line of the list. */
    private record Excuse(String document, String beginning) {
        private boolean covers(Block block) {
            return document.equals(block.name()) && block.text().startsWith(beginning);
        }
    }

    @BeforeAll
    void start() throws Exception {
        service = TestService.start(
                Files.createDirectory(folder.resolve("service")),
                Clock.systemUTC(),
                Map.of("CALLBACKS_LIVE_KEYS", "dev"));
    }

    @AfterAll
    void stop() throws Exception {
        service.close();
    }

    /** The translations are compared with README.md by DocumentsTest. */
    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "SECURITY.md", "broker/README.md", "templates/README.md")
                                    .map(Path::of),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path document : documents()) {
            String text = Files.readString(document);
            FENCE.matcher(text).results().forEach(match -> blocks.add(block(document, text, match)));
        }
        return blocks;
    }

    private static Block block(Path document, String text, MatchResult match) {
        int line = (int) text.substring(0, match.start()).lines().count() + 1;
        return new Block(document, line, match.group(2), match.group(3).replaceAll("(?m)^" + match.group(1), ""));
    }

    private static List<Excuse> excuses() throws IOException {
        return LISTED.matcher(Files.readString(LIST))
                .results()
                .map(match -> new Excuse(match.group(1), match.group(2)))
                .toList();
    }

    // --- What holds for each block

    @ParameterizedTest
    @MethodSource("blocks")
    void eachBlockIsTriedOrListedWithTheReason(Block block) throws Exception {
        List<String> untried = untried(block);
        boolean listed = excuses().stream().anyMatch(excuse -> excuse.covers(block));
        if (listed) {
            assertThat(untried)
                    .as("%s is tried in full, so take it out of %s", block, LIST)
                    .isNotEmpty();
        } else {
            assertThat(untried)
                    .as("%s: not tried; have this test try it, or list the block in %s", block, LIST)
                    .isEmpty();
        }
    }

    @Test
    void theListNamesBlocksThatAreThereOnly() throws IOException {
        List<Block> blocks = blocks();
        assertThat(excuses())
                .isNotEmpty()
                .allSatisfy(
                        excuse -> assertThat(blocks).filteredOn(excuse::covers).isNotEmpty());
        assertThat(Files.readString(LIST).lines().filter(line -> line.startsWith("| [")))
                .hasSameSizeAs(excuses());
    }

    @Test
    void noFenceIsLeftOut() throws IOException {
        for (Path document : documents()) {
            long fences = Files.readString(document)
                    .lines()
                    .filter(line -> line.strip().startsWith("```"))
                    .count();
            assertThat(blocks().stream()
                                    .filter(block -> block.document().equals(document))
                                    .count()
                            * 2)
                    .as("%s", document)
                    .isEqualTo(fences);
        }
    }

    static Stream<Path> documentsWithCommands() throws IOException {
        return documents().stream();
    }

    @ParameterizedTest
    @MethodSource("documentsWithCommands")
    void theCommandsInASentenceAreOnesThatThereAre(Path document) throws IOException {
        String prose = FENCE.matcher(Files.readString(document)).replaceAll("");
        for (MatchResult span : SPAN.matcher(prose).results().toList()) {
            parse(words(span.group(1).replaceFirst("^(\\./|bin/)live-callbacks ", "")));
        }
    }

    @Test
    void eachTreeInTheDocumentAboutRecipientsHasCases() throws IOException {
        List<String> yaml = blocks().stream()
                .filter(block -> block.name().equals("docs/recipients.md")
                        && block.language().equals("yaml"))
                .map(Block::text)
                .toList();
        assertThat(yaml).hasSizeGreaterThan(8);
        assertThat(IntStream.range(0, yaml.size()))
                .allSatisfy(i -> assertThat(yaml.get(i).startsWith("- {")).isEqualTo(i % 2 == 1));
    }

    // --- By language. Each returns what it did not try.

    private List<String> untried(Block block) throws Exception {
        return switch (block.language()) {
            case "yaml" -> yaml(block);
            case "properties" -> properties(block.text());
            case "json" -> json(block.text());
            case "sh" -> shell(block);
            case "" -> transcript(block);
            // Each of them in ArchiveQueriesTest.
            case "sql" -> block.name().equals("docs/query-the-archive.md") ? List.of() : List.of(block.text());
            case "text", "dockerfile" -> List.of(block.text());
            default -> throw new AssertionError(block + ": no test knows the language " + block.language());
        };
    }

    private List<String> json(String text) throws IOException {
        new ObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(text);
        return List.of();
    }

    private List<String> properties(String text) throws Exception {
        Path home = newFolder();
        Map<String, String> all = new HashMap<>(LEAST);
        java.util.Properties given = new java.util.Properties();
        given.load(new StringReader(text));
        given.stringPropertyNames().forEach(all::remove);
        StringBuilder file = new StringBuilder(PLACEHOLDER.matcher(text).replaceAll("x"));
        all.forEach((key, value) -> file.append('\n').append(key).append('=').append(value));
        Files.writeString(home.resolve("application.properties"), file);
        assertThat(SettingsReader.read(home, Map.of())).isNotNull();
        return List.of();
    }

    private List<String> yaml(Block block) throws IOException {
        Path home = newFolder();
        if (block.text().startsWith("- {")) {
            Block tree = blocks().stream()
                    .filter(other -> other.document().equals(block.document())
                            && other.language().equals("yaml")
                            && other.line() < block.line())
                    .reduce((first, second) -> second)
                    .orElseThrow();
            Path file = Files.writeString(home.resolve("recipients.yaml"), tree.text());
            Path cases = Files.writeString(home.resolve("cases.yaml"), block.text());
            expect(0, run("recipients", "test", "--file", file.toString(), "--tests", cases.toString()));
        } else if (block.text().contains("receivers:")) {
            Path file = Files.writeString(home.resolve("recipients.yaml"), block.text());
            CommandRun show = run("recipients", "show", "--file", file.toString());
            expect(0, show);
            assertThat(show.out()).doesNotContain("warning");
        } else {
            // Another program's: only whether it is YAML is known here.
            assertThat(new YAMLMapper().readTree(block.text()).isContainerNode())
                    .isTrue();
            return List.of(block.text());
        }
        return List.of();
    }

    /** Lines after a dollar are commands, the others what they print; without a dollar nothing is known of it. */
    private List<String> transcript(Block block) throws Exception {
        List<String> untried = new ArrayList<>();
        if (SHOWN.stream().anyMatch(block.text()::startsWith)) {
            return untried;
        }
        for (String part : block.text().split("(?m)^(?=\\$ )", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            if (!part.startsWith("$ ")) {
                untried.add(part);
                continue;
            }
            String command = part.substring(2, part.indexOf('\n'));
            String output = part.substring(part.indexOf('\n') + 1);
            if (command.equals("./live-callbacks run")) {
                ConfigurationException nothing = catchThrowableOfType(
                        ConfigurationException.class, () -> SettingsReader.read(Path.of(""), Map.of()));
                assertThat("The configuration cannot be used:\n"
                                + String.valueOf(nothing.getMessage()).indent(2))
                        .isEqualTo(output);
            } else if (command.startsWith("./live-callbacks recipients ")) {
                CommandRun run = run(words(command.substring(17)).toArray(String[]::new));
                expect(0, run);
                assertThat(run.out()).isEqualTo(output);
            } else {
                untried.addAll(command(command, Map.of()));
                untried.add(output);
            }
        }
        return untried;
    }

    private List<String> shell(Block block) throws Exception {
        assertThat(PLACEHOLDER.matcher(block.text()).results().map(MatchResult::group))
                .as("%s: a shell would read these as files", block)
                .isEmpty();
        assertThat(sh("-n", "-c", block.text())).isEmpty();
        List<String> untried = new ArrayList<>();
        String text = block.text().replaceAll("\\\\\\n\\s*", " ").replaceAll("(?m)(^|\\s)#.*$", "");
        if (text.startsWith("printf ")) {
            String printed = sh("-c", text);
            assertThat(Files.readString(block.document())).contains("`" + printed.split("\\s", -1)[0] + "`");
            return untried;
        }
        for (String line : text.split("\\n|&&", -1)) {
            if (!line.isBlank()) {
                untried.addAll(command(line.strip(), Map.of()));
            }
        }
        return untried;
    }

    // --- Commands

    private List<String> command(String line, Map<String, String> assigned) throws Exception {
        List<String> words = words(line);
        Map<String, String> environment = new HashMap<>(assigned);
        while (!words.isEmpty() && ASSIGNMENT.matcher(words.get(0)).matches()) {
            Matcher assignment = ASSIGNMENT.matcher(words.remove(0));
            assertThat(assignment.matches()).isTrue();
            environment.put(assignment.group(1), assignment.group(2));
        }
        if (words.isEmpty()) {
            return List.of(line);
        }
        int program = IntStream.range(0, words.size())
                .filter(i ->
                        words.get(i).equals("./live-callbacks") || words.get(i).equals("bin/live-callbacks"))
                .findFirst()
                .orElse(-1);
        if (program >= 0) {
            liveCallbacks(words.subList(program + 1, words.size()), environment);
            return program == 0 ? List.of() : List.of(line);
        }
        return switch (words.get(0)) {
            case "./mvnw" -> maven(words);
            case "cp" -> copy(words, line);
            case "echo" -> line.endsWith(" >> application.properties") ? properties(words.get(1)) : List.of(line);
            case "openssl" -> {
                assertThat(sh("-c", line)).matches("[0-9a-f]{32}\\s*");
                yield List.of();
            }
            case "docs/screenshots.sh" -> {
                assertThat(Path.of(words.get(0))).isExecutable();
                yield List.of(line);
            }
            default -> List.of(line);
        };
    }

    private void liveCallbacks(List<String> arguments, Map<String, String> environment) throws Exception {
        parse(arguments);
        switch (arguments.get(0)) {
            case "dev", "check" -> {
                // LauncherIT and DistributionIT start the one, the tests of its own the other.
            }
            case "run" -> {
                Map<String, String> readable = new HashMap<>(environment);
                for (Map.Entry<String, String> variable : environment.entrySet()) {
                    if (variable.getKey().endsWith("_FILE")
                            && !variable.getKey().equals("RECIPIENTS_FILE")) {
                        Path secret = Files.writeString(newFolder().resolve("secret"), "a-secret\n");
                        readable.put(variable.getKey(), secret.toString());
                    }
                }
                // The document about properties shows two of them; the rest is in the file.
                LEAST.forEach((key, value) -> {
                    String name = key.toUpperCase(Locale.ROOT).replace('.', '_');
                    if (!readable.containsKey(name + "_FILE") && environment.size() < 3) {
                        readable.putIfAbsent(name, value);
                    }
                });
                if (readable.containsKey("MAIL_PASSWORD_FILE")) {
                    readable.putIfAbsent("MAIL_USERNAME", "live");
                }
                assertThat(SettingsReader.read(Path.of(""), readable)).isNotNull();
            }
            default ->
                expect(
                        0,
                        run(arguments.stream()
                                .map(argument -> argument.replace(
                                        "http://127.0.0.1:8080", service.uri("").toString()))
                                .toArray(String[]::new)));
        }
    }

    private static List<String> maven(List<String> words) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        for (String word : words) {
            if (word.startsWith("-P")) {
                assertThat(pom).contains("<id>" + word.substring(2) + "</id>");
            } else if (word.startsWith("-Dtest=")) {
                String name = word.substring(7).replaceAll("#.*", "") + ".java";
                try (Stream<Path> tests = Files.walk(Path.of("src/test/java"))) {
                    assertThat(tests.filter(file -> file.endsWith(name))).hasSize(1);
                }
            }
        }
        return List.of();
    }

    /** OwnRouteTest runs the examples. */
    private static List<String> copy(List<String> words, String line) {
        if (words.size() == 3
                && words.get(1).startsWith("examples/")
                && words.get(2).equals("routes/")) {
            assertThat(Path.of(words.get(1))).exists();
            return List.of();
        }
        return List.of(line);
    }

    private static void parse(List<String> arguments) {
        List<String> filled = arguments.stream()
                .map(argument -> PLACEHOLDER.matcher(argument).replaceAll("1"))
                .toList();
        Main.commandLine(new Main.Home(Path.of(""), Path.of("none")), Map.of())
                .parseArgs(filled.toArray(String[]::new));
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(service.environment(), arguments);
    }

    private static void expect(int exit, CommandRun run) {
        assertThat(run.exit()).as("%s", run).isEqualTo(exit);
    }

    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(match -> match.group().replaceAll("['\"]", ""))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String sh(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private Path newFolder() throws IOException {
        return Files.createDirectory(folder.resolve("part-" + ++files));
    }

    // --- What some of them print

    /** What differs from run to run: ids, ages, moments, times and how wide a column is. */
    private static String shape(String output) {
        return output.replaceAll("[0-9a-f]{16}", "ID")
                .replaceAll("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2} UTC", "MOMENT")
                .replaceAll("\\b\\d+ ms\\b", "N ms")
                .replaceAll("\\b\\d+[smhd]\\b", "AGE")
                .replaceAll("http://127.0.0.1:\\d+", "URL")
                .replaceAll(" +", " ");
    }

    private static String readmeBlock(String beginning) throws IOException {
        return blocks().stream()
                .filter(block ->
                        block.name().equals("README.md") && block.text().startsWith(beginning))
                .map(Block::text)
                .findFirst()
                .orElseThrow();
    }

    private static CommandRun simulate(TestService on, String stream, String key) {
        String url = on.uri("").toString();
        return CommandRun.of(
                on.environment(), "simulate", "--event", "recording", "--stream", stream, "--key", key, "--url", url);
    }

    @Test
    void theReadmeShowsWhatSimulateQuarantineAndReplayPrint() throws Exception {
        try (TestService own =
                TestService.start(newFolder(), Clock.systemUTC(), Map.of("CALLBACKS_LIVE_KEYS", "dev"))) {
            assertThat(shape(simulate(own, "match-42", "dev").out())).isEqualTo(shape(readmeBlock("POST http")));

            assertThat(simulate(own, "match-2", "another").exit()).isEqualTo(Main.NO);
            assertThat(simulate(own, "match-3", "another").exit()).isEqualTo(Main.NO);
            Map<String, String> repaired = new HashMap<>(own.environment());
            repaired.put("CALLBACKS_LIVE_KEYS", "dev,another");
            String quarantine = readmeBlock("$ ./live-callbacks quarantine");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat("$ ./live-callbacks quarantine list --cause sign_wrong\n"
                                    + shape(CommandRun.of(repaired, "quarantine", "list", "--cause", "sign_wrong")
                                            .out())
                                    + "$ ./live-callbacks quarantine release --all\n")
                            .isEqualTo(shape(quarantine.replaceAll("Released.*\\n", ""))));
            assertThat(CommandRun.of(repaired, "quarantine", "release", "--all").out())
                    .isEqualTo(quarantine.substring(quarantine.indexOf("Released")));

            await().atMost(Duration.ofSeconds(30)).until(() -> own.keys().size() == 3);
            String replay = readmeBlock("$ ./live-callbacks replay");
            String today = LocalDate.now(ZoneOffset.UTC).toString();
            CommandRun dry = CommandRun.of(
                    own.environment(),
                    "replay",
                    "--dry-run",
                    "--stream",
                    "match-*",
                    "--from",
                    LocalDate.parse(today).minusDays(1).toString(),
                    "--to",
                    today);
            assertThat(replay).startsWith("$ ./live-callbacks replay --dry-run --stream 'match-*' --from 2026-11-22");
            assertThat(shape(dry.out().replaceAll("(?s)Such as.*", "")))
                    .isEqualTo(shape(replay.substring(replay.indexOf('\n') + 1).replaceAll("(?s)Such as.*", "")));
        }
    }

    // --- What a policy of AWS has to allow

    @Test
    void thePolicyForTheBucketAllowsWhatTheServiceAsksForAndNoMore() throws IOException {
        String text = blocks().stream()
                .filter(block -> block.name().equals("docs/stores.md")
                        && block.language().equals("json"))
                .map(Block::text)
                .findFirst()
                .orElseThrow();
        Set<String> allowed = new HashSet<>();
        new ObjectMapper().readTree(text).findValues("Action").forEach(action -> {
            if (action.isArray()) {
                action.forEach(one -> allowed.add(one.textValue()));
            } else {
                allowed.add(action.textValue());
            }
        });
        // The rights for each kind of request that is in the code; a HEAD is a get.
        Map<String, String> rights = Map.of(
                "getObject", "s3:GetObject",
                "headObject", "s3:GetObject",
                "putObject", "s3:PutObject",
                "listObjects", "s3:ListBucket",
                "headBucket", "s3:ListBucket",
                "deleteObject", "s3:DeleteObject");
        Set<String> asked = new HashSet<>(Set.of("s3:PutObject"));
        for (Path sources :
                List.of(Path.of("src/main/java/livecallbacks/archive"), Path.of("src/main/java/livecallbacks/cli"))) {
            try (Stream<Path> all = Files.walk(sources)) {
                for (Path file : all.filter(path -> path.toString().endsWith(".java")
                                && !path.getFileName().toString().startsWith("Dev"))
                        .toList()) {
                    Pattern.compile("s3\\.([a-z]+(?:Objects?|Bucket))")
                            .matcher(Files.readString(file))
                            .results()
                            .forEach(call ->
                                    asked.add(rights.getOrDefault(call.group(1), "the right for " + call.group(1))));
                }
            }
        }
        assertThat(allowed).isEqualTo(asked);
    }
}
