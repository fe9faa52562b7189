package livecallbacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import livecallbacks.broker.BrokerException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A callback goes in over HTTP; an object comes out in S3 and a mail over SMTP. Each test uses a stream of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobTest {

    private static final Path PAYLOADS = Path.of("src/test/resources/payloads");
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Everything but the streams that begin with quiet goes to one address. */
    private static final String RECIPIENTS = """
            receivers:
              everybody: {to: [all@example.com]}
              two: {to: [ana@example.com, "Ben Li <ben@example.com>", ANA@example.com]}
            routes:
              - match: {stream: "quiet-*"}
                receivers: []
              - match: {stream: "two-*"}
                receivers: [two]
              - receivers: [everybody]
            default: []
            """;

    private final Clock clock = Clock.systemUTC();
    private TestService service;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path recipients = Files.writeString(folder.resolve("recipients.yaml"), RECIPIENTS);
        service = TestService.start(
                folder,
                clock,
                Map.of(
                        "RECIPIENTS_FILE", recipients.toString(),
                        "CALLBACKS_GUARDED_KEYS", "key2",
                        "CALLBACKS_GUARDED_TOKEN", "s3cret-path"));
    }

    @AfterAll
    void stop() throws IOException, BrokerException {
        service.close();
    }

    private long t() {
        return clock.instant().getEpochSecond() + 600;
    }

    private static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    private String recording(String stream, String more) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971" + more + "}",
                TestService.KEY,
                t());
    }

    private List<String> keysOf(String stream) {
        return service.keys().stream()
                .filter(key -> key.contains("/stream_id=" + stream + "/"))
                .toList();
    }

    private List<MimeMessage> mailsAbout(String address, String stream) {
        return service.mailbox().received(address).stream()
                .filter(mail -> text(mail).contains(stream))
                .toList();
    }

    private static String text(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitDrained() {
        await().atMost(PATIENCE).until(service::isDrained);
    }

    private static void assertAccepted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"code\":0}");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    }

    static Stream<Path> ourPayloads() throws IOException {
        try (Stream<Path> files = Files.list(PAYLOADS)) {
            return files
                    .filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.toString().contains("xx_foreign"))
                    .filter(file -> !file.toString().contains("no_event_type"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("ourPayloads")
    void everyKindOfCallbackIsArchivedToTheByteAndMailed(Path payload) throws Exception {
        // Each with a member of its own, so that the same sample posted by another test is another event.
        String marker = unique("p");
        String original = Files.readString(payload);
        String body = Signer.signed(
                original.stripTrailing().replaceFirst("\\}$", ",\"marker\":\"" + marker + "\"}"), TestService.KEY, t());
        assertAccepted(service.post(body));
        awaitDrained();

        List<String> holding = service.keys().stream()
                .filter(key -> service.object(key).asUtf8String().contains(marker))
                .toList();
        assertThat(holding).hasSize(1);
        String key = holding.get(0);
        assertThat(key)
                .matches("callbacks/source=live/event_type=[0-9]+/date=\\d{4}-\\d{2}-\\d{2}/stream_id=[A-Za-z0-9._%-]+"
                        + "/\\d{8}T\\d{6}Z-[0-9a-f]{16}\\.json");
        var object = service.object(key);
        assertThat(object.asByteArray()).isEqualTo(body.getBytes(UTF_8));
        assertThat(object.response().contentType()).isEqualTo("application/json");
        Map<String, String> metadata = object.response().metadata();
        String eventId = metadata.getOrDefault("event-id", "");
        assertThat(eventId).matches("[0-9a-f]{64}");
        assertThat(key).endsWith("-" + eventId.substring(0, 16) + ".json");
        assertThat(metadata.get("source")).isEqualTo("live");
        assertThat(metadata.get("late")).isEqualTo("false");
        assertThat(metadata.get("key-id")).matches("[0-9a-f]{8}");
        assertThat(Instant.parse(metadata.getOrDefault("received-at", "")))
                .isBetween(clock.instant().minusSeconds(60), clock.instant());

        List<MimeMessage> mails = service.mailbox().received("all@example.com").stream()
                .filter(mail -> header(mail, "X-Live-Callbacks-Event-Id").equals(eventId))
                .toList();
        assertThat(mails).hasSize(1);
        assertThat(header(mails.get(0), "Auto-Submitted")).isEqualTo("auto-generated");
        assertThat(header(mails.get(0), "X-Live-Callbacks-Rule")).isEqualTo("routes[2]");
        assertThat(header(mails.get(0), "Message-ID")).matches("<[0-9a-f]{64}@example\\.com>");
    }

    private static String header(Message mail, String name) {
        try {
            String[] values = mail.getHeader(name);
            return values == null ? "" : String.join("\n", values);
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> foreign() {
        return Stream.of(
                arguments("xx_foreign_trtc_recording.json", "TRTC"),
                arguments("317_porn_detection.legacy2018_no_event_type.json", "image moderation callback of 2018"));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void aForeignCallbackIsRefusedWithItsLikelyOrigin(String file, String origin) throws IOException {
        String body = Signer.signed(Files.readString(PAYLOADS.resolve(file)), TestService.KEY, t());
        HttpResponse<String> answer = service.post(body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .startsWith("{\"code\":400,\"message\":\"event_type is missing;")
                .contains(origin);
    }

    @Test
    void theKeyHasTheDayAndTheSecondOfTheEventInUtc() {
        String stream = unique("key");
        // 2018-12-17T22:30:00Z, which is the next day where the sender is.
        assertAccepted(service.post(recording(stream, "").replace("1545049971", "1545085800")));
        awaitDrained();
        assertThat(keysOf(stream))
                .singleElement()
                .asString()
                .matches("callbacks/source=live/event_type=100/date=2018-12-17/stream_id=" + stream
                        + "/20181217T223000Z-[0-9a-f]{16}\\.json");
    }

    @Test
    void theSameEventAgainIsOneObjectAndOneMail() throws Exception {
        String stream = unique("again");
        long t = t();
        String first = "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971,\"t\":" + t
                + ",\"sign\":\"" + Signer.sign("test", Long.toString(t)) + "\"}";
        assertAccepted(service.post(first));
        long later = t + 60;
        String sign = Signer.sign("test", Long.toString(later));
        assertAccepted(service.post("{ \"sign\" : \"" + sign + "\",\n \"t\":\"" + later
                + "\", \"end_time\": 1545049971, \"stream_id\":\"" + stream + "\",\t\"event_type\":100 }\n"));
        awaitDrained();
        assertThat(keysOf(stream)).hasSize(1);
        assertThat(service.object(keysOf(stream).get(0)).asUtf8String()).isEqualTo(first);
        assertThat(mailsAbout("all@example.com", stream)).hasSize(1);
    }

    @Test
    void otherContentWithTheSameFileIsAnotherEvent() throws Exception {
        String stream = unique("file");
        assertAccepted(service.post(recording(stream, ",\"file_id\":\"f1\",\"file_size\":1")));
        assertAccepted(service.post(recording(stream, ",\"file_id\":\"f1\",\"file_size\":2")));
        awaitDrained();
        assertThat(keysOf(stream)).hasSize(2);
        assertThat(mailsAbout("all@example.com", stream)).hasSize(2);
    }

    @Test
    void fiftyAtOnceAreOneObjectAndOneMail() throws Exception {
        String stream = unique("fifty");
        String body = recording(stream, "");
        ExecutorService callers = Executors.newFixedThreadPool(50);
        try {
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 50)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> service.post(body), callers))
                    .toList();
            answers.forEach(answer -> assertAccepted(answer.join()));
        } finally {
            callers.shutdown();
        }
        awaitDrained();
        assertThat(keysOf(stream)).hasSize(1);
        assertThat(mailsAbout("all@example.com", stream)).hasSize(1);
    }

    @Test
    void numbersBeyondInt64StayAsTheyAre() throws Exception {
        String stream = unique("numbers");
        String body = recording(stream, ",\"file_size\":18446744073709551615,\"task_id\":99999999999999999999999");
        assertAccepted(service.post(body));
        awaitDrained();
        assertThat(service.object(keysOf(stream).get(0)).asUtf8String()).isEqualTo(body);
        String mail = content(mailsAbout("all@example.com", stream).get(0));
        assertThat(mail).contains("18446744073709551615").contains("99999999999999999999999");
    }

    private static String content(MimeMessage mail) throws Exception {
        return ((jakarta.mail.Multipart) mail.getContent())
                .getBodyPart(0)
                .getContent()
                .toString();
    }

    @Test
    void eachAddressOfARuleGetsOneMailOfItsOwn() throws Exception {
        String stream = unique("two");
        assertAccepted(service.post(recording(stream, "")));
        awaitDrained();
        List<MimeMessage> mails = mailsAbout("ana@example.com", stream);
        assertThat(mails).hasSize(1);
        assertThat(mails.get(0).getAllRecipients()).extracting(Object::toString).containsExactly("ana@example.com");
        assertThat(mailsAbout("ben@example.com", stream)).hasSize(1);
        assertThat(mailsAbout("all@example.com", stream)).isEmpty();
    }

    @Test
    void whomNoRuleNamesIsNotMailedButItIsArchived() {
        String stream = unique("quiet");
        assertAccepted(service.post(recording(stream, "")));
        awaitDrained();
        assertThat(keysOf(stream)).hasSize(1);
        assertThat(mailsAbout("all@example.com", stream)).isEmpty();
    }

    @Test
    void requestHeadersAndParametersChangeNothing() throws Exception {
        String stream = unique("headers");
        String body = recording(stream, "");
        String hostile = "?To=evil@example.com&Subject=owned&From=evil@example.com&CamelAwsS3Key=owned"
                + "&CamelAwsS3BucketDestinationName=x&CamelHttpResponseCode=418&_AMQ_DUPL_ID=same&mail.smtp.host=evil"
                + "&eventId=owned&streamId=owned&domain=owned&rule=owned&keyId=owned&CamelJmsDestinationName=mail.outbox";
        HttpResponse<String> answer = service.post(
                "/callbacks/live" + hostile,
                body.getBytes(UTF_8),
                "To",
                "evil@example.com",
                "Subject",
                "owned",
                "From",
                "evil@example.com",
                "Bcc",
                "evil@example.com",
                "mail.smtp.host",
                "127.0.0.2",
                "mail.smtp.port",
                "1",
                "CamelAwsS3Key",
                "owned",
                "CamelAwsS3ContentType",
                "owned/owned",
                "CamelHttpResponseCode",
                "418",
                "CamelHttpPath",
                "/callbacks/other",
                "CamelJmsDestinationName",
                "mail.outbox",
                "_AMQ_DUPL_ID",
                "same",
                "JMSExpiration",
                "1",
                "domain",
                "owned",
                "eventId",
                "owned");
        assertAccepted(answer);
        assertThat(answer.headers().map().keySet())
                .allMatch(name -> List.of(":status", "content-type", "content-length", "connection")
                        .contains(name));
        // The same duplicate id on another event must not drop it.
        assertAccepted(service.post(
                "/callbacks/live?_AMQ_DUPL_ID=same",
                recording(stream, ",\"n\":2").getBytes(UTF_8),
                "_AMQ_DUPL_ID",
                "same"));
        awaitDrained();
        assertThat(keysOf(stream))
                .hasSize(2)
                .allSatisfy(key ->
                        assertThat(service.object(key).response().contentType()).isEqualTo("application/json"));
        assertThat(service.keys()).noneMatch(key -> key.contains("owned"));
        assertThat(mailsAbout("all@example.com", stream)).hasSize(2).allSatisfy(mail -> {
            assertThat(mail.getFrom()[0]).hasToString("live-callbacks <live@example.com>");
            assertThat(mail.getSubject()).doesNotContain("owned");
            assertThat(mail.getHeader("domain")).isNull();
        });
        assertThat(service.mailbox().received("evil@example.com")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/plain; charset=utf-16",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=gbk",
                "nonsense"
            })
    void theContentTypeDoesNotMatter(String contentType) {
        String stream = unique("type");
        String body = recording(stream, ",\"note\":\"a=b&c=\u4e2d\u6587+%20\"");
        assertAccepted(service.post("/callbacks/live", body.getBytes(UTF_8), "Content-Type", contentType));
        awaitDrained();
        assertThat(service.object(keysOf(stream).get(0)).asUtf8String()).isEqualTo(body);
    }

    @Test
    void namesOfAnyLengthAreTakenAsLongAsTheBodyIsNotTooLarge() {
        String mark = unique("long");
        String body = Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + "s".repeat(80_000) + "\",\"app\":\"" + "d".repeat(80_000)
                        + "\",\"appname\":\"" + "p".repeat(80_000) + "\",\"mark\":\"" + mark + "\"}",
                TestService.KEY,
                t());
        assertAccepted(service.post(body));
        awaitDrained();
        assertThat(service.keys().stream()
                        .filter(key -> key.contains("/stream_id=sss"))
                        .map(key -> service.object(key).asUtf8String()))
                .containsExactly(body);
    }

    @Test
    void aBodyWithoutAContentTypeIsTaken() {
        String stream = unique("bare");
        assertAccepted(service.post(recording(stream, "")));
    }

    @Test
    void aSourceWithATokenWantsItInThePath() {
        String stream = unique("token");
        byte[] body = Signer.signed(
                        "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":1545049971}", "key2", t())
                .getBytes(UTF_8);
        assertThat(service.post("/callbacks/guarded", body).statusCode()).isEqualTo(401);
        assertThat(service.post("/callbacks/guarded/wrong", body).statusCode()).isEqualTo(401);
        assertThat(service.post("/callbacks/guarded/s3cret-path/more", body).statusCode())
                .isEqualTo(404);
        assertAccepted(service.post("/callbacks/guarded/s3cret-path", body));
        awaitDrained();
        assertThat(keysOf(stream)).singleElement().asString().startsWith("callbacks/source=guarded/");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("/callbacks/live", "", 400),
                arguments("/callbacks/live", "not json", 400),
                arguments("/callbacks/live", "[]", 400),
                arguments("/callbacks/live", "{\"event_type\":100}", 401),
                arguments("/callbacks/live", "{\"event_type\":100,\"t\":1,\"sign\":\"00\"}", 401),
                arguments("/callbacks/live", "{\"event_type\":100,\"t\":1,\"t\":1,\"sign\":\"00\"}", 400),
                arguments("/callbacks/unknown", "{}", 404),
                arguments("/callbacks/live/", "{}", 404),
                arguments("/callbacks/live/token", "{}", 404),
                arguments("/callbacks", "{}", 404),
                arguments("/callbacksx", "{}", 404),
                arguments("/elsewhere", "{}", 404),
                arguments("/", "{}", 404),
                arguments("/callbacks/live", "{\"a\":\"" + "x".repeat(300_000) + "\"}", 413));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatIsRefusedGetsAFixedAnswerInJson(String path, String body, int status) {
        HttpResponse<String> answer = service.post(path, body.getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).matches("\\{\"code\":" + status + ",\"message\":\"[A-Za-z0-9_ .,;:/{}()]+\"}");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    }

    @Test
    void aRefusalGivesNothingBackOfTheRequest() {
        HttpResponse<String> answer =
                service.post("/callbacks/live?X_Parameter=owned", "{}".getBytes(UTF_8), "X_Header", "owned");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().map().toString()).doesNotContain("owned").doesNotContainIgnoringCase("X_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void onlyPostIsAllowed(String method) {
        HttpResponse<String> answer = TestService.send(HttpRequest.newBuilder(service.uri("/callbacks/live"))
                .method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).startsWith("{\"code\":405,");
        assertThat(answer.headers().firstValue("allow")).hasValue("POST");
    }

    @Test
    void aRefusalIsCountedBySourceAndCause() {
        service.post("{\"event_type\":100}");
        String metrics = TestService.send(HttpRequest.newBuilder(service.managementUri("/observe/metrics")))
                .body();
        assertThat(metrics)
                .containsPattern("livecallbacks_refused_total\\{cause=\"sign_missing\",source=\"live\"} [1-9]");
    }

    @Test
    void healthAndMetricsAreOnTheManagementPortOnly() {
        assertThat(TestService.send(HttpRequest.newBuilder(service.managementUri("/observe/health")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(TestService.send(HttpRequest.newBuilder(service.uri("/observe/health")))
                        .statusCode())
                .isEqualTo(404);
    }
}
