package livecallbacks.receive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import livecallbacks.event.CallbackEvent;
import livecallbacks.receive.SignatureVerifier.Verified;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a callback costs before it is stored: in this package because the steps of {@link Intake#take} are known to
 * nobody else.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = {"-Xmx256m", "-XX:+UseParallelGC"})
public class ReceiveBenchmark {

    private static final Clock CLOCK = Clock.systemUTC();

    /** The run must not be over after the notice has expired. */
    private static final Duration VALID = Duration.ofDays(1);

    private static SignatureVerifier verifier() {
        return new SignatureVerifier(CLOCK, Duration.ofHours(1), VALID.plusHours(1));
    }

    private static Source source(int keys) {
        return new Source(
                "live",
                IntStream.rangeClosed(1, keys)
                        .mapToObj(i -> new CallbackKey(key(i)))
                        .toList(),
                null,
                new UnsignedPolicy.Reject());
    }

    private static String key(int i) {
        return "benchbenchbenchbenchbenchbench" + (10 + i);
    }

    /** A body as the sender posts it: without white space, {@code t} and {@code sign} at its end. */
    private static byte[] signed(String sample, String key) throws IOException, GeneralSecurityException {
        long t = CLOCK.instant().plus(VALID).getEpochSecond();
        byte[] md5 = MessageDigest.getInstance("MD5").digest((key + t).getBytes(StandardCharsets.US_ASCII));
        String members = compact(sample);
        return (members.substring(0, members.length() - 1)
                        + ",\"t\":" + t + ",\"sign\":\"" + HexFormat.of().formatHex(md5) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String compact(String sample) throws IOException {
        boolean isChinese = sample.equals("recording-chinese");
        String resource = "/samples/" + (isChinese ? "recording" : sample) + ".json";
        try (InputStream in = ReceiveBenchmark.class.getResourceAsStream(resource)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String dense = json.lines()
                    .map(line -> line.strip().replaceFirst("^(\"[^\"]*\"): ", "$1:"))
                    .reduce("", String::concat);
            return isChinese ? dense.replace("match-42", "决赛-42") : dense;
        }
    }

    /** A callback, at each of its steps. */
    @State(Scope.Thread)
    public static class Callback {

        /** Samples of the product. One has text that is not ASCII, and one objects in objects. */
        @Param({"recording", "recording-chinese", "image-moderation"})
        public String body;

        Source source;
        Intake intake;
        byte[] bytes;
        byte[] forged;
        int eventType;
        CallbackJson json;
        Verified verified;
        Instant receivedAt;

        @Setup
        public void prepare() throws Exception {
            source = source(1);
            intake = new Intake(Map.of("live", source), verifier(), CLOCK);
            bytes = signed(body, key(1));
            forged = signed(body, key(2));
            json = CallbackJson.parse(bytes);
            eventType = EventReader.eventType(json);
            verified = verifier().verify(source, eventType, json);
            receivedAt = CLOCK.instant();
        }
    }

    /** A source with one key, or with two while one replaces the other. */
    @State(Scope.Thread)
    public static class Keys {

        @Param({"1", "2"})
        public int keys;

        Source source;
        SignatureVerifier verifier;
        CallbackJson json;

        @Setup
        public void prepare() throws Exception {
            source = source(keys);
            verifier = verifier();
            json = CallbackJson.parse(signed("recording", key(keys)));
        }
    }

    /** All of it, from the bytes of the request to the event. */
    @Benchmark
    public CallbackEvent take(Callback callback) throws Refusal {
        return callback.intake.take("POST", "/callbacks/live", callback.bytes, null);
    }

    /** What anybody can make us do who knows the URL: all of it but the event. */
    @Benchmark
    public Refusal refuseForged(Callback callback) {
        try {
            callback.intake.take("POST", "/callbacks/live", callback.forged, null);
        } catch (Refusal refusal) {
            return refusal;
        }
        throw new IllegalStateException("A forged callback was taken");
    }

    /** The JSON, read strictly, and its canonical text. */
    @Benchmark
    public CallbackJson canonicalText(Callback callback) throws Refusal {
        return CallbackJson.parse(callback.bytes);
    }

    /** The event with its id, SHA-256 of the canonical text. */
    @Benchmark
    public CallbackEvent eventAndId(Callback callback) {
        return EventReader.read(
                callback.source, callback.eventType, callback.json, callback.verified, callback.receivedAt);
    }

    /** {@code t} and {@code sign} of a callback that has been read. */
    @Benchmark
    public Verified verifySignature(Keys keys) throws Refusal {
        return keys.verifier.verify(keys.source, 100, keys.json);
    }
}
