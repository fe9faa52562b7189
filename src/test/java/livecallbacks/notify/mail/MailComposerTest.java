package livecallbacks.notify.mail;

import static livecallbacks.event.Events.event;
import static livecallbacks.event.Events.recordingOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.Events;
import livecallbacks.event.Texts;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailComposerTest {

    private static final Path PAYLOADS = Path.of("src/test/resources/payloads");

    // every sample

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(PAYLOADS)) {
            return files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void samples(Path sample) throws IOException {
        String body = Files.readString(sample);
        Matcher type = Pattern.compile("\"event_type\"\\s*:\\s*(\\d+)").matcher(body);
        CallbackEvent event = event(type.find() ? Integer.parseInt(type.group(1)) : 777, "match-42");
        MailReading mail = MailReading.ofEvent(event, body);
        assertThat(mail.subject()).contains("match-42").hasSizeLessThan(200);
        assertThat(mail.text()).contains("match-42", Events.ID);
        assertThat(mail.html()).contains("match-42", Events.ID);
        assertThat(mail.all()).doesNotContain("REDACTED", "user_ip", "203.0.113", "ca3e25e5");
    }

    // what a person reads

    @Test
    void aRecordingMailSaysWhatIsReadyAndWhere() throws Exception {
        MailReading mail = MailReading.ofEvent(
                recordingOf("match-42"), Files.readString(PAYLOADS.resolve("100_recording_file.doc2022.json")));
        assertThat(mail.subject()).isEqualTo("Recording ready: match-42 (hls, 2 min 34 s)");
        String url = "http://12345678.vod2.myqcloud.com/xxxx/yyyy/zzzz.m3u8";
        assertThat(mail.text().replaceAll(" +", " "))
                .contains(
                        "A recording of the stream match-42 is ready.\r\n\r\n" + url + "\r\n",
                        "Duration: 2 min 34 s\r\n",
                        "Size: 277.9 MB (277941079 bytes)\r\n",
                        "Start: 2022-01-13 15:57:25 UTC\r\n",
                        "End: 2022-01-13 15:59:58 UTC\r\n");
        assertThat(mail.html()).contains("<a href=\"" + url + "\">" + url + "</a>", "277.9 MB (277941079 bytes)");
    }

    @Test
    void aMailOfAStreamThatEndedSaysWhyInWords() throws Exception {
        MailReading mail = MailReading.ofEvent(
                event(0, "match-42"), Files.readString(PAYLOADS.resolve("000_stream_end.doc2023.json")));
        assertThat(mail.subject()).isEqualTo("Stream ended: match-42 (the client stopped the push)");
        assertThat(mail.text())
                .contains("after 2 min 8 s", "(error code 1)", "The push client actively stopped the push");
    }

    @ParameterizedTest
    @CsvSource({
        "1, the client stopped",
        "35, the client stopped",
        "5, a system error",
        "24, a system error",
        "6, bad RTMP",
        "23, bad RTMP",
        "7, a frame",
        "8, no data",
        "20, no data",
        "12, a network error",
        "17, a network error",
        "19, the authentication failed",
        "0, unknown",
        "18, unknown",
        "'\"19\"', the authentication failed",
        "'{\"a\":1}', unknown",
        "-1, unknown"
    })
    void everyErrorCodeHasItsWords(String errcode, String words) {
        assertThat(MailReading.ofEvent(event(0, "s"), "{\"errcode\":" + errcode + "}")
                        .subject())
                .contains("(" + words);
    }

    @Test
    void aRecordingExceptionShowsItsLevelAndWhatHappened() {
        MailReading mail = MailReading.ofEvent(event(341, "match-42"), """
                {"event_type":341,"timestamp":1642089598,"exception_level":"error","session_id":"7",
                 "exception":{"type":"NoData","occurs":3,"desc":"no <data>"}}""");
        assertThat(mail.subject()).isEqualTo("Recording exception: match-42 (error, NoData)");
        assertThat(mail.text()).contains("at 2022-01-13 15:59:58 UTC", "no <data>", "Occurs:    3");
        assertThat(mail.html()).contains("no &lt;data&gt;");
    }

    @Test
    void anEventWithoutTemplatesIsATableOfItsFieldsInTheOrderSent() {
        MailReading mail = MailReading.ofEvent(
                event(999, "match-42"),
                "{\"z\":18446744073709551615,\"a\":{\"b\":[1.50,true,null]},\"event_time\":1642089598,\"none\":null,\"t\":1,\"sign\":\"x\",\"user_ip\":\"192.0.2.1\"}");
        assertThat(mail.subject()).isEqualTo("Event 999: match-42");
        assertThat(mail.text())
                .contains(
                        "z: 18446744073709551615\r\na: {\"b\":[1.50,true,null]}\r\nevent_time: 1642089598 (2022-01-13 15:59:58 UTC)\r\n\r\nEvent");
        assertThat(mail.html()).contains("18446744073709551615", "{&quot;b&quot;:[1.50,true,null]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "18446744073709551615 | 18.4 EB (18446744073709551615 bytes)",
                "9007199254740993 | 9.0 PB (9007199254740993 bytes)",
                "1000 | 1.0 kB (1000 bytes)",
                "999 | 999 bytes",
                "0 | 0 bytes",
                "-5 | -5 bytes",
                "1e999 | 1e999 bytes",
                "1e999999999999999999 | 1e999999999999999999 bytes",
                "1.5 | 1.5 bytes",
                "123456789012345678901234567890 | 123456789012345678901234567890 bytes",
                "\"420382\" | 420.4 kB (420382 bytes)",
                "\"big\" | big",
                "{\"a\":1} | {\"a\":1}",
                "[] | []",
                "true | true",
            })
    void aFileSizeIsShownExactlyWhateverItIs(String sent, String shown) {
        assertThat(MailReading.ofEvent(recordingOf("s"), "{\"file_size\":" + sent + "}")
                        .text())
                .contains("Size:      " + shown + "\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 s",
                "59 | 59 s",
                "60 | 1 min",
                "154 | 2 min 34 s",
                "3600 | 1 h",
                "3661 | 1 h 1 min 1 s",
                "90000 | 25 h",
                "154.5 | 154.5 s",
                "-3 | -3 s",
                "1e999 | 1e999 s",
                "\"154\" | 2 min 34 s",
                "\"soon\" | soon",
                "99999999999999999999 | 99999999999999999999 s"
            })
    void aDurationIsShownInWordsOrAsSent(String sent, String shown) {
        MailReading mail = MailReading.ofEvent(recordingOf("s"), "{\"duration\":" + sent + "}");
        assertThat(mail.subject()).isEqualTo("Recording ready: s (" + shown + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1970-01-01 00:00:00 UTC",
                "1642089598 | 2022-01-13 15:59:58 UTC",
                "1670588074971 | 2022-12-09 12:14:34 UTC",
                "-1 | -1",
                "1e12 | 1e12",
                "999999999999999 | 999999999999999",
                "99999999999999999999 | 99999999999999999999",
                "\"now\" | now"
            })
    void aTimeIsShownInUtcOrAsSent(String sent, String shown) {
        assertThat(MailReading.ofEvent(recordingOf("s"), "{\"start_time\":" + sent + "}")
                        .text())
                .contains("Start:     " + shown + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "null",
                "{",
                "{\"a\":1} x",
                "\"text\"",
                "{\"video_url\":null,\"duration\":null}",
                "{\"video_url\":{\"a\":1},\"file_format\":7,\"duration\":[1],\"start_time\":{},\"stream_id\":false}"
            })
    void aBodyThatIsNotAsExpectedCostsLinesAndNotTheMail(String body) {
        for (int type : new int[] {0, 1, 100, 341, 999}) {
            assertThat(MailReading.ofEvent(event(type, "match-42"), body).all()).contains("match-42", Events.ID);
        }
    }

    @Test
    void aDeepOrWideOrLongBodyMakesABoundedMail() {
        String deep = "[".repeat(50_000) + "]".repeat(50_000);
        String wide = IntStream.range(0, 5000)
                .mapToObj(i -> "\"f" + i + "\":\"" + "文".repeat(30) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        String longText = "{\"a\":\"" + "文".repeat(80_000) + "\",\"b\":" + "9".repeat(80_000) + "}";
        for (String body : List.of("{\"a\":" + deep + "}", wide, longText)) {
            Mail mail = MailReading.composer(Path.of("templates"))
                    .compose(
                            event(999, "s"),
                            new CallbackContent(body.getBytes(StandardCharsets.UTF_8)),
                            MailReading.ANA);
            assertThat(mail.content()).hasSizeLessThan(2_000_000);
            MailReading.of(mail);
        }
        assertThat(MailReading.ofEvent(event(999, "s"), wide).text()).contains("(and 4900 more fields)");
        assertThat(MailReading.ofEvent(event(999, "s"), longText).text()).contains("文".repeat(1999) + "…\r\n");
    }

    // hostile text

    static Stream<String> naughtyStreams() {
        return Stream.of(
                "a\r\nBcc: eve@example.net",
                "a\nX-Evil: 1\n\n<html>",
                "a\u0000b\u0007\u001b[31m\u007f\u0085\u009b",
                "a\u2028b\u2029c",
                "\u202Etxt.exe\u202C \u2066x\u2069 \u200E\u200F\uFEFF\u061C",
                "lone \uD83D high, lone \uDE00 low",
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' or 1=1 --",
                "${event.id} <#assign x=1> #{1}",
                "=?UTF-8?B?QmNjOiBldmVAZXhhbXBsZS5uZXQ=?=",
                "=?utf-8?q?=0D=0ABcc:_eve?=",
                "直播间 🎬 ".repeat(60),
                "x".repeat(5000),
                "a b ".repeat(2000),
                "3891_@v_tls#3pfnm5fw35qt",
                "%s%n%x",
                "../../etc/passwd",
                "\\",
                ".",
                "--=_",
                "   ",
                "");
    }

    @Test
    void aSubjectHasTwoHundredCharactersAtMost() {
        MailReading mail = MailReading.ofEvent(recordingOf("s"), "{\"file_format\":\"" + "🎬".repeat(500) + "\"}");
        assertThat(mail.subject()).endsWith("…");
        assertThat(mail.subject().codePointCount(0, mail.subject().length())).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("naughtyStreams")
    void aHostileStreamIdChangesNothingButItsOwnText(String stream) throws Exception {
        String inJson = stream.codePoints()
                .mapToObj(c -> c >= 0x10000 ? Character.toString(c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
        for (int type : new int[] {0, 1, 100, 341, 999}) {
            MailReading mail = MailReading.ofEvent(
                    event(type, stream),
                    "{\"stream_id\":\"" + inJson + "\",\"video_url\":\"" + inJson + "\",\"errmsg\":\"" + inJson
                            + "\"}");
            assertThat(mail.message().getHeader("X-Evil")).isNull();
            assertThat(mail.subject().codePointCount(0, mail.subject().length()))
                    .isLessThanOrEqualTo(200);
            assertThat(mail.html()).doesNotContain("<script", "<img", "<a ");
            for (String line : mail.all().split("\r?\n", -1)) {
                assertThat(Texts.isPlain(line)).as(line).isTrue();
            }
            if (stream.startsWith("=?")) {
                assertThat(mail.subject()).contains(stream);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com/a.mp4, true",
        "HTTPS://example.com/a?b=c&d=%41, true",
        "HTTP://example.com, true",
        "http://192.0.2.1:8080/x, true",
        "https://example.com/回放.mp4, true",
        "ftp://example.com/a, false",
        "javascript:alert(1), false",
        "//example.com/a, false",
        "example.com/a, false",
        "http:example.com, false",
        "http:///a, false",
        "http://user:pw@example.com/a, false",
        "http://good.example@evil.example, false",
        "'http://example.com/a b', false",
        "'http://example.com/\"x', false",
        "'http://example.com/\\u202ea', false",
        "'http://example.com/\\n', false",
        "http://exa%2fmple.com, false",
        "'data:text/html,<b>', false",
        "' http://example.com', false"
    })
    void onlyAPlainWebAddressBecomesALink(String url, boolean link) {
        String inJson = url.replace("\"", "\\\"");
        for (String field : List.of("video_url", "pic_full_url")) {
            int type = field.equals("video_url") ? 100 : 200;
            MailReading mail = MailReading.ofEvent(event(type, "s"), "{\"" + field + "\":\"" + inJson + "\"}");
            assertThat(mail.html().contains("<a href=")).as(mail.html()).isEqualTo(link);
            if (link) {
                assertThat(mail.html()).contains("<a href=\"" + url.replace("&", "&amp;") + "\">");
                assertThat(mail.text()).contains(url);
            }
        }
        assertThat(MailReading.ofEvent(event(200, "s"), "{\"errmsg\":\"" + inJson + "\"}")
                        .html())
                .doesNotContain("<a href=");
    }

    @Test
    void aLinkHasNoPushCredentialInIt() {
        MailReading mail =
                MailReading.ofEvent(recordingOf("s"), "{\"video_url\":\"http://example.com/a?txSecret=c0ffee&x=1\"}");
        assertThat(mail.html()).contains("<a href=\"http://example.com/a?txSecret=***&amp;x=1\">");
        assertThat(mail.all()).doesNotContain("c0ffee");
    }

    @Test
    void aStreamNamedLikeACredentialIsMaskedInTheSubject() {
        assertThat(MailReading.ofEvent(recordingOf("a?txSecret=c0ffee"), "{}").all())
                .doesNotContain("c0ffee");
    }

    // header

    @Test
    void theHeaderSaysWhoWhyAndAboutWhat() throws Exception {
        Mail written = MailReading.composer(Path.of("templates"))
                .compose(
                        recordingOf("match-42"),
                        new CallbackContent("{}".getBytes(StandardCharsets.UTF_8)),
                        MailReading.ANA);
        MailReading mail = MailReading.of(written);
        assertThat(mail.message().getFrom()[0]).hasToString("Live Callbacks <live@callbacks.example.org>");
        assertThat(mail.message().getHeader("To")).containsExactly("=?UTF-8?Q?Ana_=C3=91?= <Ana@example.com>");
        assertThat(mail.message().getSentDate()).isEqualTo(Date.from(MailReading.NOW));
        assertThat(mail.message().getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.message().getHeader("X-Live-Callbacks-Rule")).containsExactly("routes[1].routes[0]");
        assertThat(mail.message().getHeader("X-Live-Callbacks-Event")).containsExactly("recording");
        assertThat(mail.message().getHeader("X-Live-Callbacks-Event-Id")).containsExactly(Events.ID);
        assertThat(written.email()).isEqualTo("Ana@example.com");
        assertThat(written.rule()).isEqualTo("routes[1].routes[0]");
    }

    @Test
    void theSameMailHasTheSameIdAndTheSameBytes() throws Exception {
        Mail first = compose(recordingOf("a"), "Ana@example.com");
        Mail again = compose(recordingOf("a"), "Ana@example.com");
        assertThat(first.id()).matches("[0-9a-f]{64}");
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.content()).isEqualTo(first.content());
        assertThat(MailReading.of(first).message().getMessageID())
                .isEqualTo("<" + first.id() + "@callbacks.example.org>");
    }

    @Test
    void theIdDependsOnTheEventAndThePersonOnly() {
        String id = compose(recordingOf("a"), "Ana@example.com").id();
        assertThat(compose(recordingOf("b"), "ANA@EXAMPLE.COM").id()).isEqualTo(id);
        assertThat(compose(recordingOf("a"), "ben@example.com").id()).isNotEqualTo(id);
        CallbackEvent event = recordingOf("a");
        CallbackEvent other = new CallbackEvent(
                "live",
                "f".repeat(64),
                100,
                "a",
                null,
                null,
                event.eventTime(),
                false,
                event.receivedAt(),
                false,
                null,
                null);
        assertThat(compose(other, "Ana@example.com").id()).isNotEqualTo(id);
    }

    private static Mail compose(CallbackEvent event, String email) {
        return MailReading.composer(Path.of("templates"))
                .compose(
                        event,
                        new CallbackContent("{\"duration\":1}".getBytes(StandardCharsets.UTF_8)),
                        new Addressee(email, email, "default", MailSettings.DEFAULT));
    }

    @Test
    void aSenderThatIsNoAddressIsRefusedAtTheStart() {
        for (String from : List.of("", "live", "a@b, c@d", "a@b\r\nBcc: c@d")) {
            assertThatThrownBy(() -> new MailComposer(from, Path.of("templates"), Clock.systemUTC()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("mail.from");
        }
    }

    // templates

    @TempDir
    Path templates;

    private void template(String name, String content) throws IOException {
        Files.createDirectories(templates.resolve("en"));
        Files.writeString(templates.resolve("en").resolve(name), content);
    }

    private MailReading withTemplates() {
        return MailReading.of(MailReading.composer(templates)
                .compose(
                        recordingOf("<s>"),
                        new CallbackContent("{\"a\":\"<b>\"}".getBytes(StandardCharsets.UTF_8)),
                        MailReading.ANA));
    }

    @Test
    void htmlIsEscapedWithoutBeingAskedAndTextIsNot() throws IOException {
        template("generic.txt.ftl", "Subject: S ${event.stream}\n\n${body.a}\n");
        template("generic.html.ftl", "<p>${body.a}</p>");
        MailReading mail = withTemplates();
        assertThat(mail.subject()).isEqualTo("S <s>");
        assertThat(mail.text()).isEqualTo("<b>\r\n");
        assertThat(mail.html()).contains("<p>&lt;b&gt;</p>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: x\n\n${missing}",
                "Subject: x\n\n<#if>",
                "no subject\n\ntext",
                "Subject: x\ntext",
                "Subject:  \n\ntext",
                "",
                "Subject: x\n\n${\"freemarker.template.utility.Execute\"?new()(\"id\")}",
                "Subject: x\n\n${event?api.class}",
                "Subject: x\n\n<#include \"../../../../../../etc/hostname\">",
                "Subject: x\n\n${event.getClass().getName()}"
            })
    void aBrokenTemplateFallsBackToTheGenericOne(String broken) throws IOException {
        template("generic.txt.ftl", "Subject: Generic\n\ntext");
        template("generic.html.ftl", "<p>generic</p>");
        template("recording.txt.ftl", broken);
        template("recording.html.ftl", "<p>own</p>");
        assertThat(withTemplates().subject()).isEqualTo("Generic");
        assertThat(withTemplates().html()).contains("generic");
    }

    @Test
    void aTemplateWithoutItsOtherHalfIsNotUsed() throws IOException {
        template("generic.txt.ftl", "Subject: Generic\n\ntext");
        template("generic.html.ftl", "<p>generic</p>");
        template("recording.txt.ftl", "Subject: Own\n\ntext");
        assertThat(withTemplates().subject()).isEqualTo("Generic");
    }

    @Test
    void whereEvenTheGenericTemplateFailsTheMailIsAPlainList() throws IOException {
        template("generic.txt.ftl", "Subject: Generic\n\n${missing}");
        template("generic.html.ftl", "<p>generic</p>");
        MailReading mail = withTemplates();
        assertThat(mail.subject()).isEqualTo("Recording: <s>");
        assertThat(mail.text()).contains("a: <b>", Events.ID);
        assertThat(mail.html()).contains("a: &lt;b&gt;", Events.ID);
    }

    @Test
    void theStartFailsWithoutGoodGenericTemplates() throws IOException {
        assertThatThrownBy(this::withTemplates)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("generic");
        assertThatThrownBy(() -> MailReading.composer(templates.resolve("missing")))
                .isInstanceOf(IllegalArgumentException.class);
        template("generic.txt.ftl", "Subject: x\n\n<#if");
        template("generic.html.ftl", "");
        assertThatThrownBy(this::withTemplates).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChangedTemplateTakesEffectWithoutARestart() throws IOException {
        template("generic.txt.ftl", "Subject: Before\n\ntext");
        template("generic.html.ftl", "<p>generic</p>");
        MailComposer composer = MailReading.composer(templates);
        template("generic.txt.ftl", "Subject: After\n\ntext");
        Files.setLastModifiedTime(templates.resolve("en/generic.txt.ftl"), FileTime.fromMillis(1000));
        Awaitility.await()
                .untilAsserted(() -> assertThat(MailReading.of(composer.compose(
                                        recordingOf("s"), new CallbackContent(new byte[0]), MailReading.ANA))
                                .subject())
                        .isEqualTo("After"));
    }

    // replays

    private MailReading repeated(Path directory, Replay replay) throws Exception {
        return MailReading.of(MailReading.composer(directory)
                .compose(recordingOf("a"), new CallbackContent(new byte[] {'{', '}'}), MailReading.ANA, replay));
    }

    @Test
    void aRepeatedMailIsAnotherOneAndSaysSo() throws Exception {
        MailReading first = MailReading.of(MailReading.composer(Path.of("templates"))
                .compose(recordingOf("a"), new CallbackContent(new byte[] {'{', '}'}), MailReading.ANA));
        MailReading again = repeated(Path.of("templates"), new Replay("run1", true));
        MailReading other = repeated(Path.of("templates"), new Replay("run2", true));
        MailReading unmarked = repeated(Path.of("templates"), new Replay("run1", false));
        assertThat(again.subject()).isEqualTo("[Repeated] " + first.subject());
        assertThat(again.message().getHeader("X-Live-Callbacks-Replay")).containsExactly("run1");
        assertThat(unmarked.subject()).isEqualTo(first.subject());
        assertThat(unmarked.message().getHeader("X-Live-Callbacks-Replay")).isNull();
        assertThat(List.of(
                        first.message().getMessageID(),
                        again.message().getMessageID(),
                        other.message().getMessageID()))
                .doesNotHaveDuplicates();
        assertThat(unmarked.message().getMessageID()).isEqualTo(again.message().getMessageID());
    }

    @ParameterizedTest
    @CsvSource({"Once more: ${subject}, Once more: S a", "${broken, [Repeated] S a", "' ', [Repeated] S a"})
    void theTeamSaysHowARepeatedMailIsCalled(String template, String subject) throws Exception {
        template("generic.txt.ftl", "Subject: S ${event.stream}\n\nx\n");
        template("generic.html.ftl", "<p>x</p>");
        assertThat(repeated(templates, new Replay("run1", true)).subject()).isEqualTo("[Repeated] S a");
        template("repeated.subject.ftl", template);
        assertThat(repeated(templates, new Replay("run1", true)).subject()).isEqualTo(subject);
    }
}
