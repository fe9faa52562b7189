package livecallbacks;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import livecallbacks.receive.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents name is there. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#\\s]+)(?:#[^)]*)?\\)");

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
