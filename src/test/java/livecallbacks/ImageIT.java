package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container image, from its tar file. The build makes one without a base for this test, which puts this machine's
 * own system below it; with {@code -Dimage.tar=<file>} another one is tried, on the base that it has.
 */
class ImageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final String HOME = "opt/live-callbacks";

    private static final Path TAR = Path.of(System.getProperty("image.tar", "target/image/without-base.tar"));

    /** What the container's user is, as configured. */
    private static final String USER = "65532:65532";

    /**
     * The root file system, read-only but for /data and /tmp, and in it the entry point as the container's user; or as
     * this user, in a namespace of its own, where there is no other one to be had.
     */
    private static final String START = """
            set -eu
            root=$1 java=$2 user=$3
            shift 3
            mount --bind "$root" "$root"
            if [ ! -e "$root/bin/sh" ]; then
              for folder in usr etc bin lib lib64; do
                if [ -L "/$folder" ]; then
                  ln -s "$(readlink "/$folder")" "$root/$folder"
                elif [ -d "/$folder" ]; then
                  mkdir "$root/$folder"
                  mount --rbind "/$folder" "$root/$folder"
                fi
              done
              mkdir -p "$root/opt/java"
              mount --bind "$java" "$root/opt/java"
            fi
            mkdir -p "$root/proc" "$root/dev" "$root/tmp"
            mount -t proc proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount -t tmpfs -o mode=1777 tmp "$root/tmp"
            mount --bind "$root/data" "$root/data"
            mount -o remount,bind,ro "$root"
            if [ -n "$user" ]; then
              exec chroot --userspec="$user" "$root" "$@"
            fi
            exec chroot "$root" "$@"
            """;

    private static JsonNode config;

    @TempDir
    private static Path folder;

    private static Path root;

    /** Unpacks the layers one over the other, as a container engine does; Jib's own have no deletions. */
    @BeforeAll
    static void unpack() throws IOException {
        Path image = Files.createDirectories(folder.resolve("image"));
        root = Files.createDirectories(folder.resolve("root"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Distribution.untar(TAR, image);
        ObjectMapper json = new ObjectMapper();
        JsonNode manifest =
                json.readTree(image.resolve("manifest.json").toFile()).get(0);
        config = json.readTree(image.resolve(manifest.get("Config").textValue()).toFile());
        for (JsonNode layer : manifest.get("Layers")) {
            Distribution.untar(image.resolve(layer.textValue()), root);
        }
    }

    private static Map<String, String> filesOf(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), DigestUtils.sha256Hex(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    @Test
    void itRunsTheLauncherAsNobodyWithDataOnAVolume() {
        JsonNode container = config.get("config");
        assertThat(container.get("User").textValue()).isEqualTo(USER);
        assertThat(container.get("Entrypoint"))
                .extracting(JsonNode::textValue)
                .containsExactly("/" + HOME + "/bin/live-callbacks");
        assertThat(container.get("Cmd")).extracting(JsonNode::textValue).containsExactly("run");
        assertThat(container.get("WorkingDir").textValue()).isEqualTo("/" + HOME);
        assertThat(container.get("Volumes").fieldNames()).toIterable().containsExactly("/data");
        assertThat(container.get("ExposedPorts").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("8080/tcp", "8081/tcp");
        assertThat(container.get("Env")).extracting(JsonNode::textValue).contains("DATA_DIR=/data");
        assertThat(container
                        .get("Labels")
                        .get("org.opencontainers.image.licenses")
                        .textValue())
                .isEqualTo("Apache-2.0");
    }

    @Test
    void itsLayersHoldTheDistributionWithoutTheLocalServersAndNothingElse() throws IOException {
        Map<String, String> distribution = filesOf(Distribution.home());
        distribution
                .keySet()
                .removeIf(name -> name.matches("(broker|dev|docs|monitoring|packaging)/.*|(README.*|SECURITY)\\.md"));
        assertThat(filesOf(root.resolve(HOME))).isEqualTo(distribution);
        assertThat(root.resolve("app")).doesNotExist();
        assertThat(root.resolve("data")).isEmptyDirectory();
        assertThat(Files.getPosixFilePermissions(root.resolve("data")))
                .isEqualTo(PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Stream<Path> files = Files.walk(root.resolve(HOME))) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as("%s", file)
                            .matches(
                                    Files.isDirectory(file) || file.endsWith("bin/live-callbacks")
                                            ? "rwxr-xr-x"
                                            : "rw-r--r--"));
        }
    }

    /** The words before a command that give it a root of its own; empty where this machine does not let us. */
    private static List<String> namespace() throws IOException, InterruptedException {
        List<List<String>> ways = List.of(
                List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"),
                List.of("unshare", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child"));
        for (List<String> way : ways) {
            List<String> command = new ArrayList<>(way);
            command.addAll(List.of("sh", "-c", "mount -t tmpfs none /tmp"));
            try (RunningProcess attempt = RunningProcess.start(Map.of(), command.toArray(String[]::new))) {
                if (attempt.exitCode() == 0) {
                    return way;
                }
            } catch (IOException e) {
                // No such program: no Linux.
                return List.of();
            }
        }
        return List.of();
    }

    @Test
    void itStartsFromItsRootFileSystemReadOnlyAndACallbackIsArchivedAndMailed() throws Exception {
        List<String> namespace = namespace();
        assumeTrue(!namespace.isEmpty(), "this machine lets nobody make a mount namespace (unshare)");
        try (TestService outside = TestService.start(folder.resolve("outside"), Clock.systemUTC(), Map.of())) {
            outside.stopService();
            Map<String, String> environment = new HashMap<>(outside.environment());
            environment.put("HTTP_PORT", Integer.toString(TestService.freePort()));
            environment.put("PATH", "/usr/bin:/bin");
            environment.put("JAVA_HOME", "/opt/java");
            environment.remove("DATA_DIR");
            for (JsonNode variable : config.get("config").get("Env")) {
                String[] nameAndValue = variable.textValue().split("=", 2);
                environment.put(nameAndValue[0], nameAndValue[1]);
            }

            List<String> command = new ArrayList<>(namespace);
            command.addAll(List.of(
                    "sh",
                    "-c",
                    START,
                    "start",
                    root.toString(),
                    System.getProperty("java.home"),
                    namespace.contains("--map-root-user") ? "" : USER));
            config.get("config").get("Entrypoint").forEach(word -> command.add(word.textValue()));
            config.get("config").get("Cmd").forEach(word -> command.add(word.textValue()));

            // The programs that make the container are this machine's.
            environment.merge("PATH", System.getenv("PATH"), (inside, ours) -> inside + ":" + ours);
            try (RunningProcess container =
                    RunningProcess.startWithOnly(environment, root, command.toArray(String[]::new))) {
                URI uri = URI.create("http://127.0.0.1:" + environment.get("HTTP_PORT") + "/callbacks/live");
                container.awaitReady(uri);
                // The first callback can come in the moment before all routes are said to run.
                URI live = outside.managementUri("/observe/health/live");
                container.awaitReady(live);
                assertThat(TestService.send(HttpRequest.newBuilder(live)).statusCode())
                        .isEqualTo(200);

                String body = TestService.recording("contained");
                assertThat(TestService.send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)))
                                .statusCode())
                        .isEqualTo(200);
                await().atMost(PATIENCE)
                        .until(() ->
                                outside.mailbox().received("team@example.com").size() == 1);
                assertThat(outside.keys()).singleElement().asString().contains("/stream_id=contained/");
                assertThat(root.resolve("data/broker")).isDirectory();

                // As the container engine does: to process 1 of the container.
                ProcessHandle inside = ProcessHandle.of(container.pid())
                        .orElseThrow()
                        .children()
                        .findFirst()
                        .orElseThrow();
                assertThat(inside.destroy()).isTrue();
                assertThat(container.exitCode()).isEqualTo(143);
                assertThat(container.output()).contains("Stopped").doesNotContain("Read-only file system");
            }
        }
    }
}
