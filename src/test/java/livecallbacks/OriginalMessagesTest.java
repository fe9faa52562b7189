package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginalMessagesTest {

    @TempDir
    private Path routes;

    @Test
    void noRouteOfOurOwnNeedsACopyOfEachMessage() throws IOException {
        assertThat(OriginalMessages.areAskedFor(Path.of("routes"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"useOriginalBody: true", "useOriginalMessage: \"true\""})
    void aRouteOfATeamsThatAsksForTheOriginalGetsIt(String asks) throws IOException {
        Files.writeString(routes.resolve("own.camel.yaml"), "- onException:\n    " + asks + "\n");
        assertThat(OriginalMessages.areAskedFor(routes)).isTrue();
    }

    @Test
    void whatIsNoRouteFileAsksForNothing() throws IOException {
        Files.writeString(routes.resolve("own.camel.yaml.old"), "useOriginalBody: true");
        assertThat(OriginalMessages.areAskedFor(routes)).isFalse();
        assertThat(OriginalMessages.areAskedFor(routes.resolve("none"))).isFalse();
    }
}
