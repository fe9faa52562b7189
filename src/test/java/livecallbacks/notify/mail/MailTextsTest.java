package livecallbacks.notify.mail;

import static livecallbacks.event.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.event.Events;
import livecallbacks.event.JsonText;
import livecallbacks.event.Texts;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that come with the product, in every language of theirs. */
class MailTextsTest {

    private static final Path TEMPLATES = Path.of("templates");
    /** Where the mails are left for a person, and for the screenshots of docs/templates.md. */
    private static final Path RENDERED = Path.of("target/mails");

    private static final MailComposer COMPOSER = MailReading.composer(TEMPLATES);
    private static final MailTemplates SHARED = COMPOSER.templates();

    private static MailSettings settingsOf(String language) {
        return settings(
                language,
                switch (language) {
                    case "zh" -> "Asia/Shanghai";
                    case "ko" -> "Asia/Seoul";
                    default -> "UTC";
                });
    }

    private static MailSettings settings(String language, String zone) {
        return new MailSettings(language, ZoneId.of(zone), Duration.ZERO, null);
    }

    private static CallbackContent content(String text) {
        return new CallbackContent(text.getBytes(StandardCharsets.UTF_8));
    }

    // the same in every language

    static List<String> languages() {
        return List.of("en", "ko", "zh");
    }

    @Test
    void theProductSpeaksEnglishChineseAndKorean() {
        assertThat(SHARED.languages()).containsExactly("en", "ko", "zh");
        assertThat(SHARED.check()).isEmpty();
    }

