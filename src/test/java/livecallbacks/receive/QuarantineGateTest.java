package livecallbacks.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import livecallbacks.Signer;
import livecallbacks.TestClock;
import livecallbacks.receive.Refusal.Cause;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which refused requests are kept. */
class QuarantineGateTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private final Refusal mayBeReal = Refusal.ofWhatMayBeReal(Cause.SIGN_WRONG, "live");

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(NOW);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private boolean full;
    private QuarantineGate gate;

    @BeforeEach
    void open() throws IOException {
        gate = gate(100, 1 << 20);
    }

    @AfterEach
    void close() throws IOException {
        context.close();
    }

    private QuarantineGate gate(int maxCount, long maxBytes) throws IOException {
        return new QuarantineGate(
                new Quarantine(new QuarantineFolder(folder), maxCount, maxBytes, clock), () -> full, clock, meters);
    }

    private double passedOver(String reason) {
        var counter = meters.find("livecallbacks.quarantine.passed.over")
                .tags("source", "live", "reason", reason)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    // --- What may be real

    private Refusal refusal(String json) {
        Intake intake = new Intake(
                Map.of(
                        "live",
                        new Source("live", List.of(new CallbackKey("right")), null, new UnsignedPolicy.Reject()),
                        "guarded",
                        new Source("guarded", List.of(), "s3cret", new UnsignedPolicy.Reject())),
                new SignatureVerifier(clock, Duration.ofMinutes(15), Duration.ofMinutes(20)),
                clock);
        return refusal(intake, "/callbacks/live", json);
    }

    private static Refusal refusal(Intake intake, String path, String json) {
        try {
            intake.take("POST", path, json.getBytes(UTF_8), null);
        } catch (Refusal refusal) {
            return refusal;
        }
        throw new AssertionError("It was taken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SIGN_WRONG      | {'event_type':1,'t':1767323645,'sign':'0123456789abcdef0123456789ABCDEF'}",
                "SIGN_MISSING    | {'event_type':1,'t':1767323645}",
                "SIGN_MISSING    | {'event_type':1}",
                "T_MISSING       | {'event_type':1,'sign':'0123456789abcdef0123456789abcdef'}",
            })
    void whatHasTheFormOfACallbackMayBeReal(Cause cause, String json) {
        Refusal refusal = refusal(json.replace('\'', '"'));

        assertThat(refusal.reason()).isEqualTo(cause);
        assertThat(refusal.mayBeFrom()).isEqualTo("live");
        assertThat(gate.takes(refusal, 100)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-1501, EXPIRED", "1201, T_TOO_FAR_AHEAD"})
    void whatIsSignedButOutOfTimeMayBeReal(long seconds, Cause cause) {
        Refusal refusal = refusal(Signer.signed("{\"event_type\":1}", "right", NOW.getEpochSecond() + seconds));

        assertThat(refusal.reason()).isEqualTo(cause);
        assertThat(refusal.mayBeFrom()).isEqualTo("live");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SIGN_WRONG      | {'event_type':1,'t':1767323645,'sign':'0123456789abcdef0123456789abcde'}",
                "SIGN_WRONG      | {'event_type':1,'t':1767323645,'sign':'0123456789abcdef0123456789abcdeg'}",
                "SIGN_WRONG      | {'event_type':1,'t':1767323645,'sign':null}",
                "T_NOT_CANONICAL | {'event_type':1,'t':'01','sign':'0123456789abcdef0123456789abcdef'}",
                "REPEATED_MEMBER | {'event_type':1,'t':1,'t':1,'sign':'0123456789abcdef0123456789abcdef'}",
                "EVENT_TYPE_MISSING | {'t':1,'sign':'0123456789abcdef0123456789abcdef'}",
                "NOT_JSON        | x",
            })
    void whatHasNotTheFormCannotBeReal(Cause cause, String json) {
        Refusal refusal = refusal(json.replace('\'', '"'));

        assertThat(refusal.reason()).isEqualTo(cause);
        assertThat(refusal.mayBeFrom()).isNull();
        assertThat(gate.takes(refusal, 100)).isFalse();
    }

    @Test
    void aWrongTokenOrAnUnknownSourceIsNeverKept() {
        Intake intake = new Intake(
                Map.of("live", new Source("live", List.of(), "s3cret", new UnsignedPolicy.Reject())),
                new SignatureVerifier(clock, Duration.ZERO, Duration.ZERO),
                clock);

        assertThat(refusal(intake, "/callbacks/live/wrong", "{\"event_type\":1}")
                        .mayBeFrom())
                .isNull();
        assertThat(refusal(intake, "/callbacks/other", "{\"event_type\":1}").mayBeFrom())
                .isNull();
        assertThat(refusal(intake, "/callbacks/live/s3cret", "{\"event_type\":1}")
                        .mayBeFrom())
                .isEqualTo("live");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void theAnswerIsTheSameWhetherItMayBeRealOrNot(Cause cause) {
        Refusal maybe = Refusal.ofWhatMayBeReal(cause, "live");
        Refusal never = new Refusal(cause);

        assertThat(maybe.getStatus()).isEqualTo(never.getStatus());
        assertThat(maybe.getJson()).isEqualTo(never.getJson());
        assertThat(maybe.getRetryAfter()).isEqualTo(never.getRetryAfter());
        assertThat(maybe.getStackTrace()).isEmpty();
    }

    // --- What it may cost

    @Test
    void aBodyMayHave64KiBAndNotAByteMore() {
        assertThat(gate.takes(mayBeReal, 65_536)).isTrue();
        assertThat(gate.takes(mayBeReal, 65_537)).isFalse();
        assertThat(passedOver("size")).isEqualTo(1);
    }

    @Test
    void nothingIsKeptWhileTheDiskIsFull() {
        full = true;
        assertThat(gate.takes(mayBeReal, 100)).isFalse();
        assertThat(passedOver("full")).isEqualTo(1);
        full = false;
        assertThat(gate.takes(mayBeReal, 100)).isTrue();
    }

    @Test
    void switchedOffItTakesNothingAndCountsNothing() throws IOException {
        assertThat(gate(0, 1 << 20).takes(mayBeReal, 100)).isFalse();
        assertThat(meters.find("livecallbacks.quarantine.passed.over").counters())
                .isEmpty();
    }

    @Test
    void noMoreWaitThanTheQueueHolds() throws IOException {
        for (int i = 0; i < 1000; i++) {
            assertThat(gate.takes(mayBeReal, 100)).isTrue();
        }
        assertThat(gate.takes(mayBeReal, 100)).isFalse();
        assertThat(passedOver("busy")).isEqualTo(1);

        gate.makeRoom(
                QuarantinedCallback.of("live", NOW, Cause.EXPIRED, new byte[1]).path(), new byte[1]);
        assertThat(gate.takes(mayBeReal, 100)).isTrue();
    }

    @Test
    void theBudgetIsABurstAndThenSoManyASecond() throws IOException {
        assertThat(flood(5000)).isEqualTo(2000);
        assertThat(passedOver("rate")).isEqualTo(3000);
        clock.advance(Duration.ofSeconds(1));
        assertThat(flood(5000)).isEqualTo(200);
    }

    /** Refused requests as they go through the beans of the routes, one after the other. */
    private int flood(int count) throws IOException {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            kept += throughTheBeans(("{\"event_type\":1,\"n\":\"" + clock.instant() + i + "\"}").getBytes(UTF_8))
                    ? 1
                    : 0;
        }
        return kept;
    }

    private boolean throughTheBeans(byte[] body) throws IOException {
        Exchange exchange = refused(body, mayBeReal);
        if (!gate.keeps(mayBeReal, body)) {
            return false;
        }
        new NameForQuarantine(clock).process(exchange);
        String name = exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class);
        if (!gate.makeRoom(name, body)) {
            return false;
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, body);
        gate.countKept(name);
        return true;
    }

    private Exchange refused(byte[] body, Exception refusal) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, "../../evil");
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, refusal);
        return exchange;
    }

    @Test
    void aFloodKeepsTheBoundsOfCountAndBytesAndTheNewestStay() throws IOException {
        gate = gate(50, 40 * 4096);
        int taken = 0;
        for (int second = 0; second < 100; second++) {
            taken += flood(200);
            clock.advance(Duration.ofSeconds(1));
        }

        List<QuarantinedCallback> left = new QuarantineFolder(folder).list();
        assertThat(taken).isEqualTo(20_000);
        assertThat(left).hasSize(40);
        assertThat(left.get(0).receivedAt()).isEqualTo(NOW.plusSeconds(99));
        assertThat(meters.get("livecallbacks.quarantine.kept")
                        .tags("source", "live", "cause", "sign_wrong")
                        .counter()
                        .count())
                .isEqualTo(20_000);
    }

    @Test
    void noHeaderOfTheRequestChoosesTheFile() {
        Exchange exchange = refused("{}".getBytes(UTF_8), mayBeReal);
        exchange.getMessage().setHeader("CamelOverruleFileName", "../../evil");
        exchange.getMessage().setHeader("source", "../../evil");
        new NameForQuarantine(clock).process(exchange);

        assertThat(exchange.getMessage().getHeaders())
                .containsOnlyKeys(Exchange.FILE_NAME)
                .extractingByKey(Exchange.FILE_NAME)
                .asString()
                .matches("live/20260102T030405\\.678Z-sign_wrong-[0-9a-f]{16}\\.json");
    }

    @Test
    void aRequestWithoutABodyOrWithAnotherExceptionIsNotKept() {
        assertThat(gate.keeps(mayBeReal, null)).isFalse();
        assertThat(gate.keeps(new IOException(), new byte[1])).isFalse();
        assertThat(gate.keeps(mayBeReal, new byte[1])).isTrue();
    }

    @Test
    void theGaugesSayWhatIsThere() throws IOException {
        assertThat(throughTheBeans(new byte[5000])).isTrue();

        assertThat(meters.get("livecallbacks.quarantine.callbacks").gauge().value())
                .isEqualTo(1);
        assertThat(meters.get("livecallbacks.quarantine.bytes").gauge().value()).isEqualTo(8192);
    }
}
