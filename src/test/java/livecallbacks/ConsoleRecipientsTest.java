package livecallbacks;

import static livecallbacks.ConsoleBrowser.encoded;
import static livecallbacks.ConsoleBrowser.get;
import static livecallbacks.ConsoleBrowser.post;
import static livecallbacks.ConsoleBrowser.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's page about who is mailed, of a running service. */
class ConsoleRecipientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String TREE = """
            settings:
              language: en
            receivers:
              producers:
                to: ["Ana <ana@example.com>", ops@example.com]
                language: zh
              operations:
                to: [ops@example.com]
                digest: 10m
              idle:
                to: [nobody@example.com]
            routes:
              - match: {stream: "test-*"}
                receivers: []
              - match: {event: [recording, stream-ended]}
                receivers: [producers]
                routes:
                  - match: {stream: "vip-*", field.file_format: mp4}
                    receivers: [operations, producers]
                    quiet: "22:00-07:00"
            default: [operations]
            """;

    private static final Pattern FRAME = Pattern.compile("src=\"(/console/recipients/mail\\?id=[0-9a-f]{32})\"");

    @TempDir
    private Path folder;

    private Path recipients;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        recipients = Files.writeString(folder.resolve("recipients.yaml"), TREE);
        service = TestService.start(folder, Clock.systemUTC(), Map.of("RECIPIENTS_FILE", recipients.toString()));
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    private String page(String query, String... headers) {
        HttpResponse<String> answer = get(service, "/console/recipients" + query, headers);
        assertThat(answer.statusCode()).as(query).isEqualTo(200);
        return answer.body();
    }

    private static List<String> frames(String page) {
        return FRAME.matcher(page).results().map(frame -> frame.group(1)).toList();
    }

    @Test
    void theTreeIsShownAsItIsInTheFileWithWhatIsHardlyMeantInIt() {
        assertThat(page(""))
                .contains("<code>routes[1].routes[0]</code>", "<code>stream: vip-*</code>", "quiet: 22:00-07:00")
                .contains("Ana &lt;ana@example.com&gt;, ops@example.com")
                .contains("recordings that no route matched")
                .containsPattern("recipients\\.yaml:[0-9]+:[0-9]+: .*idle")
                .doesNotContain("<mark>", "<iframe", "is broken as it is now");
    }

    @Test
    void theDecidingRuleIsLitUpAndTheMailIsShownAsPeopleWouldReadIt() {
        try (LogLines log = LogLines.below("")) {
            String page = page("?event=recording&stream=vip-1&fields=file_format%3Dmp4&at=2026-11-22T23:00");
            assertThat(page)
                    .contains("<mark><code>routes[1].routes[0]</code> decides</mark>")
                    .contains("<li id=\"rule-routes-1-routes-0\" class=\"decides\" aria-current=\"true\">")
                    .contains("People who are mailed: 2", "not before 2026-11-23 07:00 UTC, when the quiet hours end");
            assertThat(page.split("<mark><code>", -1)).as("one rule").hasSize(2);
            // Two people, who read different languages, each at two widths.
            List<String> frames = frames(page);
            assertThat(frames).hasSize(2 * 2);
            assertThat(page).contains("class=\"mail-frame phone\" sandbox", "class=\"mail-frame desktop\" sandbox");
            HttpResponse<String> mail = get(service, frames.get(0));
            assertThat(mail.body()).contains("vip-1", "<html lang=\"");
            assertThat(mail.headers().allValues("content-security-policy"))
                    .singleElement()
                    .asString()
                    .startsWith("default-src 'none';")
                    .contains("frame-ancestors 'self'", "sandbox")
                    .doesNotContain("script");
            assertThat(get(service, "/console/recipients/mail?id=" + "0".repeat(32))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(log.lines()).noneMatch(line -> line.contains("@example.com"));
        }
        assertThat(service.queued("mail.outbox")).isZero();
        assertThat(service.mailbox().server().getReceivedMessages()).isEmpty();
    }

    @Test
    void nobodyIsSaidWithTheReason() {
        assertThat(page("?event=recording&stream=test-1"))
                .contains("Nobody is mailed, on purpose.", "<mark><code>routes[0]</code> decides</mark>")
                .doesNotContain("<iframe");
        assertThat(page("?event=screenshot"))
                .contains("Nobody is mailed: no route matches")
                .doesNotContain("<mark>", "<iframe");
        assertThat(page("?event=100&stream=%22%22")).contains("<mark><code>routes[1]</code> decides</mark>", "at once");
    }

    @Test
    void aHostileStreamIsTextOnThePageAndInTheMail() {
        String naughty = "vip-<script>alert(1)</script>'\"><img src=x onerror=alert(2)>${7*7}\u202e{0}";
        String page = page("?event=recording&fields=file_format%3Dmp4&stream=" + encoded(naughty));
        assertThat(page)
                .contains("<mark><code>routes[1].routes[0]</code> decides</mark>", "&lt;script&gt;alert(1)", "${7*7}")
                .doesNotContain("<script>", "<img");
        // Only the field of the form repeats it as it was typed.
        assertThat(page.split("\u202e", -1)).hasSize(2);
        for (String frame : frames(page)) {
            assertThat(get(service, frame).body()).doesNotContain("<script", "<img src=x");
        }
        HttpResponse<String> wrong = get(
                service,
                "/console/recipients?event=" + encoded("\"><script>alert(3)</script>") + "&fields=nothing&at=soon");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body())
                .contains("The time has to be one such as 2026-11-22T23:00")
                .doesNotContain("<script>");
    }

    @Test
    void aCallbackOfTheArchiveIsAskedAboutFromItsPage() {
        long now = Clock.systemUTC().instant().getEpochSecond();
        assertThat(service.post(Signer.signed(
                                "{\"event_type\":0,\"stream_id\":\"vip-9\",\"event_time\":" + now + "}",
                                TestService.KEY,
                                now + 600))
                        .statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> service.keys().size() == 1);
        String key = encoded(service.keys().get(0));
        assertThat(get(service, "/console/callback?key=" + key).body())
                .contains("/console/recipients?key=" + key + "#answer");
        assertThat(page("?key=" + key))
                .contains("stream-ended (0)", "vip-9", "<mark><code>routes[1]</code> decides</mark>");
        HttpResponse<String> none = get(service, "/console/recipients?key=callbacks/none");
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(none.body()).contains("no such callback in the bucket");
    }

    @Test
    void aPastedBodyIsAskedAboutHoweverLongAndOnlyByAPageOfTheConsole() {
        String body = "{\"event_type\":100,\"stream_id\":\"vip-5\",\"file_format\":\"mp4\",\"more\":\""
                + "x%&=+é".repeat(4000) + "\"}";
        HttpResponse<String> answer = submit(service, "/console/recipients", "source=live&body=" + encoded(body));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<mark><code>routes[1].routes[0]</code> decides</mark>", "x%&amp;=+é");
        HttpResponse<String> wrong = submit(service, "/console/recipients", "body=" + encoded("{\"event_type\":"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("This is no callback:");
        assertThat(submit(service, "/console/recipients", "body=").body()).contains("Paste the body of a callback");
        assertThat(submit(service, "/console/recipients", "body=%zz").statusCode())
                .isEqualTo(400);
        assertThat(submit(service, "/console/recipients", "body=" + "x".repeat(600 * 1024))
                        .statusCode())
                .isEqualTo(413);
        assertThat(post(service, "/console/recipients", "body=%7B%7D").statusCode())
                .isEqualTo(403);
    }

    @Test
    void whileTheFileIsBrokenItsLastGoodVersionIsShownAndSaidToBe() throws IOException {
        Files.writeString(recipients, TREE.replace("default: [operations]", "default: [operators]"));
        await().atMost(PATIENCE).until(() -> page("").contains("is broken as it is now"));
        assertThat(page("?event=recording&stream=vip-1"))
                .contains("stays in use", "operators")
                .contains("<mark><code>routes[1].routes[0]</code> decides</mark>");
        Files.writeString(recipients, TREE.replace("vip-*", "gold-*"));
        await().atMost(PATIENCE).until(() -> page("").contains("stream: gold-*"));
        assertThat(page("")).doesNotContain("is broken as it is now");
    }

    @Test
    void itIsInThreeLanguages() {
        String query = "?event=recording&stream=vip-1&fields=file_format%3Dmp4";
        assertThat(page(query, "Accept-Language", "zh"))
                .contains("<html lang=\"zh\">", "<h1>收件人</h1>", "</code> 决定</mark>", "在手机上");
        assertThat(page(query, "Accept-Language", "ko"))
                .contains("<html lang=\"ko\">", "<h1>수신자</h1>", "</code> 결정함</mark>", "휴대전화에서");
        assertThat(page(query, "Accept-Language", "en"))
                .contains("<html lang=\"en\">", "<h1>Recipients</h1>", "On a phone");
    }
}
