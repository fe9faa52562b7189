package livecallbacks;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import livecallbacks.receive.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents name is there. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#\\s]+)(?:#[^)]*)?\\)");

    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ ");
    private static final Pattern ROW = Pattern.compile("(?m)^\\|.*\\|$");
    private static final Pattern TARGET = Pattern.compile("]\\([^)]+\\)");
    private static final Pattern SPAN = Pattern.compile("`[^`\n]+`");

    private static Stream<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"));
                Stream<Path> here = Files.list(Path.of(""))) {
            return Stream.concat(docs, here).filter(file -> file.toString().endsWith(".md")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkToAFileLeadsToOne(Path document) throws IOException {

        List<String> links = LINK.matcher(Files.readString(document))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(links)
                .allSatisfy(link ->
                        assertThat(document.resolveSibling(link)).as(link).exists());
    }

    /** README's translations and the documents come with the tar.gz, and so does what they refer to. */
    @ParameterizedTest
    @MethodSource("documents")
    void whatADocumentOfTheDistributionLinksToIsInItToo(Path document) throws IOException {
        List<PathMatcher> included = Pattern.compile("<include>([^<]+)</include>")
                .matcher(Files.readString(Path.of("packaging/distribution.xml")))
                .results()
                .map(match -> FileSystems.getDefault().getPathMatcher("glob:" + match.group(1)))
                .toList();
        if (document.endsWith("SECURITY.md") || included.stream().noneMatch(glob -> glob.matches(document))) {
            return;
        }
        List<Path> links = LINK.matcher(Files.readString(document))
                .results()
                .map(match -> document.resolveSibling(match.group(1)).normalize())
                .toList();
        assertThat(links)
                .allSatisfy(link -> assertThat(included)
                        .as("%s", link)
                        .anyMatch(glob -> glob.matches(link) || glob.matches(link.resolve("any"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.zh.md", "README.ko.md"})
    void aTranslationHasTheHeadingsTheCodeAndTheLinksOfTheOriginal(String name) throws IOException {
        String original = Files.readString(Path.of("README.md"));
        String translation = Files.readString(Path.of(name));
        assertThat(all(CODE, translation)).isEqualTo(all(CODE, original));
        String prose = CODE.matcher(original).replaceAll("");
        String translated = CODE.matcher(translation).replaceAll("");
        assertThat(all(HEADING, translated)).isEqualTo(all(HEADING, prose));
        assertThat(all(ROW, translated)).hasSameSizeAs(all(ROW, prose));
        assertThat(all(TARGET, translated)).containsExactlyInAnyOrderElementsOf(all(TARGET, prose));
        // Properties, options, commands and figures in a sentence are the same in every language.
        assertThat(Set.copyOf(all(SPAN, translated))).isEqualTo(Set.copyOf(all(SPAN, prose)));
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    @Test
    void everyDocumentIsNamedInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(documents())
                .filteredOn(document -> document.startsWith("docs"))
                .allSatisfy(document ->
                        assertThat(readme).contains("(" + document.toString().replace('\\', '/') + ")"));
    }

    @Test
    void everyTestThatTheListOfTheUntestedNamesIsThere() throws IOException {
        List<String> named = Pattern.compile("`([A-Za-z0-9]+(?:Test|IT))`")
                .matcher(Files.readString(Path.of("docs/not-tested.md")))
                .results()
                .map(match -> match.group(1) + ".java")
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsAll(named);
        }
    }

    @Test
    void everyTestThatTheSecurityPageNamesIsThere() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(toSet());
        }
        List<String> named = Pattern.compile("`([A-Za-z0-9]+(?:Test|IT))(?:#[A-Za-z]+)?`")
                .matcher(Files.readString(Path.of("SECURITY.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(named)
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(tests).contains(name));
    }

    @Test
    void everyCauseInTroubleshootingIsOneThatIsCounted() throws IOException {
        Set<String> causes = Stream.of(Refusal.Cause.values())
                .map(cause -> cause.name().toLowerCase(Locale.ROOT))
                .collect(toSet());
        List<String> named = Pattern.compile("(?m)^\\| ((?:cause )?`[a-z_`, ]+`)")
                .matcher(Files.readString(Path.of("docs/troubleshooting.md")))
                .results()
                .flatMap(row ->
                        Pattern.compile("`([a-z_]+)`").matcher(row.group(1)).results())
                .map(name -> name.group(1))
                .toList();
        assertThat(named)
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(causes).contains(name));
    }
}
