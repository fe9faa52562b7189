package livecallbacks.console;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import livecallbacks.check.Finding.Area;
import livecallbacks.check.Finding.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The words of the console. */
class LanguageTest {

    private static final Path PAGES = Path.of("src/main/resources/console");
    private static final Pattern PLACE = Pattern.compile("\\{[0-9]}");
    private static final Pattern WHOLE_KEY = Pattern.compile("\\bt\\(\"([A-Za-z.]+[A-Za-z])\"");
    private static final Pattern KEY_IN_JAVA = Pattern.compile(
            "\"((?:now|fault|callbacks\\.fault|recipients\\.fault|recipients\\.when)\\.[A-Za-z.]+[A-Za-z])\"");

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyLanguageHasEveryWordWithTheSamePlaces(Language language) {
        assertThat(language.keys()).isEqualTo(Language.EN.keys()).hasSizeGreaterThan(50);
        for (String key : language.keys()) {
            Object[] values = {"{0}", "{1}", "{2}", "{3}"};
            assertThat(places(language.of(key, values))).as(key).isEqualTo(places(Language.EN.of(key, values)));
        }
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text).results().map(place -> place.group()).collect(toCollection(TreeSet::new));
    }

    @Test
    void everyKeyThatAPageOrAViewNamesIsThere() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> pages = Files.list(PAGES);
                Stream<Path> views = Files.list(Path.of("src/main/java/livecallbacks/console"))) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".ftlh")).toList()) {
                WHOLE_KEY.matcher(Files.readString(page)).results().forEach(key -> named.add(key.group(1)));
            }
            for (Path view : views.toList()) {
                KEY_IN_JAVA.matcher(Files.readString(view)).results().forEach(key -> named.add(key.group(1)));
            }
        }
        for (AwayReason reason : AwayReason.values()) {
            named.add(reason.words());
        }
        for (Area area : Area.values()) {
            named.add("check.area." + area);
        }
        for (Level level : Level.values()) {
            named.add("check.level." + level);
        }
        assertThat(named).hasSizeGreaterThan(60);
        assertThat(Language.EN.keys()).containsAll(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none | EN",
                "'' | EN",
                "zh-CN,zh;q=0.9,en;q=0.8 | ZH",
                "ko | KO",
                "fr, ko;q=0.5 | KO",
                "en-US, zh;q=0.9 | EN",
                "fr | EN",
                "*;q=x, <script> | EN"
            })
    void theBrowsersWishIsMetWhereItCanBe(String accepted, Language expected) {
        assertThat(Language.wanted(accepted)).isEqualTo(expected);
    }

    @Test
    void aHeaderWithoutEndIsNotRead() {
        assertThat(Language.wanted("zh,".repeat(10_000))).isEqualTo(Language.EN);
    }
}
