package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import livecallbacks.Browser.Scheme;
import livecallbacks.Browser.Width;
import livecallbacks.cli.CommandRun;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The console as people see it, in a real browser. Skipped where there is none. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConsoleInBrowserIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** From the post until it is to be seen. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(2);

    /** Of these the documents have pictures. */
    private static final List<String> PICTURED = List.of("-en-desktop-light", "-zh-phone-dark", "-ko-desktop-dark");

    private static final Path PICTURES = Path.of("target/screenshots/console");

    private static final String RECIPIENTS = """
            receivers:
              team: {to: "Ana <ana@example.com>"}
              gone: {to: gone@example.com}
            routes:
              - match: {stream: "match-9*"}
                receivers: [gone]
            default: [team]
            """;

    private static final String CANARY = "window.naughty=1";

    /** What would run, break out or mislead, were it written as it is. */
    private static final List<String> NAUGHTY = List.of(
            "<script>" + CANARY + "</script>",
            "'\"><img src=x onerror=" + CANARY + ">",
            "</title></textarea></script><svg/onload=" + CANARY + ">",
            "javascript:" + CANARY,
            "${" + CANARY + "}{{" + CANARY + "}}<#assign x=1>#{7*7}",
            "\u202egnirts\u202c\u0007\u0000\r\nSet-Cookie: a=b",
            "../../etc/passwd%00",
            "\ud83c\udfa5 \u76f4\u64ad \ud55c\uad6d \u0645\u0628\u0627\u0634\u0631",
            "x".repeat(255));

    private static Browser browser;

    @TempDir
    private Path folder;

    private final AtomicBoolean repaired = new AtomicBoolean();

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void leaveThePage() {
        // It would look again, and complain that the service is gone.
        if (browser != null) {
            browser.forget();
        }
    }

    private ScriptedSmtp smtp() throws Exception {
        return new ScriptedSmtp(line ->
                line.startsWith("RCPT TO:<gone@") && !repaired.get() ? "550 5.1.1 The mailbox is unknown here" : "");
    }

    private TestService service(ScriptedSmtp smtp) throws Exception {
        Path recipients = Files.writeString(folder.resolve("recipients.yaml"), RECIPIENTS);
        return TestService.start(
                folder,
                Clock.systemUTC(),
                Map.of("RECIPIENTS_FILE", recipients.toString(), "MAIL_PORT", Integer.toString(smtp.port())));
    }

    private static void simulate(TestService service, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("simulate", "--url", service.uri("").toString().replaceAll("/+$", "")));
        arguments.addAll(List.of(options));
        CommandRun.of(service.environment(), arguments.toArray(String[]::new));
    }

    private static void open(TestService service, String path) {
        browser.open(service.managementUri(path));
    }

    private static void awaitText(String text) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> browser.text().contains(text));
    }

    private static void awaitPage(TestService service, String path, String text) {
        await().atMost(PATIENCE).until(() -> {
            open(service, path);
            return browser.text().contains(text);
        });
    }

    private static Duration until(String text) {
        long since = System.nanoTime();
        awaitText(text);
        return Duration.ofNanos(System.nanoTime() - since);
    }

    private static void click(String linkOrButton) {
        for (WebElement each : browser.all("main a, main button")) {
            if (each.getText().equals(linkOrButton)) {
                each.click();
                return;
            }
        }
        throw new AssertionError("Nothing is called " + linkOrButton + " in:\n" + browser.text());
    }

    @Test
    void aCallbackIsSeenWithinTwoSecondsAndFollowedToItsMail() throws Exception {
        try (ScriptedSmtp smtp = smtp();
                TestService service = service(smtp)) {
            browser.show(Width.DESKTOP, Scheme.LIGHT);
            simulate(service, "--stream", "warm-1");
            open(service, "/console/now");
            awaitText("recording");
            simulate(service, "--event", "stream-started", "--stream", "match-7");
            assertThat(until("stream-started")).as("on Now").isLessThan(SEEN_WITHIN);

            open(service, "/console/callbacks");
            awaitText("warm-1");
            simulate(service, "--stream", "match-8", "--field", "end_time=" + now());
            assertThat(until("match-8")).as("on Callbacks").isLessThan(SEEN_WITHIN);

            open(service, "/console/callbacks?stream=match-8");
            browser.follow("tbody a", 0);
            awaitText("A callback");
            await().atMost(PATIENCE).until(() -> {
                open(service, browser.address().replaceFirst("^http://[^/]+", ""));
                return browser.text().contains("UTC to ana@example.com");
            });
            assertThat(browser.text()).contains("Received ", "In the bucket since ", "The mail server said: 250");
            click("Mail it again");
            awaitText("It goes through notify once more");
            await().atMost(PATIENCE)
                    .until(() -> smtp.accepted().stream()
                                    .filter(mail -> mail.contains("match-8"))
                                    .count()
                            == 2);
        }
    }

    private static long now() {
        return Clock.systemUTC().instant().getEpochSecond();
    }

    @Test
    void aRefusedMailIsRetriedByKeyboard() throws Exception {
        try (ScriptedSmtp smtp = smtp();
                TestService service = service(smtp)) {
            browser.show(Width.PHONE, Scheme.DARK);
            simulate(service, "--stream", "match-9");
            awaitPage(service, "/console/failed", "550 5.1.1");
            repaired.set(true);
            browser.find("body").sendKeys(Keys.TAB);
            assertThat(browser.focused().getText()).as("the first stop").isEqualTo("Skip to the content");
            tabTo("input[name=id]");
            browser.press(Keys.SPACE);
            tabTo("button[value=retry]");
            browser.press(Keys.ENTER);
            awaitText("go back to where they failed");
            tabTo("form.actions button");
            browser.press(Keys.ENTER);
            awaitText("1 on their way again");
            await().atMost(PATIENCE).until(() -> smtp.accepted().size() == 1);
            awaitPage(service, "/console/failed", "0 in all");
        }
    }

    /** As somebody without a mouse gets there. */
    private static void tabTo(String css) {
        for (int stops = 0; stops < 60; stops++) {
            browser.press(Keys.TAB);
            if (Boolean.TRUE.equals(browser.evaluate("document.activeElement.matches('" + css + "')"))) {
                return;
            }
        }
        throw new AssertionError("The keyboard does not get to " + css);
    }

    @Test
    void aCallbackIsReleasedFromQuarantine() throws Exception {
        try (ScriptedSmtp smtp = smtp();
                TestService service = service(smtp)) {
            browser.show(Width.DESKTOP, Scheme.DARK);
            simulate(service, "--stream", "kept", "--key", "another-key");
            awaitPage(service, "/console/quarantine", "kept");
            browser.find("input[name=id]").click();
            click("Release without verifying");
            awaitText("You vouch for these 1");
            click("Yes, do it");
            awaitText("1 released");
            await().atMost(PATIENCE).until(() -> service.keys().size() == 1);
        }
    }

    @Test
    void theFormNamesTheRuleThatDecidesAndShowsTheMail() throws Exception {
        try (ScriptedSmtp smtp = smtp();
                TestService service = service(smtp)) {
            browser.show(Width.DESKTOP, Scheme.LIGHT);
            open(service, "/console/recipients");
            browser.find("input[name=stream]").sendKeys("match-91", Keys.ENTER);
            awaitText("decided by");
            assertThat(browser.find("li.decides mark").getText()).contains("routes[0]");
            assertThat(browser.all("li.decides")).hasSize(1);
            assertThat(browser.find("#people").getText()).contains("gone@example.com", "routes[0]", "at once");
            for (String frame : List.of("iframe.phone", "iframe.desktop")) {
                assertThat(browser.textOfFrame(frame)).as(frame).contains("match-91");
            }
            assertThat(browser.evaluate("document.querySelector('iframe.phone').clientWidth"))
                    .asInstanceOf(InstanceOfAssertFactories.LONG)
                    .isLessThanOrEqualTo(420);
            assertThat(smtp.accepted()).isEmpty();
        }
    }

    @Test
    void theCheckSaysWhatIsWrongNow() throws Exception {
        try (ScriptedSmtp smtp = smtp();
                TestService service = service(smtp)) {
            browser.show(Width.PHONE, Scheme.LIGHT);
            check(service);
            assertThat(browser.text()).contains("Faults: 0");
            service.s3().close();
            check(service, "Faults: 1");
            assertThat(browser.find("li.fault").getText()).contains("archive.endpoint", "cannot be reached");
        }
    }

    /** A page, and how one gets there from its list. */
    private record Page(String name, String path, List<Step> steps) {

        Page(String name, String path, Step... steps) {
            this(name, path, List.of(steps));
        }

        void open(TestService service) {
            ConsoleInBrowserIT.open(service, path);
            steps.forEach(Step::go);
        }
    }

    /** What is clicked on the way to a page. */
    private interface Step {
        void go();
    }

    private static Step following(String css) {
        return () -> browser.follow(css, 0);
    }

    private static Step clicking(String css) {
        return () -> browser.find(css).click();
    }

    private static final List<Page> PAGES = List.of(
            new Page("now", "/console/now"),
            new Page("callbacks", "/console/callbacks"),
            new Page("callback", "/console/callbacks?event=recording", following("tbody a")),
            new Page("failed", "/console/failed"),
            new Page("failed-one", "/console/failed", following("tbody a")),
            new Page("failed-sure", "/console/failed", clicking("input[name=id]"), clicking("button[value=drop]")),
            new Page("quarantine", "/console/quarantine"),
            new Page("quarantine-one", "/console/quarantine", following("tbody a")),
            new Page(
                    "quarantine-sure",
                    "/console/quarantine",
                    clicking("input[name=id]"),
                    clicking("button[value=override]")),
            new Page("recipients", "/console/recipients"),
            new Page("recipients-answer", "/console/recipients?event=recording&stream=match-91#answer"),
            new Page("check", "/console/check"));

    @Test
    void everyPageIsSoundAndAccessibleInEachLanguageWidthAndScheme() throws Exception {
        try (ScriptedSmtp smtp = smtp();
                TestService service = service(smtp)) {
            for (String stream : List.of("match-7", "match-42", "match-91", "studio-2")) {
                simulate(service, "--stream", stream, "--field", "end_time=" + now());
                simulate(service, "--event", "stream-started", "--stream", stream, "--field", "event_time=" + now());
            }
            simulate(service, "--event", "push-error", "--stream", "match-42", "--field", "event_time=" + now());
            simulate(service, "--stream", "match-8", "--key", "another-key");
            simulate(service, "--stream", "match-8", "--expires", "-3600");
            await().atMost(PATIENCE)
                    .until(() -> service.isDrained() && service.keys().size() == 9);
            awaitPage(service, "/console/quarantine", "match-8");
            check(service);
            for (String language : List.of("en", "zh", "ko")) {
                open(service, "/console/language?code=" + language + "&back=%2Fconsole%2Fnow");
                for (Width width : Width.values()) {
                    for (Scheme scheme : Scheme.values()) {
                        browser.show(width, scheme);
                        for (Page page : PAGES) {
                            look(service, page, language, width, scheme);
                        }
                    }
                }
            }
            open(service, "/console/language?code=en&back=%2Fconsole%2Fnow");
        }
    }

    private static void check(TestService service) {
        check(service, "Checked at");
    }

    private static void check(TestService service, String until) {
        open(service, "/console/check");
        click("Check now");
        awaitText(until);
    }

    private static void look(TestService service, Page page, String language, Width width, Scheme scheme)
            throws Exception {
        String name =
                "%s-%s-%s-%s".formatted(page.name(), language, width, scheme).toLowerCase(Locale.ROOT);
        page.open(service);
        if (PICTURED.stream().anyMatch(name::endsWith)) {
            browser.picture(PICTURES.resolve(name + ".png"));
        }
        browser.assertSound(name, language);
        // A language changes neither colours nor structure.
        if (language.equals("en") || (width == Width.PHONE && scheme == Scheme.LIGHT)) {
            browser.assertAccessible(name);
        }
    }

    @Test
    void nothingThatACallbackBringsRunsOrBreaksAPage() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> line.startsWith("RCPT") ? "550 <b onload=x>" : "");
                TestService service = service(smtp)) {
            for (String stream : NAUGHTY) {
                simulate(service, "--stream", stream, "--field", "end_time=" + now());
                simulate(service, "--stream", stream, "--key", "another-key");
            }
            await().atMost(PATIENCE)
                    .until(() -> service.isDrained()
                            && service.keys().size() == NAUGHTY.size()
                            && service.queued("mail.failed") == NAUGHTY.size());
            browser.show(Width.PHONE, Scheme.LIGHT);
            for (Page page : PAGES) {
                page.open(service);
                sound(page.name());
            }
            for (int i = 0; i < NAUGHTY.size(); i++) {
                open(
                        service,
                        "/console/recipients?event=recording&source=live&stream="
                                + URLEncoder.encode(NAUGHTY.get(i), StandardCharsets.UTF_8));
                sound("recipients " + i);
                assertThat(browser.all("iframe")).as("recipients %d", i).hasSize(2);
                for (String list : List.of("callbacks", "failed", "quarantine")) {
                    open(service, "/console/" + list);
                    browser.follow("tbody a", i);
                    sound(list + " " + i);
                }
            }
        }
    }

    private static void sound(String what) {
        assertThat(browser.evaluate("typeof window.naughty")).as(what).isEqualTo("undefined");
        browser.assertSound(what, "en");
    }
}
