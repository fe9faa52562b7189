package livecallbacks.notify.mail;

import static livecallbacks.event.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.Events;
import livecallbacks.notify.recipients.MailSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailTemplatesTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    private static final MailSettings CHINESE = new MailSettings("zh", ZoneId.of("Asia/Shanghai"), Duration.ZERO, null);
    private static final String BROKEN = "Subject: x\n\n${missing}";

    @TempDir
    Path folder;

    @BeforeEach
    void english() throws IOException {
        both("en/generic", "en generic");
    }

    private Instant written = CLOCK.instant();

    private void file(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
        // Two writes within a tick of the file system's clock would look like one.
        written = written.plusSeconds(1);
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(written));
    }

    private void both(String name, String subject) throws IOException {
        file(name + ".txt.ftl", "Subject: " + subject + "\n\n" + "${event.title}; ${event.time}\n");
        file(name + ".html.ftl", "<p>" + subject + "</p>");
    }

    private MailTemplates templates() {
        return new MailTemplates(folder, CLOCK);
    }

    private static MailTemplates.Rendered written(MailTemplates templates) {
        return templates.render(event(100, "s"), new CallbackContent(new byte[] {'{', '}'}), CHINESE);
    }

    @Test
    void theNextBestTemplateStandsInForAMissingOne() throws IOException {
        MailTemplates templates = templates();
        both("zh/unused", "unused");
        assertThat(written(templates).subject()).isEqualTo("en generic");
        both("en/recording", "en own");
        assertThat(written(templates).subject()).isEqualTo("en own");
        both("zh/generic", "zh generic");
        assertThat(written(templates).subject()).isEqualTo("zh generic");
        both("zh/recording", "zh own");
        assertThat(written(templates).subject()).isEqualTo("zh own");
        assertThat(templates.problems()).isEmpty();
    }

    @Test
    void theNextBestTemplateStandsInForABrokenOneWhichIsReportedUntilMended() throws IOException {
        for (String name : List.of("en/recording", "zh/generic", "zh/recording")) {
            both(name, name);
        }
        MailTemplates templates = templates();
        file("zh/recording.txt.ftl", BROKEN);
        assertThat(written(templates).subject()).isEqualTo("zh/generic");
        assertThat(templates.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo("zh/recording");
            assertThat(problem.what()).contains("missing", "line 3").doesNotContain("\n", "----");
            assertThat(problem.since()).isEqualTo(CLOCK.instant());
        });
        file("zh/generic.html.ftl", "<#if>");
        assertThat(written(templates).subject()).isEqualTo("en/recording");
        file("en/recording.txt.ftl", "no subject");
        assertThat(written(templates).subject()).isEqualTo("en generic");
        file("en/generic.txt.ftl", BROKEN);
        assertThat(written(templates).subject()).isEqualTo("Recording: s");
        assertThat(written(templates).text()).contains(Events.ID);
        assertThat(templates.problems())
                .extracting(TemplateProblem::file)
                .containsExactly("en/generic", "en/recording", "zh/generic", "zh/recording");
        both("zh/recording", "mended");
        assertThat(written(templates).subject()).isEqualTo("mended");
        assertThat(templates.problems()).extracting(TemplateProblem::file).doesNotContain("zh/recording");
    }

    @Test
    void aDigestIsNeverLostEither() throws IOException {
        MailTemplates templates = templates();
        DigestRow row = templates.row(event(100, "s"), new CallbackContent(new byte[] {'{', '}'}), CHINESE);
        file("en/digest.txt.ftl", BROKEN);
        file("en/digest.html.ftl", "x");
        MailTemplates.Rendered digest = templates.renderDigest(event(100, "s"), List.of(row, row), 3, CHINESE, false);
        assertThat(digest.subject()).contains("s");
        assertThat(digest.text()).contains("Recording", "+ 3");
        assertThat(templates.problems()).extracting(TemplateProblem::file).contains("en/digest");
    }

    @Test
    void aWordsFileThatIsNoGoodLeavesTheWordsAsTheyWere() throws IOException {
        both("zh/generic", "zh");
        file("zh/words.properties", "event.recording = 录制完成\ntime.zoned = {0} 东{1}\n");
        MailTemplates templates = templates();
        assertThat(written(templates).text()).isEqualTo("录制完成; 2022-01-13 23:59:58 东+8\n");
        file("zh/words.properties", "event.recording = other\ntime.pattern = bad {\n");
        assertThat(written(templates).text()).startsWith("录制完成");
        assertThat(templates.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo("zh/words.properties");
            assertThat(problem.what()).contains("time.pattern", "uuuu-MM-dd");
        });
        file("zh/words.properties", "event.recording = 已录制完成\n");
        assertThat(written(templates).text()).isEqualTo("已录制完成; 2022-01-13 23:59:58 (UTC+8)\n");
        assertThat(templates.problems()).isEmpty();
    }

    @Test
    void aTemplateMayShowWhatIsSpecialToAnyKindOfEventAndAllThatThereIs() throws IOException {
        both("zh/generic", "zh");
        file("zh/recording.html.ftl", "x");
        file("zh/recording.txt.ftl", """
                Subject: ${push.errors[0].what}, ${ended.cause}, ${moderation.scored}, ${relay.target}, ${picture}

                <#list .data_model?keys as name>${name} </#list>
                <#list body as name, value>${name}=${value} </#list>
                ${body?size} ${event?keys?size} ${event.domain?has_content?c} ${(nothing.at.all)!"none"} ${body.b!"none"}
                ${status.bad?c} ${exception?keys?join(" ")} ${rows?size} ${moreRows} ${recording.size} ${link}
                """);
        String body =
                "{\"errcode\":1,\"score\":7,\"to_url\":\"rtmp://a/b?txSecret=1\",\"width\":2,\"height\":1,\"b\":null,"
                        + "\"file_size\":5,\"abnormal_event\":[{\"type\":9}],\"user_ip\":\"203.0.113.9\",\"sign\":\"s\","
                        + "\"img\":\"https://a/b\"}";
        MailTemplates.Rendered rendered = templates()
                .render(event(100, "s"), new CallbackContent(body.getBytes(StandardCharsets.UTF_8)), CHINESE);
        assertThat(rendered.subject()).isEqualTo("9, client-stopped, score 7, rtmp://a/b?txSecret=***, 2 × 1");
        assertThat(rendered.text().lines())
                .containsExactly(
                        "language event readable body rows moreRows recording ended status exception push screenshot"
                                + " moderation relay picture link ",
                        "errcode=1 score=7 to_url=rtmp://a/b?txSecret=*** width=2 height=1 file_size=5"
                                + " abnormal_event=[{\"type\":9}] img=https://a/b ",
                        "8 14 true none none",
                        "false bad 8 0 5 bytes https://a/b");
    }

    @Test
    void aLanguageIsAddedByAFolder() throws IOException {
        MailTemplates templates = templates();
        assertThat(templates.languages()).containsExactly("en");
        both("pt-BR/generic", "pt");
        file("no letters/generic.txt.ftl", "x");
        file("de/recording.txt.ftl", "x");
        assertThat(templates.languages()).containsExactly("en", "pt-BR");
    }

    @Test
    void aCheckFindsWhatCannotBeUsed() throws IOException {
        file("en/relay.txt.ftl", "Subject: x\n\n<#if>");
        file("en/relay.html.ftl", "x");
        file("zh/recording.html.ftl", "x");
        file("zh/words.properties", "a = \\uXYZ");
        assertThat(templates().check())
                .extracting(TemplateProblem::file)
                .containsExactly("en/relay.txt.ftl", "zh/recording.html.ftl", "zh/words.properties");
    }

    @Test
    void aProblemIsLoggedAtEachChangeAndElseOnceAMinute() {
        AtomicLong version = new AtomicLong();
        TestTime time = new TestTime();
        TemplateProblems problems = new TemplateProblems(time, version::get);
        assertThat(problems.report("a", "x")).isTrue();
        time.now = time.now.plusSeconds(59);
        assertThat(problems.report("a", "y")).isFalse();
        time.now = time.now.plusSeconds(1);
        assertThat(problems.report("a", "y")).isTrue();
        problems.worked("a");
        assertThat(problems.list()).hasSize(1);
        version.set(1);
        assertThat(problems.report("a", "y")).isTrue();
        version.set(2);
        problems.worked("a");
        assertThat(problems.list()).isEmpty();
    }

    private static final class TestTime extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
