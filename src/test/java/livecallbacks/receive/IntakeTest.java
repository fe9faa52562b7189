package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import livecallbacks.TestClock;
import livecallbacks.receive.Refusal.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IntakeTest {

    private static final byte[] BODY = "{\"event_type\":1}".getBytes(StandardCharsets.UTF_8);

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final TestClock clock = new TestClock(NOW);
    private final Intake intake = new Intake(
            Map.of(
                    "live", new Source("live", List.of(), null, new UnsignedPolicy.Allow()),
                    "guarded", new Source("guarded", List.of(), "s3cret", new UnsignedPolicy.Allow())),
            new SignatureVerifier(clock, Duration.ofMinutes(15), Duration.ofMinutes(20)),
            clock);

    @ParameterizedTest
    @CsvSource({"/callbacks/live, live", "/callbacks/guarded/s3cret, guarded"})
    void takesWhatIsPostedToASource(String path, String source) throws Refusal {
        assertThat(intake.take("POST", path, BODY, null).source()).isEqualTo(source);
        assertThat(intake.take("POST", path, BODY, null).receivedAt()).isEqualTo(NOW);
        assertThat(intake.sourceName(path)).isEqualTo(source);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("/callbacks/live/", Cause.UNKNOWN_PATH),
                arguments("/callbacks/live/any", Cause.UNKNOWN_PATH),
                arguments("/callbacks/guarded/s3cret/", Cause.UNKNOWN_PATH),
                arguments("/callbacks/guarded/s3cret/more", Cause.UNKNOWN_PATH),
                arguments("/callbacks//live", Cause.UNKNOWN_PATH),
                arguments("/callbacks/", Cause.UNKNOWN_PATH),
                arguments("/callbacks", Cause.UNKNOWN_PATH),
                arguments("x/callbacks/live", Cause.UNKNOWN_PATH),
                arguments("", Cause.UNKNOWN_PATH),
                arguments("/callbacks/LIVE", Cause.UNKNOWN_SOURCE),
                arguments("/callbacks/other", Cause.UNKNOWN_SOURCE),
                arguments("/callbacks/guarded", Cause.TOKEN_MISSING_OR_WRONG),
                arguments("/callbacks/guarded/S3CRET", Cause.TOKEN_MISSING_OR_WRONG),
                arguments("/callbacks/guarded/s3cre", Cause.TOKEN_MISSING_OR_WRONG));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aPathThatIsNoSourcesIsRefusedWhateverTheMethodAndBody(String path, Cause cause) {
        for (String method : List.of("POST", "GET")) {
            assertRefused(method, path, BODY, cause);
            assertRefused(method, path, new byte[0], cause);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET", "PUT", "HEAD", "post", "''"})
    void noOtherMethodThanPostIsTaken(String method) {
        assertRefused(method, "/callbacks/live", BODY, Cause.METHOD_NOT_ALLOWED);
    }

    @ParameterizedTest
    @CsvSource({"/callbacks/other, none", "/elsewhere, none", "/callbacks/guarded/wrong, guarded"})
    void aRefusalIsCountedForTheSourceThatThePathNames(String path, String source) {
        assertThat(intake.sourceName(path)).isEqualTo(source);
    }

    @Test
    void anEventWithoutATimeHasThatOfItsExpiryAlsoWhereNothingVerifiesIt() throws Refusal {
        byte[] body = "{\"event_type\":314,\"t\":1700000600,\"sign\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(intake.take("POST", "/callbacks/live", body, null).eventTime())
                .isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    }

    private void assertRefused(String method, String path, byte[] body, Cause cause) {
        assertThatThrownBy(() -> intake.take(method, path, body, null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(cause));
    }
}
