package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tar.gz on a machine that has nothing but a Java runtime, configured by nothing but the environment. */
class DistributionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    /** What a JRE has and no more: no compiler, no tools. */
    private static final String MODULES_OF_A_JRE =
            "java.se,jdk.crypto.ec,jdk.management,jdk.naming.dns,jdk.unsupported";

    private static final Path JRE = Path.of("target/jre-" + Runtime.version()).toAbsolutePath();

    /** The programs that the launcher itself uses. */
    private static final List<String> PROGRAMS = List.of("sh", "dirname", "readlink", "sed", "cat", "wc", "mv", "rm");

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeAJavaRuntime() {
        if (Files.notExists(JRE.resolve("release"))) {
            int code = ToolProvider.findFirst("jlink")
                    .orElseThrow()
                    .run(
                            System.out,
                            System.err,
                            "--add-modules",
                            MODULES_OF_A_JRE,
                            "--strip-debug",
                            "--output",
                            JRE.toString());
            assertThat(code).isZero();
        }
        assertThat(JRE.resolve("bin/javac")).doesNotExist();
    }

    /** A PATH with the few programs that the launcher uses. */
    @Test
    void theAlertsAndTheDashboardAreInIt() {
        assertThat(Distribution.home().resolve("monitoring"))
                .isDirectoryContaining("glob:**/alerts.yaml")
                .isDirectoryContaining("glob:**/alerts.test.yaml")
                .isDirectoryContaining("glob:**/grafana-dashboard.json");
    }

    private Path path() throws IOException {
        Path path = folder.resolve("programs");
        for (String program : PROGRAMS) {
            Path real = Stream.of("/usr/bin", "/bin")
                    .map(bin -> Path.of(bin, program))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            makeScript(path.resolve(program), "exec " + real + " \"$@\"");
        }
        return path;
    }

    private static void makeScript(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void withAJavaRuntimeAndTheEnvironmentAloneACallbackIsArchivedAndMailed() throws Exception {
        Path home = Distribution.unpackInto(folder.resolve("some where"));
        makeScript(path().resolve("java"), "exec '" + JRE + "/bin/java' \"$@\"");
        Path link = Files.createSymbolicLink(folder.resolve("called"), home.resolve("bin/live-callbacks"));
        Path elsewhere = Files.createDirectories(folder.resolve("else where"));
        Path key = Files.writeString(folder.resolve("callback key"), TestService.KEY + "\n");

        try (TestService outside = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            outside.stopService();
            Map<String, String> environment = new HashMap<>(outside.environment());
            environment.put("PATH", path().toString());
            environment.put("HTTP_PORT", Integer.toString(TestService.freePort()));
            environment.remove("DATA_DIR");
            environment.remove("CALLBACKS_LIVE_KEYS");
            environment.put("CALLBACKS_LIVE_KEYS_FILE", key.toString());
            URI uri = URI.create("http://127.0.0.1:" + environment.get("HTTP_PORT") + "/callbacks/live");

            try (RunningProcess run = RunningProcess.startWithOnly(environment, elsewhere, link.toString(), "run")) {
                run.awaitReady(uri);
                String body = TestService.recording("packed");
                assertThat(TestService.send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)))
                                .statusCode())
                        .isEqualTo(200);
                await().atMost(PATIENCE)
                        .until(() ->
                                outside.mailbox().received("team@example.com").size() == 1);
                assertThat(outside.keys()).singleElement().asString().contains("/stream_id=packed/");
                assertThat(run.terminate()).isEqualTo(143);
                assertThat(run.output()).contains("Callbacks are taken at").contains("Stopped");
            }
        }
        assertThat(home.resolve("data/broker")).isDirectory();
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void checkOfItsOwnFilesFindsOnlyWhatIsNotSetYet() throws Exception {
        Map<String, String> environment =
                Map.of("PATH", path().toString(), "JAVA_HOME", JRE.toString(), "ARCHIVE_REGION", "eu-central-1");
        String launcher = Distribution.launcher().toString();
        try (RunningProcess check = RunningProcess.startWithOnly(environment, folder, launcher, "check")) {
            assertThat(check.exitCode()).as(check.output()).isEqualTo(1);
            assertThat(check.output())
                    .containsPattern("FAULT +application.properties:[0-9]+ +archive.bucket: is missing")
                    .contains("recipients  good", "templates  good", "routes  good", "4 faults.");
        }
    }

    @Test
    void devRunsFromItAndPrintsALineThatWorks() throws Exception {
        Path data = folder.resolve("data");
        Map<String, String> environment = Map.of(
                "PATH", path().toString(),
                "JAVA_HOME", JRE.toString(),
                "HTTP_PORT", Integer.toString(TestService.freePort()),
                "MANAGEMENT_PORT", Integer.toString(TestService.freePort()),
                "DATA_DIR", data.toString());
        String launcher = Distribution.launcher().toString();
        try (RunningProcess dev = RunningProcess.startWithOnly(environment, folder, launcher, "dev")) {
            dev.awaitOutput(" simulate --event");
            Matcher line =
                    Pattern.compile("(?m)^ +('.*live-callbacks' simulate .*)$").matcher(dev.output());
            assertThat(line.find()).as(dev.output()).isTrue();
            try (RunningProcess simulate =
                    RunningProcess.startWithOnly(environment, folder, "/bin/sh", "-c", line.group(1))) {
                assertThat(simulate.exitCode()).as(simulate.output()).isZero();
                assertThat(simulate.output()).contains("200 {\"code\":0}");
            }
            assertThat(dev.terminate()).isEqualTo(143);
        }
    }

    /** What a start says that needs nothing but the program, and whether its classes came from the archive. */
    private Loaded load(Path home, String javaOptions) throws Exception {
        Path log = Files.createTempFile(folder, "loaded", ".log");
        Map<String, String> environment = Map.of(
                "PATH", path().toString(),
                "JAVA_HOME", System.getProperty("java.home"),
                "JAVA_OPTS", javaOptions + " -Xlog:class+load:file=" + log);
        String launcher = home.resolve("bin/live-callbacks").toString();
        try (RunningProcess help = RunningProcess.startWithOnly(environment, folder, launcher, "replay", "--help")) {
            assertThat(help.exitCode()).as(help.output()).isZero();
            boolean shared =
                    Files.readString(log).contains("livecallbacks.operate.Replay source: shared objects file (top)");
            return new Loaded(help.output(), shared);
        }
    }

    private record Loaded(String output, boolean fromArchive) {}

    @Test
    void whatPrepareMakesIsUsedAndLeftAsideWithoutAWordWhereItDoesNotFit() throws Exception {
        Path home = Distribution.unpackInto(folder.resolve("prepared"));
        Path archive = home.resolve("lib/classes.jsa");
        Loaded before = load(home, "");
        assertThat(before.fromArchive()).isFalse();

        Map<String, String> environment =
                Map.of("PATH", path().toString(), "JAVA_HOME", System.getProperty("java.home"));
        String launcher = home.resolve("bin/live-callbacks").toString();
        try (RunningProcess prepare = RunningProcess.startWithOnly(environment, folder, launcher, "prepare")) {
            assertThat(prepare.exitCode()).as(prepare.output()).isZero();
            assertThat(prepare.output()).isEqualTo(archive + " is made, and is used from the next start on.");
        }
        assertThat(home.resolve("data")).doesNotExist();
        assertThat(names(home.resolve("lib")))
                .contains("classes.jsa", "classes.jsa.bytes")
                .doesNotContain("classes.jsa.new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                .matches("r.-r--r--");

        Loaded with = new Loaded(before.output(), true);
        Loaded without = new Loaded(before.output(), false);
        assertThat(load(home, "")).isEqualTo(with);
        assertThat(load(home, "-XX:+UseParallelGC -Xmx512m")).isEqualTo(with);
        assertThat(load(home, "-XX:-UseCompressedOops")).isEqualTo(without);

        byte[] whole = Files.readAllBytes(archive);
        Files.delete(archive);
        assertThat(load(home, "")).isEqualTo(without);
        Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
        assertThat(load(home, "")).as("cut off").isEqualTo(without);
        Files.write(archive, new byte[whole.length]);
        assertThat(load(home, "")).as("not an archive").isEqualTo(without);
        Files.write(archive, whole);
        assertThat(load(home, "")).isEqualTo(with);

        Path library = Files.copy(home.resolve("dev/greenmail.jar"), home.resolve("lib/a-library-of-the-team.jar"));
        assertThat(load(home, "")).as("a new library").isEqualTo(without);
        Files.delete(library);
        Path program = program(home);
        Files.setLastModifiedTime(program, FileTime.fromMillis(0));
        assertThat(load(home, "")).as("another program").isEqualTo(without);
    }

    private static Path program(Path home) throws IOException {
        String name = names(home.resolve("lib")).stream()
                .filter(file -> file.startsWith("live-callbacks-"))
                .findFirst()
                .orElseThrow();
        return home.resolve("lib").resolve(name);
    }

    @Test
    void whereNoArchiveCanBeMadePrepareSaysWhyAndAllGoesOnWithout() throws Exception {
        Path home = Distribution.unpackInto(folder.resolve("unprepared"));
        // A runtime without an archive of its own classes, to which another one could be added.
        Map<String, String> environment = Map.of("PATH", path().toString(), "JAVA_HOME", JRE.toString());
        String launcher = home.resolve("bin/live-callbacks").toString();
        try (RunningProcess prepare = RunningProcess.startWithOnly(environment, folder, launcher, "prepare")) {
            assertThat(prepare.exitCode()).isEqualTo(2);
            assertThat(prepare.output()).contains("no archive was made, and all goes on without; it says:");
        }
        assertThat(names(home.resolve("lib"))).allMatch(name -> name.endsWith(".jar"));
        assertThat(load(home, "").fromArchive()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            echo 'java version "1.8.0_401"' >&2 | is too old: 17 or newer is needed
            echo 'openjdk version "16.0.2"' >&2 | is too old: 17 or newer is needed
            echo 'no such library' >&2; exit 127 | does not start; it says:
            """)
    void itSaysWhatIsWrongWithAJava(String java, String said) throws Exception {
        makeScript(folder.resolve("jre/bin/java"), java);
        assertRefused(Map.of("JAVA_HOME", folder.resolve("jre").toString()), said);
    }

    @Test
    void itSaysThatThereIsNoJava() throws Exception {
        assertRefused(Map.of(), "no java found; install a Java runtime (JRE), 17 or newer, or point JAVA_HOME to one");
        assertRefused(Map.of("JAVA_HOME", "/no/where"), "JAVA_HOME is /no/where, but there is no program");
    }

    private void assertRefused(Map<String, String> environment, String said) throws Exception {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("PATH", path().toString());
        try (RunningProcess run = RunningProcess.startWithOnly(
                variables, folder, Distribution.launcher().toString(), "run")) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.output()).contains(said);
        }
    }

    @Test
    void aNewerJavaIsTaken() throws Exception {
        // Whatever it is asked to run, this one says its options and its version.
        makeScript(
                folder.resolve("jre/bin/java"),
                "echo 'openjdk version \"26-ea\" 2027-03-16' >&2; for a; do echo \"[$a]\"; done");
        Map<String, String> environment = Map.of(
                "PATH",
                path().toString(),
                "JAVA_HOME",
                folder.resolve("jre").toString(),
                "JAVA_OPTS",
                "-Xmx512m -Da=b");
        try (RunningProcess run = RunningProcess.startWithOnly(
                environment, folder, Distribution.launcher().toString(), "replay", "--stream", "a b*")) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.output())
                    .contains("[-Xmx232m]\n[-XX:TieredStopAtLevel=1]\n")
                    .contains("[-XX:+ExitOnOutOfMemoryError]\n[-Xmx512m]\n[-Da=b]\n")
                    .contains("[-Dlive-callbacks.home=" + Distribution.home() + "]")
                    .endsWith("[livecallbacks.cli.Main]\n[replay]\n[--stream]\n[a b*]");
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void itHoldsWhatOneNeedsAndNothingOfTheTests() throws Exception {
        Path home = Distribution.home();
        assertThat(names(home))
                .contains(
                        "LICENSE",
                        "NOTICE",
                        "README.ko.md",
                        "README.md",
                        "README.zh.md",
                        "SECURITY.md",
                        "application.properties",
                        "bin",
                        "broker",
                        "dev",
                        "docs",
                        "examples",
                        "lib",
                        "packaging",
                        "recipients.tests.yaml",
                        "recipients.yaml",
                        "routes",
                        "templates")
                .doesNotContain("data", "src", "target", "pom.xml");
        assertThat(names(home.resolve("dev"))).containsExactly("greenmail.jar", "s3proxy.jar");
        assertThat(names(home.resolve("lib")))
                .allMatch(name -> name.endsWith(".jar"))
                .noneMatch(name -> name.matches(
                        "(junit|assertj|awaitility|archunit|greenmail|s3proxy|json-schema-validator|camel-catalog).*"))
                .filteredOn(name -> name.startsWith("live-callbacks-"))
                .hasSize(1);
        assertThat(Files.readString(home.resolve("application.properties")))
                .isEqualTo(Files.readString(Path.of("application.properties")));
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as("%s", file)
                            .isEqualTo(
                                    Files.isDirectory(file) || file.equals(Distribution.launcher())
                                            ? "rwxr-xr-x"
                                            : "rw-r--r--"));
        }
    }
}
