package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console's list of a day with a million callbacks, over HTTP on both sides. */
@Timeout(180)
class ConsoleLargeDayTest {

    private static final Duration OPEN_WITHIN = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern KEY = Pattern.compile("href=\"/console/callback\\?key=([^\"]+)\"");
    private static final Pattern OLDER = Pattern.compile("id=\"older\" href=\"([^\"]+)\"");

    @TempDir
    private Path folder;

    private static String open(TestService service, String path) {
        long since = System.nanoTime();
        HttpResponse<String> page = TestService.send(HttpRequest.newBuilder(service.managementUri(path)));
        assertThat(page.statusCode()).as(path).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).as(path).isLessThan(OPEN_WITHIN);
        return page.body();
    }

    private static List<String> keys(String page) {
        return KEY.matcher(page)
                .results()
                .map(link -> URLDecoder.decode(link.group(1), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void aDayWithAMillionCallbacksOpensInTwoSecondsAndShowsWhatComesMeanwhile() throws Exception {
        LocalDate today = LocalDate.ofInstant(Clock.systemUTC().instant(), ZoneOffset.UTC);
        try (LargeDay store = new LargeDay(today);
                TestService service = TestService.start(
                        folder,
                        Clock.systemUTC(),
                        Map.of("ARCHIVE_ENDPOINT", store.endpoint().toString()))) {
            // The first page of all loads what all pages need.
            TestService.send(HttpRequest.newBuilder(service.managementUri("/console/now")));

            // What it shows at once, for whoever opens the page first.
            String path = "/console/callbacks?day=" + today;
            assertThat(open(service, path)).contains("keys looked at so far");

            // What is archived while the day is being listed is there at once, under each filter that wants it.
            long now = Clock.systemUTC().instant().getEpochSecond();
            String body = "{\"event_type\":100,\"stream_id\":\"just-now\",\"end_time\":" + now + "}";
            assertThat(service.post(Signer.signed(body, TestService.KEY, now + 600))
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> open(service, "/console/callbacks?stream=just-*&event=recording")
                            .contains("just-now"));
            assertThat(open(service, "/console/callbacks?stream=other-*")).doesNotContain("just-now");
            assertThat(open(service, "/console/callbacks?event=stream-ended")).doesNotContain("just-now");
            assertThat(open(service, "/console/callbacks?day=" + today.minusDays(1)))
                    .doesNotContain("just-now");

            // At the end the newest of all of them, each page in time; of a tenth of the streams, to have it sooner.
            String tenth = path + "&stream=s00*";
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(open(service, tenth)).contains("All 100000 keys"));
            int lists = store.lists();
            String first = open(service, tenth);
            assertThat(store.lists()).as("not listed anew for each look").isEqualTo(lists);
            List<String> expected = store.newest(100, "/stream_id=s00");
            List<String> shown = keys(first);
            assertThat(shown).hasSize(50).isEqualTo(expected.subList(0, shown.size()));

            String older = OLDER.matcher(first)
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1)
                    .replace("&amp;", "&");
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(keys(open(service, older)))
                            .isEqualTo(expected.subList(
                                    shown.size(), shown.size() + keys(first).size())));
        }
    }
}
