package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit that can be set, with a small one: what is beyond it is refused at once, and what is not is taken. */
@Timeout(60)
class HttpLimitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private TestService start(Map<String, String> overrides) throws Exception {
        return TestService.start(folder, Clock.systemUTC(), overrides);
    }

    private static String request(String body, String... headers) {
        return "POST /callbacks/live HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n"
                + String.join("", headers) + "\r\n" + body;
    }

    private static boolean isCounted(TestService service, String cause) {
        return TestService.send(HttpRequest.newBuilder(service.managementUri("/observe/metrics")))
                .body()
                .contains("livecallbacks_refused_total{cause=\"" + cause + "\"");
    }

    private static boolean isTaken(TestService service, String stream) throws Exception {
        try (RawConnection connection = RawConnection.to(service)) {
            return connection
                    .send(request(TestService.recording(stream)))
                    .readAnswer()
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_MAX_CONNECTIONS, too_many_connections",
        "HTTP_MAX_CONNECTIONS_PER_ADDRESS, too_many_connections_of_address"
    })
    void oneConnectionTooManyIsClosedAndOneThatEndsMakesRoom(String limit, String cause) throws Exception {
        try (TestService service = start(Map.of(limit, "2"));
                RawConnection first = RawConnection.to(service)) {
            try (RawConnection second = RawConnection.to(service)) {
                assertThat(first.send(request(TestService.recording("first"))).readAnswer())
                        .startsWith("HTTP/1.1 200 ");
                assertThat(second.send(request(TestService.recording("second"))).readAnswer())
                        .startsWith("HTTP/1.1 200 ");
                try (RawConnection third = RawConnection.to(service)) {
                    assertThat(third.readToTheEnd()).isEmpty();
                }
                assertThat(isCounted(service, cause)).isTrue();
            }
            await().atMost(PATIENCE).until(() -> isTaken(service, "fourth"));
        }
    }

    @Test
    void aTrustedProxyMayHaveAsManyConnectionsAsThereAre() throws Exception {
        try (TestService service =
                        start(Map.of("HTTP_MAX_CONNECTIONS_PER_ADDRESS", "1", "HTTP_TRUSTED_PROXIES", "127.0.0.0/8"));
                RawConnection first = RawConnection.to(service)) {
            assertThat(first.send(request(TestService.recording("first"))).readAnswer())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(isTaken(service, "second")).isTrue();
        }
    }

    @Test
    void aHeaderThatDoesNotComeToItsEndIsAnswered408() throws Exception {
        try (TestService service = start(Map.of("HTTP_HEADER_TIMEOUT", "500ms"));
                RawConnection connection = RawConnection.to(service)) {
            long before = System.nanoTime();
            assertThat(connection.send("POST /callbacks/live HTTP/1.1\r\nHo").readToTheEnd())
                    .startsWith("HTTP/1.1 408 ")
                    .endsWith("{\"code\":408,\"message\":\"The header did not arrive in time.\"}");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void theSecondHeaderOfAConnectionHasNoMoreTimeThanTheFirst() throws Exception {
        try (TestService service = start(Map.of("HTTP_HEADER_TIMEOUT", "500ms"));
                RawConnection connection = RawConnection.to(service)) {
            assertThat(connection.send(request(TestService.recording("first"))).readAnswer())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(connection.send("P").readToTheEnd()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aConnectionOnWhichNothingIsAskedIsClosed() throws Exception {
        try (TestService service = start(Map.of("HTTP_HEADER_TIMEOUT", "500ms"));
                RawConnection connection = RawConnection.to(service)) {
            assertThat(connection.readToTheEnd()).isEmpty();
        }
    }

    @Test
    void aConnectionThatHasGoneSilentIsClosed() throws Exception {
        try (TestService service = start(Map.of("HTTP_IDLE_TIMEOUT", "500ms"));
                RawConnection connection = RawConnection.to(service)) {
            assertThat(connection.send(request(TestService.recording("first"))).readAnswer())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(connection.readToTheEnd()).isEmpty();
        }
    }

    @Test
    void aConnectionEndsWithTheLastAnswerItMayHave() throws Exception {
        try (TestService service = start(Map.of("HTTP_KEEP_ALIVE_REQUESTS", "2"));
                RawConnection connection = RawConnection.to(service)) {
            assertThat(connection.send(request(TestService.recording("first"))).readAnswer())
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContainIgnoringCase("connection: close");
            assertThat(connection.send(request(TestService.recording("second"))).readAnswer())
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("connection: close");
            assertThat(connection.readToTheEnd()).isEmpty();
        }
    }

    @Test
    void moreRequestsThanMayWaitAreTold503AtOnce() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(32);
        try (TestService service = start(Map.of("HTTP_MAX_REQUESTS", "1"))) {
            List<Callable<HttpResponse<String>>> posts = IntStream.range(0, 200)
                    .<Callable<HttpResponse<String>>>mapToObj(
                            i -> () -> service.post(TestService.recording("many-" + i)))
                    .toList();
            int taken = 0;
            int refused = 0;
            for (Future<HttpResponse<String>> post : callers.invokeAll(posts)) {
                HttpResponse<String> answer = post.get();
                if (answer.statusCode() == 200) {
                    taken++;
                } else {
                    refused++;
                    assertThat(answer.body())
                            .isEqualTo("{\"code\":503,\"message\":\"Too many requests are waiting. Try again.\"}");
                    assertThat(answer.headers().firstValue("retry-after")).hasValue("30");
                }
            }
            assertThat(taken).isPositive();
            assertThat(refused).isPositive();
            assertThat(isTaken(service, "afterwards")).isTrue();
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void moreBytesOfBodiesThanMayBeInMemoryAreTold503() throws Exception {
        String unfinished = request("a".repeat(1000)).substring(0, 950);
        try (TestService service = start(Map.of("HTTP_MAX_BODY", "1024", "HTTP_MAX_BODIES", "2000"))) {
            try (RawConnection first = RawConnection.to(service);
                    RawConnection second = RawConnection.to(service);
                    RawConnection third = RawConnection.to(service)) {
                first.send(unfinished);
                second.send(unfinished);
                assertThat(third.send(unfinished).readToTheEnd())
                        .startsWith("HTTP/1.1 503 ")
                        .containsIgnoringCase("retry-after: 30")
                        .endsWith("{\"code\":503,\"message\":\"Too many bodies are on their way. Try again.\"}");
            }
            await().atMost(PATIENCE).until(() -> isTaken(service, "afterwards"));
        }
    }

    @Test
    void behindATrustedProxyTheLastHopThatIsNoneOfOursIsTheClient() throws Exception {
        Map<String, String> statuses = Map.of(
                "198.51.100.1", "401",
                "203.0.113.7", "200",
                "198.51.100.1, 203.0.113.7", "200",
                "203.0.113.7, 198.51.100.1", "401",
                "203.0.113.7, 127.0.0.1", "200",
                "2001:db8::1", "200",
                "[2001:db8::1]", "200",
                "2001:db9::1", "401",
                "not-an-address", "401",
                "", "401");
        try (TestService service = start(Map.of(
                "HTTP_TRUSTED_PROXIES", "127.0.0.0/8", "CALLBACKS_LIVE_ALLOW_FROM", "203.0.113.7,2001:db8::/32"))) {
            for (Map.Entry<String, String> hop : statuses.entrySet()) {
                try (RawConnection connection = RawConnection.to(service)) {
                    String header = hop.getKey().isEmpty() ? "" : "X-Forwarded-For: " + hop.getKey() + "\r\n";
                    assertThat(connection
                                    .send(request(TestService.recording("hop"), header))
                                    .readAnswer())
                            .as(hop.getKey())
                            .startsWith("HTTP/1.1 " + hop.getValue() + " ");
                }
            }
        }
    }

    @Test
    void aStrangerMaySayWhatItLikes() throws Exception {
        try (TestService service = start(Map.of("CALLBACKS_LIVE_ALLOW_FROM", "203.0.113.7"));
                RawConnection connection = RawConnection.to(service)) {
            String forged = request(TestService.recording("forged"), "X-Forwarded-For: 203.0.113.7\r\n")
                    .replace("/callbacks/live", "/callbacks/live?X-Forwarded-For=203.0.113.7");
            assertThat(connection.send(forged).readAnswer())
                    .startsWith("HTTP/1.1 401 ")
                    .contains("{\"code\":401,\"message\":\"This address may not send here.\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 203.0.113.7 10.0.0.1 1234 80\\r\\n",
                "\\r\\n\\r\\n\\0\\r\\nQUIT\\n\\041\\021\\0\\014\\313\\0q\\007\\012\\0\\0\\001\\004\\322\\0P"
            })
    void thePROXYHeaderOfATrustedProxyIsBelieved(String header) throws Exception {
        try (TestService service = start(Map.of(
                        "HTTP_PROXY_PROTOCOL", "true",
                        "HTTP_TRUSTED_PROXIES", "127.0.0.1",
                        "CALLBACKS_LIVE_ALLOW_FROM", "203.0.113.7"));
                RawConnection connection = RawConnection.to(service)) {
            assertThat(connection
                            .send(header.translateEscapes())
                            .send(request(TestService.recording("proxied")))
                            .readAnswer())
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aPROXYHeaderOfAnybodyElseClosesTheConnection() throws Exception {
        try (TestService service = start(Map.of("HTTP_PROXY_PROTOCOL", "true", "HTTP_TRUSTED_PROXIES", "10.0.0.0/8"));
                RawConnection connection = RawConnection.to(service)) {
            assertThat(connection
                            .send("PROXY TCP4 203.0.113.7 10.0.0.1 1234 80\r\n")
                            .send(request(TestService.recording("smuggled")))
                            .readToTheEnd())
                    .isEmpty();
            assertThat(isCounted(service, "not_a_proxy")).isTrue();
        }
    }

    @Test
    void withoutItsPROXYHeaderATrustedProxyIsNotServed() throws Exception {
        try (TestService service = start(Map.of("HTTP_PROXY_PROTOCOL", "true", "HTTP_TRUSTED_PROXIES", "127.0.0.1"));
                RawConnection connection = RawConnection.to(service)) {
            assertThat(connection
                            .send(request(TestService.recording("smuggled")))
                            .readToTheEnd())
                    .isEmpty();
        }
    }
}