    private static Set<String> files(String language) throws IOException {
        try (Stream<Path> files = Files.list(TEMPLATES.resolve(language))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyLanguageHasTheSameFilesThatShowTheSameValues(String language) throws IOException {
        assertThat(files(language)).isEqualTo(files("en"));
        for (String file : files("en")) {
            if (file.endsWith(".ftl")) {
                assertThat(values(language, file)).as(file).isEqualTo(values("en", file));
            }
        }
    }

    private static Set<String> values(String language, String file) throws IOException {
        return Pattern.compile(
                        "\\b(event|body|recording|ended|status|exception|push|screenshot|moderation|relay|digest|row"
                                + "|error|hit|kind)\\.[a-zA-Z_]+|\\b(picture|moreRows|readable|subject)\\b")
                .matcher(Files.readString(TEMPLATES.resolve(language).resolve(file)))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyLanguageHasTheSameWordsWithTheSamePlaces(String language) throws IOException {
        Words english = words("en");
        Words words = words(language);
        assertThat(words.names()).containsExactlyInAnyOrderElementsOf(english.names());
        for (String name : english.names()) {
            assertThat(words.find(name)).as(name).isPresent();
            assertThat(places(words, name)).as(name).isEqualTo(places(english, name));
        }
        EventNames.all()
                .keySet()
                .forEach(
                        name -> assertThat(words.find("event." + name)).as(name).isPresent());
    }

    private static Words words(String language) throws IOException {
        return Words.read(TEMPLATES.resolve(language).resolve(Words.FILE), language);
    }

    private static Set<String> places(Words words, String name) {
        return Pattern.compile("\\{\\d\\}")
                .matcher(words.find(name).orElse(""))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    // every event in every language

    record Sample(String name, int type, String body) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (String folder : List.of("src/test/resources/payloads", "src/main/resources/samples")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                for (Path file : files.sorted().toList()) {
                    if (file.toString().endsWith(".json")) {
                        String body = Files.readString(file);
                        Matcher type = Pattern.compile("\"event_type\"\\s*:\\s*(-?\\d+)")
                                .matcher(body);
                        samples.add(new Sample(
                                file.getFileName().toString().replace(".json", ""),
                                type.find() ? Integer.parseInt(type.group(1)) : 777,
                                body));
                    }
                }
            }
        }
        return samples;
    }

    static Stream<Arguments> samplesInLanguages() throws IOException {
        return samples().stream()
                .flatMap(sample -> languages().stream().map(language -> Arguments.of(sample, language)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("samplesInLanguages")
    void everyEventIsWrittenWhole(Sample sample, String language) throws Exception {
        Addressee addressee = new Addressee("ana@example.com", "ana@example.com", "default", settingsOf(language));
        Mail written = COMPOSER.compose(event(sample.type, "match-42"), content(sample.body), addressee);
        MailReading mail = MailReading.of(written);
        assertThat(SHARED.problems()).isEmpty();
        strictlyRead(written);
        Document html = checkedHtml(mail.html(), language);
        String all = mail.subject() + "\n" + mail.text() + "\n" + html.text();
        assertThat(mail.subject()).contains("match-42").hasSizeLessThan(200);
        assertThat(mail.text()).contains("match-42", Events.ID);
        assertThat(html.text()).contains("match-42", Events.ID);
        // neither a place nor a name of a word that was not found, nor a value that was missing
        assertThat(all)
                .doesNotContain("${", "{0}", "{1}", "null", "cause.", "verdict.", "record-event.", "push-error.", "()")
                .doesNotContain("txSecret=REDACTED", "user_ip", "203.0.113", "ca3e25e5", "0123456789abcdef")
                .doesNotContain("（）");
        if (!language.equals("en")) {
            assertThat(mail.subject()).isNotEqualTo(ofLanguage(sample, "en").subject());
            assertThat(all).doesNotContain("(no stream)", "after ", "received");
        }
        Files.createDirectories(RENDERED.resolve(language));
        Files.writeString(RENDERED.resolve(language).resolve(sample.name + ".html"), mail.html());
        Files.writeString(
                RENDERED.resolve(language).resolve(sample.name + ".txt"), mail.subject() + "\n\n" + mail.text());
    }

    private static MailTemplates.Rendered ofLanguage(Sample sample, String language) {
        return SHARED.render(event(sample.type, "match-42"), content(sample.body), settingsOf(language));
    }

    /** Apache James' reader throws at anything that is not as the RFCs have it. */
    private static void strictlyRead(Mail mail) throws Exception {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.STRICT);
        builder.setDecodeMonitor(DecodeMonitor.STRICT);
        Message message = builder.parseMessage(new ByteArrayInputStream(mail.content()));
        assertThat(message.getBody()).isInstanceOf(Multipart.class);
        assertThat(((Multipart) message.getBody()).getBodyParts()).hasSize(2);
        assertThat(message.getHeader().getFields("Bcc")).isEmpty();
        assertThat(message.getHeader().getFields("Subject")).hasSize(1);
    }

    private static Document checkedHtml(String html, String language) {
        assertThat(html.length()).isLessThan(100_000);
        Document document = Jsoup.parse(html);
        assertThat(document.documentType()).isNotNull();
        assertThat(document.select("html").attr("lang")).startsWith(language);
        assertThat(document.select("img, script, link, iframe, object, form, svg, base, foo, plaintext, textarea"))
                .isEmpty();
        assertThat(document.select("style")).hasSize(1);
        assertThat(document.select("style").outerHtml()).doesNotContain("@import", "url(");
        for (Element element : document.getAllElements()) {
            element.attributes()
                    .forEach(attribute -> assertThat(attribute.getKey()).doesNotStartWithIgnoringCase("on"));
        }
        document.select("a").forEach(link -> assertThat(link.attr("href")).matches("(?is)https?://.+"));
        return document;
    }

    // as a person reads it

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | 5401 | 1 h 30 min 1 s | 1670588074971 | 2022-12-09 12:14:34 UTC | 277941079 | 277.9 MB (277941079 bytes)",
                "zh | 5401 | 1小时30分1秒 | 1670588074971 | 2022-12-09 20:14:34 (UTC+8) | 277941079 | 277.9 MB（277941079 字节）",
                "ko | 5401 | 1시간 30분 1초 | 1670588074971 | 2022-12-09 21:14:34 (UTC+9) | 277941079 | 277.9MB(277941079바이트)",
                "en | 0 | 0 s | 0 | 1970-01-01 00:00:00 UTC | 1 | 1 byte",
                "zh | 3600 | 1小时 | 0 | 1970-01-01 08:00:00 (UTC+8) | 999 | 999 字节",
                "ko | 60 | 1분 | 0 | 1970-01-01 09:00:00 (UTC+9) | 1 | 1바이트",
                "zh | 1.5 | 1.5秒 | soon | soon | big | big",
            })
    void numbersAreInTheWordsOfTheLanguage(
            String language,
            String duration,
            String inWords,
            String time,
            String timeInWords,
            String size,
            String sized)
            throws IOException {
        InWords numbers = new InWords(words(language), settingsOf(language).timezone());
        assertThat(numbers.seconds(duration)).isEqualTo(inWords);
        assertThat(numbers.time(time)).isEqualTo(timeInWords);
        assertThat(numbers.bytes(size)).isEqualTo(sized);
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Kolkata, 2022-07-01 05:30:00 (UTC+5:30)",
        "America/New_York, 2022-06-30 20:00:00 (UTC-4)",
        "Europe/London, 2022-07-01 01:00:00 (UTC+1)",
        "Atlantic/Reykjavik, 2022-07-01 00:00:00 UTC"
    })
    void aTimeNamesTheOffsetThatHoldsAtThatTime(String zone, String shown) {
        assertThat(new InWords(Words.none("en"), ZoneId.of(zone)).time(Instant.parse("2022-07-01T00:00:00Z")))
                .isEqualTo(shown);
    }

    @Test
    void aSubjectSaysWhatHappenedFirstAndThenTheStream() throws IOException {
        List<String> subjects = new ArrayList<>();
        for (Sample sample : samples()) {
            if (!sample.name.matches("\\d.*") && sample.type <= 341) {
                languages()
                        .forEach(language ->
                                subjects.add(ofLanguage(sample, language).subject()));
            }
        }
        assertThat(subjects)
                .contains(
                        "Stream ended: match-42 (the client stopped the push)",
                        "直播断流：match-42（推流端主动断流）",
                        "스트림 종료: match-42 (송출자가 송출을 중지함)",
                        "Recording ready: match-42 (mp4, 1 h 30 min 1 s)",
                        "录制完成：match-42（mp4，1小时30分1秒）",
                        "녹화 완료: match-42 (mp4, 1시간 30분 1초)",
                        "Recording ended: match-42",
                        "录制已结束：match-42",
                        "녹화 종료: match-42",
                        "Image moderation: match-42 (block, pornography, score 99)",
                        "画面审核：match-42（建议屏蔽，色情，置信度 99）",
                        "이미지 검수: match-42 (차단 권고, 음란물, 점수 99)",
                        "Push error: match-42 (too long between two video frames)",
                        "推流异常：match-42（视频帧到达间隔过长）",
                        "송출 오류: match-42 (비디오 프레임 도착 간격이 너무 김)",
                        "Relay started: match-42",
                        "转推任务已开始：match-42",
                        "릴레이 시작: match-42");
    }

    // digests

    private static List<DigestRow> rows(String language) throws IOException {
        List<DigestRow> rows = new ArrayList<>();
        for (Sample sample : samples()) {
            if (!sample.name.matches("\\d.*|xx.*")) {
                rows.add(SHARED.row(event(sample.type, "match-42"), content(sample.body), settingsOf(language)));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("languages")
    void aDigestIsATableOfItsEvents(String language) throws IOException {
        List<DigestRow> rows = rows(language);
        MailTemplates.Rendered digest =
                SHARED.renderDigest(event(100, "match-42"), rows, 0, settingsOf(language), false);
        Document html = checkedHtml(digest.html(), language);
        assertThat(digest.subject()).contains("match-42", Integer.toString(rows.size()));
        for (DigestRow row : rows) {
            assertThat(html.text())
                    .contains(row.title(), row.cells().get("text"), row.cells().get("clock"));
            assertThat(digest.text()).contains(row.title(), row.cells().get("text"));
            if (row.cells().containsKey("link")) {
                assertThat(digest.text()).contains(row.cells().get("link"));
                assertThat(html.select("a").eachAttr("href"))
                        .contains(row.cells().get("link"));
            }
        }
        assertThat(rows)
                .extracting(row -> row.cells().get("text"))
                .contains(
                        switch (language) {
                            case "zh" -> "mp4，1小时30分1秒，2.9 GB";
                            case "ko" -> "mp4, 1시간 30분 1초, 2.9GB";
                            default -> "mp4, 1 h 30 min 1 s, 2.9 GB";
                        });
        assertThat(SHARED.problems()).isEmpty();
        Files.createDirectories(RENDERED.resolve(language));
        Files.writeString(RENDERED.resolve(language).resolve("digest.html"), digest.html());
        Files.writeString(RENDERED.resolve(language).resolve("digest.txt"), digest.subject() + "\n\n" + digest.text());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void aLargeDigestShowsAHundredInOrderAndCountsTheRest(String language) {
        CallbackEvent event = event(100, "match-42");
        DigestRow row = SHARED.row(event, content("{\"file_format\":\"mp4\"}"), settingsOf(language));
        List<DigestRow> rows = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            rows.add(
                    0,
                    new DigestRow(
                            event.eventTime().plusSeconds(i),
                            row.title(),
                            Map.of(
                                    "time",
                                    "t" + i,
                                    "day",
                                    "d",
                                    "clock",
                                    "c" + i,
                                    "title",
                                    row.title(),
                                    "text",
                                    "<" + i + ">",
                                    "eventId",
                                    Events.ID)));
        }
        MailTemplates.Rendered digest = SHARED.renderDigest(event, rows, 7, settingsOf(language), true);
        Document html = checkedHtml(digest.html(), language);
        assertThat(digest.subject()).contains("157");
        assertThat(html.text()).contains("<0>", "<99>", "57").doesNotContain("<100>");
        assertThat(html.text().indexOf("<0>")).isLessThan(html.text().indexOf("<1>"));
        assertThat(digest.text())
                .isNotEqualTo(SHARED.renderDigest(event, rows, 7, settingsOf(language), false)
                        .text());
    }

    // hostile text

    static List<String> naughtyStrings() throws IOException {
        List<String> strings = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/naughty-strings.txt"))) {
            if (!line.startsWith("#")) {
                strings.add((String) JsonText.parse(line).orElseThrow());
            }
        }
        assertThat(strings).hasSizeGreaterThan(100);
        return strings;
    }

    @ParameterizedTest
    @MethodSource("naughtyStrings")
    void aNaughtyStringStaysTextAndCanBeRead(String naughty) throws Exception {
        String json = jsonOf(naughty);
        String body = "{\"stream_id\":" + json + ",\"video_url\":" + json + ",\"pic_full_url\":" + json + ",\"img\":"
                + json
                + ",\"errmsg\":" + json + ",\"record_event\":" + json + ",\"callback_event\":" + json + ",\"label\":"
                + json
                + ",\"suggestion\":" + json + ",\"file_format\":" + json + ",\"exception_level\":" + json
                + ",\"exception\":{\"type\":" + json + ",\"desc\":" + json + "},\"abnormal_event\":[{\"type\":" + json
                + ",\"count\":" + json + ",\"detail\":[{\"desc\":" + json + "}]}],\"to_url\":" + json + "," + json + ":"
                + json
                + "}";
        String readable = Fields.shown(naughty).strip();
        for (String language : languages()) {
            Addressee addressee = new Addressee("ana@example.com", "ana@example.com", "default", settingsOf(language));
            List<DigestRow> rows = new ArrayList<>();
            int[] types =
                    language.equals("en") ? new int[] {0, 100, 314, 317, 321, 332, 341, 999} : new int[] {100, 321};
            for (int type : types) {
                Mail written = COMPOSER.compose(event(type, naughty), content(body), addressee);
                strictlyRead(written);
                MailReading mail = MailReading.of(written);
                Document html = checkedHtml(mail.html(), language);
                if (!readable.isBlank()) {
                    String words = readable.replaceAll(" {2,}", " ");
                    String cut = words.codePointCount(0, words.length()) > 79
                            ? words.substring(0, words.offsetByCodePoints(0, 70))
                            : words;
                    assertThat(mail.subject()).contains(cut.strip());
                    assertThat(mail.text()).contains(readable);
                    assertThat(html.expectFirst("b").wholeText().strip()).isEqualTo(readable);
                }
                assertThat(mail.all().lines()).allMatch(Texts::isPlain);
                assertThat(mail.all()).doesNotContain("c0ffee");
                rows.add(SHARED.row(event(type, naughty), content(body), settingsOf(language)));
            }
            MailTemplates.Rendered digest =
                    SHARED.renderDigest(event(0, naughty), rows, 0, settingsOf(language), false);
            checkedHtml(digest.html(), language);
            assertThat((digest.subject() + "\n" + digest.text() + "\n" + digest.html()).lines())
                    .allMatch(Texts::isPlain);
        }
        assertThat(SHARED.problems()).isEmpty();
    }

    /** With every character escaped that could be one of JSON's own, or half of a pair. */
    private static String jsonOf(String text) {
        return text.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining("", "\"", "\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../en", "/etc", "en/..", "..", "C:", "zz", "zh\u0000"})
    void aLanguageThatIsNoFolderOfOursIsEnglish(String language) {
        MailTemplates templates = MailReading.composer(TEMPLATES).templates();
        assertThat(templates
                        .render(event(100, "s"), content("{}"), settings(language, "UTC"))
                        .subject())
                .isEqualTo("Recording ready: s");
        assertThat(templates.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("no such folder"));
    }
}
