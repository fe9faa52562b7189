package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The queries of docs/query-the-archive.md, as they stand there, over what the service has stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchiveQueriesTest {

    private static final Path DOCUMENT = Path.of("docs/query-the-archive.md");
    private static final String NAUGHTY = "3891_@v_tls#3pf/nm='x'";

    /** 2026-11-22, ten o'clock UTC. */
    private static final long MORNING = 1_795_341_600L;

    private static final long DAY = 86_400;

    private List<String> queries = List.of();

    @BeforeAll
    void archive(@TempDir Path folder) throws Exception {
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            post(service, recording("match-42", MORNING, 3600, "1000000000000"));
            post(service, recording("match-42", MORNING + 60, 1800, "18446744073709551615"));
            post(service, recording("match-42", MORNING + DAY, 900, "5"));
            post(service, recording(NAUGHTY, MORNING, 90, "7"));
            post(service, recording("", MORNING, 36, "1"));
            post(service, ended("match-42", MORNING + 1, 1));
            post(service, ended("vip-1", MORNING + 2, 12));
            await().atMost(Duration.ofSeconds(30)).until(() -> service.keys().size() == 7);
        }
        queries = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(block -> block.group(1)
                        .replace(
                                "s3://my-callbacks",
                                folder.resolve("s3").resolve(TestService.BUCKET).toString()))
                .toList();
        assertThat(queries).hasSize(4);
    }

    private static void post(TestService service, String json) {
        String signed =
                Signer.signed(json, TestService.KEY, Clock.systemUTC().instant().getEpochSecond() + 600);
        assertThat(service.post(signed).statusCode()).isEqualTo(200);
    }

    private static String recording(String stream, long start, int seconds, String bytes) {
        return "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"start_time\":" + start + ",\"end_time\":"
                + (start + seconds) + ",\"duration\":" + seconds + ",\"file_size\":" + bytes
                + ",\"file_format\":\"mp4\",\"task_id\":\"99999999999999999999999\",\"video_url\":\"http://v.example/"
                + start + ".mp4\"}";
    }

    private static String ended(String stream, long time, int errcode) {
        return "{\"event_type\":0,\"stream_id\":\"" + stream + "\",\"event_time\":" + time + ",\"errcode\":" + errcode
                + ",\"errmsg\":\"why " + errcode + "\"}";
    }

    private List<List<String>> rows(int query) throws SQLException {
        // One session as the reader has it; its time zone decides how a moment is shown.
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            List<List<String>> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(queries.get(query))) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int column = 1; column <= columns; column++) {
                        row.add(String.valueOf(result.getString(column)));
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    @Test
    void recordingsHoursAndBytesOfEachStreamAndDay() throws SQLException {
        assertThat(rows(0))
                .containsExactly(
                        List.of("2026-11-22", NAUGHTY, "1", "0.03", "7"),
                        List.of("2026-11-22", "__HIVE_DEFAULT_PARTITION__", "1", "0.01", "1"),
                        List.of("2026-11-22", "match-42", "2", "1.5", "18446745073709551615"),
                        List.of("2026-11-23", "match-42", "1", "0.25", "5"));
    }

    @Test
    void theFilesOfOneStreamOnOneDay() throws SQLException {
        assertThat(rows(1))
                .hasSize(2)
                .first()
                .satisfies(row -> assertThat(row)
                        .contains("mp4", "3600", "1000000000000", "http://v.example/" + MORNING + ".mp4")
                        .first()
                        .asString()
                        .startsWith("2026-11-22T10:00Z"));
    }

    @Test
    void streamsThatEndedForAnotherReason() throws SQLException {
        assertThat(rows(2)).hasSize(1).first().satisfies(row -> assertThat(row).contains("vip-1", "12", "why 12"));
    }

    @Test
    void callbacksOfEachTypeAndDay() throws SQLException {
        assertThat(rows(3))
                .containsExactly(
                        List.of("2026-11-22", "0", "2"),
                        List.of("2026-11-22", "100", "4"),
                        List.of("2026-11-23", "100", "1"));
    }
}
