package livecallbacks.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import livecallbacks.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementServerTest {

    private static final List<String> PATHS = List.of(
            "/",
            "/observe",
            "/observe/metrics",
            "/observe/health",
            "/observe/info",
            "/observe/metrics/",
            "//observe/metrics",
            "/./observe/metrics",
            "/no/such/path");

    @TempDir
    private Path folder;

    private static HttpResponse<String> get(TestService service, String path, String... login) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.managementUri(path));
        for (String credentials : login) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        return TestService.send(request);
    }

    @Test
    void withALoginNoPathAnswersAnybodyElseButTheTwoProbes() throws Exception {
        Map<String, String> login = Map.of(
                "MANAGEMENT_HOST", "0.0.0.0", "MANAGEMENT_USERNAME", "ops", "MANAGEMENT_PASSWORD", "5f1c0e7bd2a94cé:e");
        try (TestService service = TestService.start(folder, Clock.systemUTC(), login)) {
            for (String path : PATHS) {
                HttpResponse<String> answer = get(service, path);
                assertThat(answer.statusCode()).as(path).isEqualTo(401);
                assertThat(answer.headers().firstValue("www-authenticate")).hasValue("Basic realm=\"live-callbacks\"");
                assertThat(answer.body()).doesNotContain("livecallbacks_", "UP");
            }
            for (String wrong :
                    List.of("ops:", "ops:5f1c", ":5f1c0e7bd2a94cé:e", "Ops:5f1c0e7bd2a94cé:e", "ops", ":", "")) {
                assertThat(get(service, "/observe/metrics", wrong).statusCode())
                        .as(wrong)
                        .isIn(400, 401);
            }
            for (String probe : List.of("/observe/health/live", "/observe/health/ready?exposureLevel=full")) {
                HttpResponse<String> answer = get(service, probe);
                assertThat(answer.statusCode()).as(probe).isEqualTo(200);
                assertThat(answer.body().replaceAll("\\s", "")).isEqualTo("{\"status\":\"UP\"}");
                assertThat(get(service, probe, "ops:wrong").statusCode()).isEqualTo(401);
            }
            assertThat(get(service, "/observe/health", "ops:5f1c0e7bd2a94cé:e").statusCode())
                    .isEqualTo(200);
            assertThat(get(service, "/observe/metrics", "ops:5f1c0e7bd2a94cé:e").body())
                    .contains("camel_");
        }
    }

    @Test
    void whatFailedIsShownWithoutTheTextOfItsException() throws Exception {
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            service.service().camel().getRouteController().stopRoute("archive");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> get(service, "/observe/health").body().contains("DOWN"));
            for (String more : List.of("", "?exposureLevel=full", "?stackTrace=true&data=true&exposureLevel=full")) {
                HttpResponse<String> answer = get(service, "/observe/health" + more);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body())
                        .contains("DOWN")
                        .doesNotContain("error-stacktrace", "error-message", "Exception", "org.apache", "java.");
                assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
            }
        }
    }

    @Test
    void aBrokenRecipientsFileIsADetailOfReadinessAndNoReasonToTakeNoCallbacks() throws Exception {
        Path recipients = Files.copy(Path.of("recipients.yaml"), folder.resolve("recipients.yaml"));
        Map<String, String> environment = Map.of("RECIPIENTS_FILE", recipients.toString());
        try (TestService service = TestService.start(folder, Clock.systemUTC(), environment)) {
            assertThat(get(service, "/observe/health/ready").body()).doesNotContain("stays in use");
            Files.writeString(recipients, "routes: [{ana@example.com");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> get(service, "/observe/health/ready")
                            .body()
                            .contains("The last good version stays in use"));
            HttpResponse<String> ready = get(service, "/observe/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("recipients.yaml:1:").doesNotContain("ana@");
            assertThat(get(service, "/observe/metrics").body()).contains("livecallbacks_recipients_broken 1.0");
        }
    }
}
