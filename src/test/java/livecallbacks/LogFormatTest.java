package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Nothing that is logged makes a second line, or a field of its own; tried in processes with the shipped setup. */
@Timeout(60)
class LogFormatTest {

    private static final String NASTY = "a\r\nb\n\u001b[31m\u2028\u202e\u0000\u0085{\"level\":\"x\"}\",\"f\":\"";

    @TempDir
    private Path folder;

    /** What the processes run: logs something nasty, and an exception with something nasty in it. */
    static final class Nasty {
        private Nasty() {}

        /** Logs two events. */
        public static void main(String[] arguments) {
            LoggerFactory.getLogger("livecallbacks.Nasty").warn("said {}", NASTY);
            LoggerFactory.getLogger("livecallbacks.Nasty")
                    .error("failed", new IllegalStateException(NASTY, new IllegalArgumentException(NASTY)));
        }
    }

    private List<String> lines(String format) throws Exception {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlog.format=" + format,
                        "-Dstdout.encoding=UTF-8",
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Nasty.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        return List.of(Files.readString(out).split("\n"));
    }

    @Test
    void inJsonEachEventIsOneObjectWithTheFieldsItShouldHave() throws Exception {
        List<String> lines = lines("json");
        assertThat(lines).hasSize(2);
        JsonNode said = new ObjectMapper().readTree(lines.get(0));
        assertThat(said.fieldNames()).toIterable().containsExactly("time", "level", "logger", "message", "thread");
        assertThat(said.get("message").asText()).isEqualTo("said " + NASTY);
        assertThat(said.get("level").asText()).isEqualTo("WARN");
        assertThat(said.get("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        JsonNode failed = new ObjectMapper().readTree(lines.get(1)).get("exception");
        assertThat(failed.get("type").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failed.get("message").asText()).isEqualTo(NASTY);
        assertThat(failed.get("stack").asText()).contains("Caused by: java.lang.IllegalArgumentException");
    }

    @Test
    void inTextEachEventIsOneLineWithoutControlCharacters() throws Exception {
        List<String> lines = lines("text");
        assertThat(lines).hasSize(2);
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.chars())
                        .noneMatch(c -> (Character.isISOControl(c) && c != '\t') || c == '\u2028' || c == '\u202e'));
        assertThat(lines.get(0)).contains("l.Nasty").contains("said a\\r\\nb\\n?[31m");
        assertThat(lines.get(1)).contains("IllegalStateException").contains("Caused by: java.lang.Illegal");
    }
}
