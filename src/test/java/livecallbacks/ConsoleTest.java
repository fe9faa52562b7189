package livecallbacks;

import static livecallbacks.ConsoleBrowser.encoded;
import static livecallbacks.ConsoleBrowser.get;
import static livecallbacks.ConsoleBrowser.origin;
import static livecallbacks.ConsoleBrowser.post;
import static livecallbacks.ConsoleBrowser.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console of a running service, over HTTP, with real queues and a real bucket. */
class ConsoleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What of a stream's id would run, or leave its place, were it written as it is. */
    private static final String NAUGHTY =
            "<script>alert(1)</script>'\"><img src=x onerror=alert(2)>${7*7}\u202e&amp;{0}javascript:alert(3)";

    private static final Pattern MAILED = Pattern.compile("(Mailed [0-9: -]+UTC to )");
    private static final Pattern LINK = Pattern.compile("href=\"(/console/callback\\?key=[^\"]+)\"");
    private static final Pattern ID = Pattern.compile("name=\"id\" value=\"([0-9a-f]+)\"");

    @TempDir
    private Path folder;

    private TestService start(Map<String, String> overrides) throws Exception {
        return TestService.start(folder, Clock.systemUTC(), overrides);
    }

    private static List<String> found(Pattern pattern, String page) {
        return pattern.matcher(page)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static String recording(String stream, String key) {
        String name = stream.replace("\\", "\\\\").replace("\"", "\\\"");
        long now = Clock.systemUTC().instant().getEpochSecond();
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + name + "\",\"end_time\":" + now
                        + ",\"stream_param\":\"txSecret=5ecret\"}",
                key,
                now + 600);
    }

    @Test
    void aCallbackIsSeenAndFollowedAndItsMailSentAgain() throws Exception {
        try (TestService service = start(Map.of())) {
            assertThat(get(service, "/console/now").body()).contains("None since the start");
            assertThat(service.post(recording("match-7", TestService.KEY)).statusCode())
                    .isEqualTo(200);
            assertThat(get(service, "/console/now").body())
                    .contains("<td>live</td><td>recording</td><td>stored</td><td class=\"number\">1</td>")
                    .contains("1 acknowledged in the last minute");
            await().atMost(PATIENCE)
                    .until(() -> get(service, "/console/callbacks").body().contains("match-7"));
            // It is there before the day has been listed anew.
            await().atMost(PATIENCE)
                    .until(() -> get(service, "/console/callbacks").body().contains("All 1 keys"));
            String list = get(service, "/console/callbacks").body();
            String link = found(LINK, list).get(0).replace("&amp;", "&");
            HttpResponse<String> one = get(service, link);
            assertThat(one.statusCode()).isEqualTo(200);
            assertThat(one.body())
                    .contains("match-7", "key-id", "recording (100)")
                    .doesNotContain("5ecret");

            await().atMost(PATIENCE).until(() -> service.mailbox().server().getReceivedMessages().length == 1);
            String key = link.substring(link.indexOf("key=") + 4);
            HttpResponse<String> again = submit(service, "/console/callback/replay", "key=" + key);
            assertThat(again.statusCode()).isEqualTo(303);
            assertThat(get(service, again.headers().firstValue("location").orElseThrow())
                            .body())
                    .contains("goes through notify once more");
            await().atMost(PATIENCE).until(() -> service.mailbox().server().getReceivedMessages().length == 2);
            await().atMost(PATIENCE)
                    .until(() -> found(MAILED, get(service, link).body()).size() == 2);
            assertThat(get(service, link).body())
                    .contains("The mail server said: 250", "Chosen by ", "Belongs to the replay ");

            HttpResponse<String> file = get(service, "/console/callback/download?key=" + key);
            assertThat(file.headers().firstValue("content-disposition").orElseThrow())
                    .startsWith("attachment; filename=\"live-100-");
            assertThat(file.body()).contains("5ecret");
            assertThat(get(service, "/console/callback?key=nothing/at/all").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void theListGoesBackPageByPageAndFilters() throws Exception {
        try (TestService service = start(Map.of())) {
            for (int i = 0; i < 120; i++) {
                assertThat(service.post(recording("s-" + i, TestService.KEY)).statusCode())
                        .isEqualTo(200);
            }
            await().atMost(PATIENCE).until(() -> service.keys().size() == 120);
            List<String> seen = new ArrayList<>();
            String path = "/console/callbacks";
            while (path != null) {
                String page = get(service, path).body();
                seen.addAll(found(LINK, page));
                List<String> older = found(Pattern.compile("id=\"older\" href=\"([^\"]+)\""), page);
                path = older.isEmpty() ? null : older.get(0).replace("&amp;", "&");
            }
            assertThat(seen).hasSize(120).doesNotHaveDuplicates();
            assertThat(found(
                            LINK,
                            get(service, "/console/callbacks?stream=s-1%3F").body()))
                    .hasSize(10);
            assertThat(found(
                            LINK,
                            get(service, "/console/callbacks?event=screenshot").body()))
                    .isEmpty();
            assertThat(found(
                            LINK,
                            get(service, "/console/callbacks?day=2001-01-01").body()))
                    .isEmpty();
            HttpResponse<String> wrong = get(service, "/console/callbacks?day=tomorrow&event=recroding&id=xyz");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("such as 2026-11-01", "no such event", "64 hexadecimal digits");
        }
    }

    @Test
    void aRefusedMailIsUnderFailedAndIsRetriedThere() throws Exception {
        AtomicBoolean repaired = new AtomicBoolean();
        Path recipients = Files.writeString(folder.resolve("recipients.yaml"), """
                receivers:
                  one: {to: gone@example.com}
                default: [one]
                """);
        try (ScriptedSmtp smtp = new ScriptedSmtp(
                        line -> line.startsWith("RCPT") && !repaired.get() ? "550 5.1.1 No such <b>user</b>" : "");
                TestService service = start(
                        Map.of("RECIPIENTS_FILE", recipients.toString(), "MAIL_PORT", Integer.toString(smtp.port())))) {
            assertThat(service.post(recording("match-8", TestService.KEY)).statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> get(service, "/console/failed").body().contains("gone@example.com"));
            String page = get(service, "/console/failed").body();
            assertThat(page).contains("550 5.1.1 No such &lt;b&gt;user&lt;/b&gt;", "match-8");
            String id = found(ID, page).get(0);
            assertThat(get(service, "/console/failed/one?id=" + id).body()).contains("mail.failed");

            HttpResponse<String> sure =
                    submit(service, "/console/failed/confirm", "action=retry&id=" + id + "&id=" + "0".repeat(12));
            assertThat(sure.body()).contains("These 1 go back to where they failed");
            repaired.set(true);
            HttpResponse<String> done = submit(service, "/console/failed/retry", "id=" + id);
            assertThat(get(service, done.headers().firstValue("location").orElseThrow())
                            .body())
                    .contains("1 on their way again");
            await().atMost(PATIENCE).until(() -> smtp.accepted().size() == 1);
            assertThat(get(service, "/console/failed").body()).contains("0 shown, 0 match, 0 in all");
            String link = found(LINK, get(service, "/console/callbacks").body())
                    .get(0)
                    .replace("&amp;", "&");
            await().atMost(PATIENCE).until(() -> get(service, link).body().contains("UTC to gone@example.com"));
            assertThat(get(service, link).body())
                    .contains(
                            "Refused for good", "The mail server said: ", "550 5.1.1 No such &lt;b&gt;user&lt;/b&gt;");
            assertThat(submit(service, "/console/failed/confirm", "action=drop").body())
                    .contains("Nothing was chosen");
            assertThat(submit(service, "/console/failed/confirm", "action=explode")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void aCallbackIsReleasedFromQuarantineOrDropped() throws Exception {
        try (TestService service = start(Map.of())) {
            assertThat(service.post(recording("real", "otherkey")).statusCode()).isEqualTo(401);
            assertThat(service.post(recording("false", "otherkey")).statusCode())
                    .isEqualTo(401);
            await().atMost(PATIENCE)
                    .until(() -> found(ID, get(service, "/console/quarantine").body())
                                    .size()
                            == 2);
            String page = get(service, "/console/quarantine").body();
            List<String> ids = found(ID, page);
            String real = page.indexOf("real") < page.indexOf("false") ? ids.get(0) : ids.get(1);
            String unreal = ids.get(0).equals(real) ? ids.get(1) : ids.get(0);
            assertThat(get(service, "/console/quarantine/one?id=" + real).body())
                    .contains("It would stay", "sign_wrong")
                    .doesNotContain("5ecret");

            HttpResponse<String> stays = submit(service, "/console/quarantine/release", "id=" + real);
            assertThat(get(service, stays.headers().firstValue("location").orElseThrow())
                            .body())
                    .contains("0 released", "1 are still not good");
            HttpResponse<String> sure = submit(service, "/console/quarantine/confirm", "action=override&id=" + real);
            assertThat(sure.body()).contains("You vouch for these 1");
            submit(service, "/console/quarantine/release", "action=override&id=" + real);
            submit(service, "/console/quarantine/drop", "id=" + unreal);
            await().atMost(PATIENCE).until(() -> service.keys().size() == 1);
            assertThat(service.keys().get(0)).contains("stream_id=real");
            assertThat(get(service, "/console/quarantine").body()).contains("0 match, 0 in all");
        }
    }

    @Test
    void hostileNamesAreTextOnEveryPage() throws Exception {
        Path recipients = Files.writeString(folder.resolve("recipients.yaml"), """
                receivers:
                  one: {to: gone@example.com}
                default: [one]
                """);
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> line.startsWith("RCPT") ? "550 no" : "");
                TestService service = start(
                        Map.of("RECIPIENTS_FILE", recipients.toString(), "MAIL_PORT", Integer.toString(smtp.port())))) {
            assertThat(service.post(recording(NAUGHTY, TestService.KEY)).statusCode())
                    .isEqualTo(200);
            assertThat(service.post(recording(NAUGHTY, "otherkey")).statusCode())
                    .isEqualTo(401);
            List<String> pages = new ArrayList<>();
            for (String view : List.of("callbacks", "failed", "quarantine")) {
                await().atMost(PATIENCE)
                        .until(() -> get(service, "/console/" + view).body().contains("&lt;script&gt;alert(1)"));
                pages.add(get(service, "/console/" + view).body());
            }
            pages.add(get(service, found(LINK, pages.get(0)).get(0).replace("&amp;", "&"))
                    .body());
            pages.add(get(
                            service,
                            "/console/failed/one?id=" + found(ID, pages.get(1)).get(0))
                    .body());
            pages.add(get(
                            service,
                            "/console/quarantine/one?id="
                                    + found(ID, pages.get(2)).get(0))
                    .body());
            pages.add(
                    get(service, "/console/callbacks?stream=" + encoded(NAUGHTY) + "&source=" + encoded("\"><script>"))
                            .body());
            for (String page : pages) {
                assertThat(page).doesNotContain("<script>", "<img").contains("&lt;script&gt;");
            }
            // The last one repeats what its reader has typed.
            assertThat(pages.subList(0, pages.size() - 1)).noneMatch(page -> page.contains("\u202e"));
        }
    }

    @Test
    void withoutALoginOnlyThisMachineSeesItByAnAddressAndNoOtherSiteActs() throws Exception {
        try (TestService service = start(Map.of())) {
            HttpResponse<String> page = get(service, "/console/now");
            assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                    .startsWith("default-src 'none'; script-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(page.headers().firstValue("cache-control")).hasValue("no-store");
            int port = service.managementUri("/").getPort();
            for (String host : List.of("evil.example:" + port, "evil.example", "127.0.0.1.evil.example:" + port)) {
                assertThat(raw(port, "GET /console/now HTTP/1.1", "Host: " + host))
                        .startsWith("HTTP/1.1 403");
            }
            assertThat(raw(port, "GET /console/now HTTP/1.1", "Host: localhost:" + port))
                    .startsWith("HTTP/1.1 200");
            assertThat(post(service, "/console/failed/drop", "id=00").statusCode())
                    .as("without Origin")
                    .isEqualTo(403);
            for (String origin :
                    List.of("null", "https://evil.example", "http://127.0.0.1", "http://localhost:" + port)) {
                assertThat(post(service, "/console/failed/drop", "id=00", "Origin", origin)
                                .statusCode())
                        .as(origin)
                        .isEqualTo(403);
            }
            assertThat(post(
                                    service,
                                    "/console/failed/drop",
                                    "id=00",
                                    "Origin",
                                    origin(service),
                                    "Sec-Fetch-Site",
                                    "same-site")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(submit(service, "/console/failed/drop", "id=00").statusCode())
                    .isEqualTo(303);
            assertThat(get(service, "/console/failed/drop").statusCode())
                    .as("nothing changes by a link")
                    .isEqualTo(404);
        }
    }

    private static String raw(int port, String... lines) throws Exception {
        try (RawConnection connection = new RawConnection(new Socket(InetAddress.getLoopbackAddress(), port))) {
            connection.send(String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n");
            return connection.readToTheEnd();
        }
    }

    @Test
    void whereThereIsALoginNothingIsSeenWithoutIt() throws Exception {
        try (TestService service =
                start(Map.of("MANAGEMENT_USERNAME", "ops", "MANAGEMENT_PASSWORD", "correct horse battery"))) {
            for (String path : List.of("/console", "/console/now", "/console/callbacks", "/console/assets/x.js")) {
                HttpResponse<String> answer = get(service, path);
                assertThat(answer.statusCode()).as(path).isEqualTo(401);
                assertThat(answer.body()).doesNotContain("live-callbacks");
            }
            assertThat(submit(service, "/console/failed/drop", "id=00").statusCode())
                    .isEqualTo(401);
            String login = "Basic "
                    + Base64.getEncoder().encodeToString("ops:correct horse battery".getBytes(StandardCharsets.UTF_8));
            assertThat(get(service, "/console/now", "Authorization", login).statusCode())
                    .isEqualTo(200);
            assertThat(post(service, "/console/failed/drop", "id=00", "Authorization", login)
                            .statusCode())
                    .as("from nowhere")
                    .isEqualTo(403);
        }
    }

    @Test
    void faultsAreSaidInWordsAndInThreeLanguages() throws Exception {
        try (TestService service = start(Map.of("MAIL_PORT", "1"))) {
            for (int i = 0; i < 12; i++) {
                assertThat(service.post(recording("m-" + i, TestService.KEY)).statusCode())
                        .isEqualTo(200);
            }
            await().atMost(PATIENCE)
                    .until(() ->
                            get(service, "/console/now").body().contains("SMTP 127.0.0.1:1 cannot be reached since"));
            assertThat(get(service, "/console/now", "Accept-Language", "zh-CN").body())
                    .contains("<html lang=\"zh\">", "SMTP 127.0.0.1:1 无法连接");
            HttpResponse<String> chosen =
                    get(service, "/console/language?code=ko&back=%2Fconsole%2Fcallbacks%3Fday%3D2026-01-01");
            assertThat(chosen.headers().firstValue("location")).hasValue("/console/callbacks?day=2026-01-01");
            String cookie = chosen.headers().firstValue("set-cookie").orElseThrow();
            assertThat(cookie).containsIgnoringCase("HttpOnly").contains("SameSite=Strict", "Path=/console");
            assertThat(get(service, "/console/now", "Cookie", cookie.split(";", 2)[0])
                            .body())
                    .contains("<html lang=\"ko\">", "연결할 수 없습니다");
            assertThat(get(service, "/console/language?code=en&back=%2F%2Fevil.example%2Fconsole%2F")
                            .headers()
                            .firstValue("location"))
                    .hasValue("/console/now");
        }
    }
}
