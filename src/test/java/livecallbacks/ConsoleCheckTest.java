package livecallbacks;

import static livecallbacks.ConsoleBrowser.get;
import static livecallbacks.ConsoleBrowser.post;
import static livecallbacks.ConsoleBrowser.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's page that checks what a running service was configured with, and what it talks to. */
class ConsoleCheckTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private TestService start(Map<String, String> overrides) throws Exception {
        return TestService.start(folder, Clock.systemUTC(), overrides);
    }

    private static String page(TestService service, String... headers) {
        HttpResponse<String> answer = get(service, "/console/check", headers);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /** Presses the button, and waits for what comes of it. */
    private static String checked(TestService service) {
        assertThat(submit(service, "/console/check/run", "").headers().firstValue("location"))
                .hasValue("/console/check");
        await().atMost(PATIENCE).until(() -> page(service).contains("Checked at"));
        return page(service);
    }

    @Test
    void whereAllIsWellItSaysSoInThreeLanguagesAndMailsNobody() throws Exception {
        try (TestService service = start(Map.of())) {
            assertThat(page(service)).contains("Nothing was checked since the start.");
            assertThat(checked(service))
                    .contains("Bucket: good", "Broker: good", "Mail server: good", "Routes: good")
                    .contains("the service is running on", "put, get and list work")
                    .contains("Check now")
                    .doesNotContain(
                            "<strong>Fault</strong>",
                            TestService.KEY + "\"",
                            service.s3().secretKey());
            assertThat(page(service, "Accept-Language", "zh")).contains("<h1>检查</h1>", "存储桶: 正常", "立即检查");
            assertThat(page(service, "Accept-Language", "ko")).contains("<h1>점검</h1>", "버킷: 정상", "지금 점검");
            assertThat(service.mailbox().server().getReceivedMessages()).isEmpty();
        }
    }

    @Test
    void aStoreAndAMailServerThatAreAwayAreFaultsWithWhatToDo() throws Exception {
        try (TestService service = start(Map.of("MAIL_PORT", "1"))) {
            service.s3().close();
            assertThat(checked(service))
                    .contains("Bucket: Faults: ", "Mail server: Faults: 1", "Broker: good")
                    .contains("no connection to 127.0.0.1:1", "What to do:", "<strong>Fault</strong>")
                    .doesNotContain("Good: no faults");
        }
    }

    @Test
    void oneRunsAtATimeAndIsShownToRunWhileThePagesGoOn() throws Exception {
        CountDownLatch answering = new CountDownLatch(1);
        AtomicInteger greetings = new AtomicInteger();
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> {
                    if (line.startsWith("EHLO")) {
                        greetings.incrementAndGet();
                        hold(answering);
                    }
                    return "";
                });
                TestService service = start(Map.of("MAIL_PORT", Integer.toString(smtp.port())))) {
            submit(service, "/console/check/run", "");
            await().atMost(PATIENCE).until(() -> greetings.get() == 1);
            for (int i = 0; i < 5; i++) {
                assertThat(submit(service, "/console/check/run", "").statusCode())
                        .isEqualTo(303);
            }
            assertThat(page(service))
                    .contains("A check has been running since", "hx-trigger=\"every 1s\"")
                    .doesNotContain("Check now");
            assertThat(get(service, "/console/now").statusCode()).isEqualTo(200);
            answering.countDown();
            await().atMost(PATIENCE).until(() -> page(service).contains("Checked at"));
            assertThat(page(service)).contains("Check now").doesNotContain("hx-trigger");
            assertThat(greetings).hasValue(1);
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void onlyAPageOfTheConsoleBeginsOne() throws Exception {
        try (TestService service = start(Map.of())) {
            assertThat(post(service, "/console/check/run", "").statusCode()).isEqualTo(403);
            assertThat(post(service, "/console/check/run", "", "Origin", "https://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(get(service, "/console/check/run").statusCode()).isEqualTo(404);
            assertThat(page(service)).contains("Nothing was checked since the start.");
        }
    }
}
