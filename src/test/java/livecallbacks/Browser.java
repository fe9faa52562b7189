package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, which reaches nothing but this machine. */
final class Browser implements AutoCloseable {

    /** Of a phone and of a desk, in CSS pixels. */
    enum Width {
        PHONE(390),
        DESKTOP(1280);

        private final int pixels;

        Width(int pixels) {
            this.pixels = pixels;
        }
    }

    /** What the system's setting can be. */
    enum Scheme {
        LIGHT,
        DARK
    }

    private static final int HEIGHT = 900;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** A browser; skips the test where there is no Chromium with its chromedriver on the PATH. */
    static Browser start() {
        Path chromium = onPath("chromium", "chromium-browser", "google-chrome", "chrome");
        Path chromedriver = onPath("chromedriver");
        assumeThat(chromium == null || chromedriver == null ? "no chromium and chromedriver on the PATH" : "there")
                .isEqualTo("there");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(String.valueOf(chromium));
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--disable-background-networking",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return new Browser(new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File(String.valueOf(chromedriver)))
                        .usingAnyFreePort()
                        .build(),
                options));
    }

    private static @Nullable Path onPath(String... names) {
        for (String name : names) {
            for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
                Path file = Path.of(folder, name);
                if (Files.isExecutable(file)) {
                    return file;
                }
            }
        }
        return null;
    }

    /** From now on pages are this wide and have these colours. */
    void show(Width width, Scheme scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width.pixels,
                        "height",
                        HEIGHT,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width == Width.PHONE));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of(
                                "name",
                                "prefers-color-scheme",
                                "value",
                                scheme.name().toLowerCase(Locale.ROOT)))));
    }

    /** Opens a page. */
    void open(URI page) {
        driver.get(page.toString());
    }

    /** Leaves the page, and with it whatever went wrong in it. */
    void forget() {
        driver.get("about:blank");
        driver.manage().logs().get(LogType.BROWSER);
    }

    /** The element; fails if there is none. */
    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /**
     * Goes where a link goes. A page that looks again by itself may put another link in its place while it is clicked.
     *
     * @param number of those that there are, from 0 on
     */
    void follow(String css, int number) {
        Object target = evaluate("document.querySelectorAll('" + css + "')[" + number + "].href");
        driver.get(String.valueOf(target));
    }

    /** All such elements. */
    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** What a reader sees of the page. */
    String text() {
        return String.valueOf(driver.executeScript("return document.body.innerText"));
    }

    /** What a reader sees in a frame of the page. */
    String textOfFrame(String css) {
        driver.switchTo().frame(find(css));
        try {
            return find("body").getText();
        } finally {
            driver.switchTo().defaultContent();
        }
    }

    /** Presses what has the focus with the keyboard. */
    void press(CharSequence key) {
        driver.switchTo().activeElement().sendKeys(key);
    }

    /** What has the focus. */
    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Where it is now. */
    String address() {
        return driver.getCurrentUrl();
    }

    /** The value of a JavaScript expression. */
    @Nullable
    Object evaluate(String expression) {
        return driver.executeScript("return " + expression);
    }

    /**
     * Fails if the page has to be scrolled sideways, or its language is not this one, or something went wrong in it.
     */
    void assertSound(String what, String language) {
        assertThat(evaluate("document.documentElement.lang")).as(what).isEqualTo(language);
        assertThat(evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                .as("%s: pixels that are too wide", what)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LONG)
                .isLessThanOrEqualTo(0);
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .as("%s: what the browser complains of", what)
                .extracting(LogEntry::getMessage)
                .isEmpty();
    }

    /** Fails if axe finds something that is serious. */
    void assertAccessible(String what) throws IOException {
        if (Boolean.TRUE.equals(evaluate("typeof window.axe === 'undefined'"))) {
            driver.executeScript(axe());
        }
        Object findings = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {resultTypes: ['violations'], iframes: false}).then(
                    result => done(result.violations
                        .filter(rule => rule.impact === 'serious' || rule.impact === 'critical')
                        .flatMap(rule => rule.nodes.map(node =>
                            rule.id + ' (' + rule.help + '): ' + node.html + ' ' + node.failureSummary))),
                    failure => done([String(failure)]));""");
        assertThat(findings).as("%s: what axe finds", what).isEqualTo(List.of());
    }

    private static String axe() throws IOException {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A picture of what is to be seen of the page. */
    void picture(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
