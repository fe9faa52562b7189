package livecallbacks.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Address;
import jakarta.mail.Header;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import livecallbacks.Signer;
import livecallbacks.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers, query parameters, names and texts that would steer what lies behind, if anybody there listened. */
class InjectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String EVIL = "evil@attacker.example";

    /** What camel-mail, camel-aws2-s3, camel-jms, Artemis, Camel itself and our own routes read from headers. */
    private static final List<String> STEERING = List.of(
            "To",
            "Cc",
            "Bcc",
            "From",
            "Reply-To",
            "Subject",
            "Return-Path",
            "mail.smtp.host",
            "mail.smtp.from",
            "CamelAwsS3Key",
            "CamelAwsS3BucketName",
            "CamelAwsS3OverrideBucketName",
            "CamelAwsS3Operation",
            "CamelAwsS3Metadata",
            "CamelAwsS3ContentType",
            "CamelAwsS3CannedAcl",
            "CamelFileName",
            "CamelHttpPath",
            "CamelHttpMethod",
            "CamelHttpUri",
            "CamelHttpQuery",
            "CamelHttpResponseCode",
            "CamelJmsDestination",
            "CamelJmsDestinationName",
            "CamelBeanMethodName",
            "CamelExceptionCaught",
            "CamelRedeliveryCounter",
            "CamelSplitIndex",
            "JMSDestination",
            "JMSReplyTo",
            "JMSCorrelationID",
            "JMSPriority",
            "JMSType",
            "JMSXGroupID",
            "JMSXDeliveryCount",
            "_AMQ_DUPL_ID",
            "_AMQ_SCHED_DELIVERY",
            "_AMQ_LVQ_NAME",
            "breadcrumbId",
            "x-amz-acl",
            "x-amz-meta-event-id",
            "archiveBucket",
            "archiveFolder",
            "replay",
            "release",
            "rule",
            "source",
            "eventId",
            "streamId",
            "eventType",
            "eventTime",
            "late");

    private static final List<UnaryOperator<String>> CASES = List.of(
            name -> name,
            name -> name.toLowerCase(Locale.ROOT),
            name -> name.toUpperCase(Locale.ROOT),
            InjectionTest::everyOther);

    @TempDir
    private Path folder;

    private static String everyOther(String name) {
        StringBuilder mixed = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            mixed.append(i % 2 == 0 ? Character.toLowerCase(c) : Character.toUpperCase(c));
        }
        return mixed.toString();
    }

    private static String recording(String stream) {
        return recording(stream, "https://example.com/a.mp4");
    }

    /** Both are put into the JSON as they are. */
    private static String recording(String stream, String url) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"app\":\"" + stream + "\",\"appname\":\""
                        + stream
                        + "\",\"file_format\":\"" + stream + "\",\"stream_param\":\"" + stream + "\",\"video_url\":\""
                        + url
                        + "\",\"end_time\":1545049971}",
                TestService.KEY,
                Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    private static void assertTaken(TestService service, String path, String body, String... headers) {
        var answer = service.post(path, body.getBytes(UTF_8), headers);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"code\":0}");
        assertThat(answer.headers().map().keySet()).isSubsetOf(":status", "content-type", "content-length");
    }

    private static String query(List<String> names, UnaryOperator<String> writing, String value) {
        return names.stream()
                .map(name -> URLEncoder.encode(writing.apply(name), UTF_8) + "=" + URLEncoder.encode(value, UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }

    private static String[] headers(List<String> names, UnaryOperator<String> writing, String value) {
        return names.stream()
                .flatMap(name -> Stream.of(writing.apply(name), value))
                .toArray(String[]::new);
    }

    private static void drain(TestService service, int objects) {
        await().atMost(PATIENCE)
                .until(() -> service.isDrained() && service.keys().size() == objects);
        assertThat(service.queued("callbacks.failed")).isZero();
        assertThat(service.queued("mail.failed")).isZero();
    }

    @Test
    void noHeaderAndNoQueryParameterOfARequestReachesObjectOrMail() throws Exception {
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            assertTaken(service, "/callbacks/live", recording("quiet"));
            int sent = 1;
            for (String value : List.of(EVIL, "../../../evil")) {
                for (UnaryOperator<String> writing : CASES) {
                    String query = query(STEERING, writing, value);
                    String[] headers = headers(STEERING, writing, value);
                    assertTaken(service, "/callbacks/live" + query, recording("loud-" + sent++));
                    assertTaken(service, "/callbacks/live", recording("loud-" + sent++), headers);
                    assertTaken(service, "/callbacks/live" + query, recording("loud-" + sent++), headers);
                }
            }
            drain(service, sent);

            assertThat(service.keys())
                    .allMatch(key -> key.matches("callbacks/source=live/event_type=100/date=2018-12-17"
                            + "/stream_id=(quiet|loud-[0-9]+)/20181217T123251Z-[0-9a-f]{16}\\.json"));
            Map<String, String> quiet = metadata(service, "quiet");
            for (int i = 1; i < sent; i++) {
                assertThat(metadata(service, "loud-" + i)).isEqualTo(quiet);
            }
            List<MimeMessage> mails = service.mailbox().received("team@example.com");
            assertThat(mails).hasSize(sent);
            assertThat(mails.stream().map(InjectionTest::envelope).distinct()).hasSize(1);
            assertThat(service.mailbox().received(EVIL)).isEmpty();
        }
    }

    /** Content type and metadata but for what differs from callback to callback. */
    private static Map<String, String> metadata(TestService service, String stream) {
        String key = service.keys().stream()
                .filter(candidate -> candidate.contains("stream_id=" + stream + "/"))
                .findFirst()
                .orElseThrow();
        var response = service.object(key).response();
        Map<String, String> metadata = new java.util.TreeMap<>(response.metadata());
        List.of("event-id", "received-at", "receipt").forEach(metadata::remove);
        metadata.put("(content type)", response.contentType());
        return metadata;
    }

    /** The names of all headers, and the values of those that say who and whence. */
    private static String envelope(MimeMessage mail) {
        try {
            TreeSet<String> names = new TreeSet<>();
            for (Header header : Collections.list(mail.getAllHeaders())) {
                names.add(header.getName());
            }
            List<String> people = new ArrayList<>();
            for (Address[] addresses : new Address[][] {mail.getFrom(), mail.getAllRecipients()}) {
                people.add(List.of(addresses).toString());
            }
            return names + " " + people + " " + mail.getSubject().replaceAll("(quiet|loud-[0-9]+)", "");
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noStreamIdLeavesItsPlaceInTheBucket() throws Exception {
        List<String> streams = List.of(
                "..",
                ".",
                "../../../../etc/passwd",
                "..\\\\..\\\\..\\\\evil",
                "/etc/passwd",
                "//evil",
                "a/../../../b",
                "%2e%2e/%2e%2e/evil",
                "%252e%252e%252fevil",
                "..%2f..%2fevil",
                "..%00/evil",
                "a\\u0000b",
                "\\u0000",
                "\\n\\r",
                "\\u202e../evil",
                "\\ud800",
                "\u2025/\uff0e\uff0e/\u2215evil",
                "\\ud83d\\ude00",
                "~root",
                "CON",
                "a=b/c=d",
                "stream_id=x/..",
                "?versionId=1&acl",
                "#fragment",
                "x".repeat(5_000),
                "/".repeat(5_000),
                "${sys.user.home}",
                "$simple{sys.user.home}",
                "${exec:id}",
                "{{archive.bucket}}",
                "{{env:HOME}}",
                "#{7*7}",
                "${header.eventId}",
                "${date:now:yyyy}",
                "${bean:keySegment?method=toString}");
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            for (String stream : streams) {
                assertTaken(service, "/callbacks/live", recording(stream));
            }
            drain(service, streams.size());

            assertThat(service.keys())
                    .allMatch(key -> key.matches("callbacks/source=live/event_type=100/date=2018-12-17"
                            + "/stream_id=(?!\\.{1,2}/)[A-Za-z0-9._%-]{1,190}/20181217T123251Z-[0-9a-f]{16}\\.json"))
                    .noneMatch(
                            key -> key.contains(System.getProperty("user.home").replace("/", "%2F")));
            await().atMost(PATIENCE).until(() -> service.keys("receipts/").size() == streams.size());
            assertThat(service.keys("receipts/"))
                    .allMatch(key -> key.matches("receipts/source=live/event_type=100/date=2018-12-17"
                            + "/stream_id=(?!\\.{1,2}/)[A-Za-z0-9._%-]{1,190}/20181217T123251Z-[0-9a-f]{16}"
                            + "-[0-9]{8}T[0-9]{9}Z-mailed-[0-9a-f]{16}\\.json"));
            assertThat(service.mailbox().received("team@example.com")).hasSize(streams.size());
        }
        try (Stream<Path> below = Files.walk(folder.resolve("s3"))) {
            Path bucket = folder.resolve("s3").resolve(TestService.BUCKET);
            assertThat(below.filter(Files::isRegularFile)
                            .filter(file -> !file.getFileName().toString().startsWith(".")))
                    .isNotEmpty()
                    .allMatch(file -> file.startsWith(bucket.resolve("callbacks"))
                            || file.startsWith(bucket.resolve("receipts")));
        }
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void noTextOfACallbackIsEverReadAsATemplateAsHtmlOrAsAHeader() throws Exception {
        List<String> texts = List.of(
                "${7*7}",
                "#{7*7}",
                "[=7*7]",
                "<#include '/etc/passwd'>",
                "<#assign x='freemarker.template.utility.Execute'?new()>${x('id')}",
                "${'freemarker.template.utility.ObjectConstructor'?new()('java.io.File','/')}",
                "${event?api.class.protectionDomain}",
                "<@layout.page>",
                "</title><script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "\\\"><svg/onload=alert(1)>",
                "' onmouseover='alert(1)",
                "&lt;script&gt;",
                "a\\r\\nBcc: " + EVIL,
                "a\\nTo: " + EVIL + "\\n\\n<b>body</b>",
                "\\r\\n.\\r\\nMAIL FROM:<" + EVIL + ">",
                "=?utf-8?q?=0d=0aBcc:_" + EVIL + "?=",
                "\\u2028Bcc: " + EVIL,
                "\\u0000\\u0007\\u001b[31m");
        List<String> urls = List.of(
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "\\u0001javascript:alert(1)",
                "java\\nscript:alert(1)",
                "data:text/html,<script>alert(1)</script>",
                "vbscript:x",
                "https://example.com/\\\" onclick=\\\"alert(1)",
                "//attacker.example/");
        try (TestService service = TestService.start(folder, Clock.systemUTC(), Map.of())) {
            for (String text : texts) {
                assertTaken(service, "/callbacks/live", recording(text));
            }
            for (String url : urls) {
                assertTaken(service, "/callbacks/live", recording("plain", url));
            }
            drain(service, texts.size() + urls.size());

            List<MimeMessage> mails = service.mailbox().received("team@example.com");
            assertThat(mails).hasSize(texts.size() + urls.size());
            for (MimeMessage mail : mails) {
                assertThat(mail.getAllRecipients()).hasSize(1);
                assertThat(mail.getRecipients(Message.RecipientType.BCC)).isNull();
                assertThat(mail.getSubject()).doesNotContain("\r", "\n", "49", "uid=");
                assertThat(part(mail, 0)).doesNotContain("uid=", "root:x:");
                assertThat(part(mail, 1))
                        .doesNotContain("uid=", "root:x:", "jar:file", ">49<", " 49 ")
                        .doesNotContainIgnoringCase("<script", "<svg", "<img", "<b>body", "href=\"java", "href=\"data")
                        .doesNotContainPattern("(?i)<[^>]*\\s(on[a-z]+)\\s*=")
                        .doesNotContainPattern("(?i)href=['\"](?!https?://|mailto:)");
            }
            assertThat(service.mailbox().received(EVIL)).isEmpty();
        }
    }

    private static String part(MimeMessage mail, int index) throws MessagingException, IOException {
        return (String) ((MimeMultipart) mail.getContent()).getBodyPart(index).getContent();
    }
}
