package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import livecallbacks.Signer;
import livecallbacks.event.CallbackEvent;

/**
 * Bodies that nobody thought of. Without {@code JAZZER_FUZZ=1} only the seeds are tried; with it, one method at a time
 * for a minute.
 */
class CallbackFuzzTest {

    private static final String KEY = "fuzzed";
    private static final long NOW = 1_545_030_000L;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);
    private static final Source SOURCE =
            new Source("live", List.of(new CallbackKey(KEY)), null, new UnsignedPolicy.Reject());
    private static final SignatureVerifier VERIFIER =
            new SignatureVerifier(CLOCK, Duration.ofMinutes(15), Duration.ofMinutes(20));
    private static final Intake INTAKE = new Intake(Map.of("live", SOURCE), VERIFIER, CLOCK);

    /** Reads as everybody does, numbers as big as they come. */
    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Nothing but a refusal ever comes out, and what is taken has a stable id. */
    @FuzzTest(maxDuration = "60s")
    void body(byte[] body) {
        try {
            CallbackJson json = CallbackJson.parse(body);
            String canonical = json.canonical();
            assertThat(CallbackJson.parse(canonical.getBytes(StandardCharsets.UTF_8))
                            .canonical())
                    .isEqualTo(canonical);
            CallbackEvent event = INTAKE.take("POST", "/callbacks/live", body, InetAddress.getLoopbackAddress());
            assertThat(event.eventId()).matches("[0-9a-f]{64}");
            assertThat(event.eventTime().getEpochSecond()).isBetween(0L, 253_402_300_799L);
        } catch (Refusal refusal) {
            assertThat(refusal.getStatus()).isIn(400, 401);
        }
    }

    /** What we take another reader takes, and understands the same; what we refuse as no JSON it refuses. */
    @FuzzTest(maxDuration = "60s")
    void jsonAsAnotherReaderHasIt(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (!java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), body)) {
            return;
        }
        JsonNode theirs;
        try {
            theirs = JACKSON.readTree(text);
        } catch (IOException e) {
            theirs = null;
        }
        try {
            String canonical = CallbackJson.parse(body).canonical();
            if (theirs instanceof ObjectNode object) {
                object.remove(List.of("t", "sign"));
                assertThat(JACKSON.readTree(canonical)).isEqualTo(object);
            }
        } catch (Refusal refusal) {
            assertThat(theirs instanceof ObjectNode && refusal.reason() == Refusal.Cause.NOT_JSON)
                    .isFalse();
        } catch (IOException e) {
            throw new AssertionError("Our own JSON is none", e);
        }
    }

    /** Nothing is taken but what the key signs, in the one form and within the bounds. */
    @FuzzTest(maxDuration = "60s")
    void signature(FuzzedDataProvider data) {
        String t = data.consumeBoolean()
                ? Long.toString(data.consumeLong(NOW - 2000, NOW + 2000))
                : data.consumeString(24);
        String sign = data.consumeBoolean() ? Signer.sign(KEY, t) : data.consumeString(40);
        boolean quoted = data.consumeBoolean();
        String extra = data.consumeRemainingAsString();
        ObjectNode body = JACKSON.createObjectNode().put("event_type", 100).put("extra", extra);
        String signed = body.put("sign", sign).put("t", t).toString();
        if (!quoted) {
            signed = signed.replace("\"t\":\"" + t + "\"", "\"t\":" + t);
        }
        try {
            CallbackEvent event = INTAKE.take(
                    "POST",
                    "/callbacks/live",
                    signed.getBytes(StandardCharsets.UTF_8),
                    InetAddress.getLoopbackAddress());
            assertThat(sign.toLowerCase(Locale.ROOT)).isEqualTo(Signer.sign(KEY, t));
            assertThat(t).matches("0|[1-9][0-9]*");
            assertThat(Long.parseLong(t)).isBetween(NOW - 900, NOW + 1200);
            assertThat(event.late()).isEqualTo(Long.parseLong(t) < NOW);
        } catch (Refusal refusal) {
            assertThat(refusal.getStatus()).isIn(400, 401);
        }
    }

    /** No path but a source's own is taken, and none makes anything but a refusal. */
    @FuzzTest(maxDuration = "60s")
    void path(@NotNull String path) {
        try {
            INTAKE.take("POST", path, "{}".getBytes(StandardCharsets.UTF_8), InetAddress.getLoopbackAddress());
            throw new AssertionError("taken: " + path);
        } catch (Refusal refusal) {
            assertThat(refusal.getStatus()).isIn(400, 404);
            assertThat(refusal.getStatus() == 400).isEqualTo(path.equals("/callbacks/live"));
        }
    }
}
