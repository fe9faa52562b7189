package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells a newcomer to do, with the launcher itself. */
class LauncherIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path data;

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    @Test
    void devPrintsALineThatPostsASampleWhichArrivesInTheBucketAndInTheMailbox() throws Exception {
        Map<String, String> environment =
                Map.of("HTTP_PORT", freePort(), "MANAGEMENT_PORT", freePort(), "DATA_DIR", data.toString());
        try (RunningProcess dev = RunningProcess.start(environment, "./live-callbacks", "dev")) {
            dev.awaitOutput("Post a signed sample");
            dev.awaitOutput("./live-callbacks simulate");
            Matcher line =
                    Pattern.compile("(?m)^ +(\\./live-callbacks simulate .*)$").matcher(dev.output());
            assertThat(line.find()).isTrue();

            try (RunningProcess simulate = RunningProcess.start(Map.of(), "sh", "-c", line.group(1))) {
                assertThat(simulate.exitCode()).as(simulate.output()).isZero();
                assertThat(simulate.output()).contains("200 {\"code\":0}");
            }

            await().atMost(PATIENCE)
                    .until(() -> files(data.resolve("mail"), ".eml").size() == 1);
            List<Path> objects = files(data.resolve("s3/live-callbacks/callbacks"), ".json");
            assertThat(objects).hasSize(1);
            assertThat(objects.get(0).toString()).contains("/event_type=100/").contains("/stream_id=match-42/");
            assertThat(Files.readString(objects.get(0))).contains("\"stream_id\":\"match-42\"");
            assertThat(Files.readString(files(data.resolve("mail"), ".eml").get(0)))
                    .contains("Subject: Recording ready: match-42");
            await().atMost(PATIENCE)
                    .until(() -> Files.isDirectory(data.resolve("s3/live-callbacks/receipts"))
                            && files(data.resolve("s3/live-callbacks/receipts"), ".json")
                                            .size()
                                    == 1);
            assertThat(dev.terminate()).isEqualTo(143);
        }
    }

    @Test
    void whatItStartsComesFromTheArchiveOfClassesThatItHasMade() throws Exception {
        Path log = data.resolve("loaded.log");
        Map<String, String> environment = Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + log);
        try (RunningProcess help = RunningProcess.start(environment, "./live-callbacks", "replay", "--help")) {
            assertThat(help.exitCode()).as(help.output()).isZero();
        }
        assertThat(Files.readString(log)).contains("livecallbacks.operate.Replay source: shared objects file (top)");
    }

    @Test
    void runWithoutConfigurationSaysWhatIsMissingOneLineEach() throws Exception {
        try (RunningProcess run =
                RunningProcess.start(Map.of("DATA_DIR", data.toString()), "./live-callbacks", "run")) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.output())
                    .contains("callbacks.live.keys: is missing")
                    .contains("archive.bucket: is missing")
                    .contains("archive.region: is missing")
                    .contains("mail.host: is missing")
                    .contains("mail.from: is missing")
                    .doesNotContain("Exception");
        }
    }
}
