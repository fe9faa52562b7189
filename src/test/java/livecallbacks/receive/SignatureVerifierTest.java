package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import livecallbacks.Signer;
import livecallbacks.TestClock;
import livecallbacks.event.CallbackEvent;
import livecallbacks.receive.Refusal.Cause;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One request at a time through the intake, under a clock that stands: what is taken, and why what is not is not. */
class SignatureVerifierTest {

    /** The sender's own test vector, of its recording page. */
    private static final String OFFICIAL_KEY = "test";

    private static final long OFFICIAL_T = 1545030873L;
    private static final String OFFICIAL_SIGN = "ca3e25e5dc17a6f9909a9ae7281e300d";

    private static final long GRACE = 15 * 60;
    private static final long MAX_AHEAD = 20 * 60;

    private static final String OLD_KEY = "old0key";

    /** Just as a callback comes: ten minutes before it expires. */
    private static final Instant ON_TIME = Instant.ofEpochSecond(OFFICIAL_T - 600);

    private static CallbackEvent take(Source source, Instant now, String body) throws Refusal {
        TestClock clock = new TestClock(now);
        SignatureVerifier verifier =
                new SignatureVerifier(clock, Duration.ofSeconds(GRACE), Duration.ofSeconds(MAX_AHEAD));
        String path = "/callbacks/" + source.name() + (source.token() == null ? "" : "/" + source.token());
        return new Intake(Map.of(source.name(), source), verifier, clock)
                .take("POST", path, body.getBytes(StandardCharsets.UTF_8), null);
    }

    private static Source source(UnsignedPolicy unsigned, String... keys) {
        return new Source("live", Stream.of(keys).map(CallbackKey::new).toList(), null, unsigned);
    }

    private static Source keyed() {
        return source(new UnsignedPolicy.Reject(), OFFICIAL_KEY, OLD_KEY);
    }

    /** A body with these two members as they stand here, raw JSON; null leaves one out. */
    private static String body(@Nullable String t, @Nullable String sign) {
        return "{\"event_type\":100" + (t == null ? "" : ",\"t\":" + t) + (sign == null ? "" : ",\"sign\":" + sign)
                + "}";
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    static Stream<Arguments> accepted() {
        String t = Long.toString(OFFICIAL_T);
        String sign = quoted(OFFICIAL_SIGN);
        return Stream.of(
                arguments("the official vector", ON_TIME, body(t, sign), false),
                arguments("t as a string of digits", ON_TIME, body(quoted(t), sign), false),
                arguments(
                        "sign in upper case", ON_TIME, body(t, quoted(OFFICIAL_SIGN.toUpperCase(Locale.ROOT))), false),
                arguments("the second key", ON_TIME, body(t, quoted(Signer.sign(OLD_KEY, t))), false),
                arguments("in the second it expires", Instant.ofEpochSecond(OFFICIAL_T), body(t, sign), false),
                arguments("just expired", Instant.ofEpochSecond(OFFICIAL_T + 1), body(t, sign), true),
                arguments("at the end of the grace", Instant.ofEpochSecond(OFFICIAL_T + GRACE), body(t, sign), true),
                arguments(
                        "as far ahead as may be", Instant.ofEpochSecond(OFFICIAL_T - MAX_AHEAD), body(t, sign), false),
                arguments("t 0, when the clock stands there", Instant.EPOCH, signed("0"), false));
    }

    private static String signed(String t) {
        return body(t, quoted(Signer.sign(OFFICIAL_KEY, t)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void takes(String what, Instant now, String body, boolean late) throws Refusal {
        CallbackEvent event = take(keyed(), now, body);
        assertThat(event.late()).isEqualTo(late);
        assertThat(event.keyId()).isNotNull().matches("[0-9a-f]{8}");
    }

    static Stream<Arguments> refused() {
        String t = Long.toString(OFFICIAL_T);
        String sign = quoted(OFFICIAL_SIGN);
        return Stream.of(
                arguments("the wrong key", body(t, quoted(Signer.sign("another", t))), Cause.SIGN_WRONG),
                arguments("the sign of another t", body("1754623810", sign), Cause.SIGN_WRONG),
                arguments("no sign", body(t, null), Cause.SIGN_MISSING),
                arguments("no t", body(null, sign), Cause.T_MISSING),
                arguments("neither", body(null, null), Cause.SIGN_MISSING),
                arguments("a short sign", body(t, quoted(OFFICIAL_SIGN.substring(1))), Cause.SIGN_WRONG),
                arguments("a long sign", body(t, quoted(OFFICIAL_SIGN + "00")), Cause.SIGN_WRONG),
                arguments("an empty sign", body(t, "\"\""), Cause.SIGN_WRONG),
                arguments(
                        "a sign that is not hex", body(t, quoted("z" + OFFICIAL_SIGN.substring(1))), Cause.SIGN_WRONG),
                arguments("a sign in full-width digits", body(t, quoted("\uff10".repeat(32))), Cause.SIGN_WRONG),
                arguments("a masked sign, as printed in manuals", body(t, quoted("3485****56ae")), Cause.SIGN_WRONG),
                arguments("a sign that is a number", body(t, "12345678901234567890123456789012"), Cause.SIGN_WRONG),
                arguments("a sign that is null", body(t, "null"), Cause.SIGN_WRONG),
                arguments("a sign in an array", body(t, "[" + sign + "]"), Cause.SIGN_WRONG),
                arguments(
                        "a leading zero in a string",
                        signedAs("\"01545030873\"", "01545030873"),
                        Cause.T_NOT_CANONICAL),
                arguments("a leading zero in a number", body("01545030873", sign), Cause.NOT_JSON),
                arguments("a plus in a string", body("\"+1545030873\"", sign), Cause.T_NOT_CANONICAL),
                arguments("a plus in a number", body("+1545030873", sign), Cause.NOT_JSON),
                arguments("a minus", body("-1545030873", sign), Cause.T_NOT_CANONICAL),
                arguments("a minus in a string", body("\"-1545030873\"", sign), Cause.T_NOT_CANONICAL),
                arguments("minus zero", body("-0", sign), Cause.T_NOT_CANONICAL),
                arguments("an exponent", signedAs("1e9", "1000000000"), Cause.T_NOT_CANONICAL),
                arguments("an exponent in a string", body("\"1e9\"", sign), Cause.T_NOT_CANONICAL),
                arguments("a fraction", signedAs("1545030873.0", t), Cause.T_NOT_CANONICAL),
                arguments("over int64", signed("9223372036854775808"), Cause.T_NOT_CANONICAL),
                arguments("far over int64", signed("99999999999999999999999"), Cause.T_NOT_CANONICAL),
                arguments("the largest int64", signed("9223372036854775807"), Cause.T_TOO_FAR_AHEAD),
                arguments("Arabic digits", body("\"\u0661\u0665\u0664\"", sign), Cause.T_NOT_CANONICAL),
                arguments("full-width digits", body("\"\uff11\uff15\"", sign), Cause.T_NOT_CANONICAL),
                arguments("a blank", body("\"\"", sign), Cause.T_NOT_CANONICAL),
                arguments("white space", body("\" 1545030873\"", sign), Cause.T_NOT_CANONICAL),
                arguments("a line feed at the end", body("\"1545030873\\n\"", sign), Cause.T_NOT_CANONICAL),
                arguments("hexadecimal", body("\"0x5c1749d9\"", sign), Cause.T_NOT_CANONICAL),
                arguments("null", body("null", sign), Cause.T_NOT_CANONICAL),
                arguments("true", body("true", sign), Cause.T_NOT_CANONICAL),
                arguments("an array", body("[1545030873]", sign), Cause.T_NOT_CANONICAL),
                arguments("t twice", body(t + ",\"t\":" + t, sign), Cause.REPEATED_MEMBER),
                arguments("t twice, once escaped", body(t + ",\"\\u0074\":1", sign), Cause.REPEATED_MEMBER),
                arguments("sign twice", body(t, sign + ",\"sign\":" + sign), Cause.REPEATED_MEMBER),
                arguments("event_type twice", body(t, sign + ",\"event_type\":1"), Cause.REPEATED_MEMBER),
                arguments(
                        "t in another case",
                        "{\"event_type\":100,\"T\":" + t + ",\"sign\":" + sign + "}",
                        Cause.T_MISSING));
    }

    private static String signedAs(String rawT, String hashedT) {
        return body(rawT, quoted(Signer.sign(OFFICIAL_KEY, hashedT)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses(String what, String body, Cause cause) {
        assertRefused(keyed(), ON_TIME, body, cause);
    }

    @Test
    void refusesWhatExpiredBeyondTheGrace() {
        String body = body(Long.toString(OFFICIAL_T), quoted(OFFICIAL_SIGN));
        assertRefused(keyed(), Instant.ofEpochSecond(OFFICIAL_T + GRACE + 1), body, Cause.EXPIRED);
    }

    @Test
    void refusesWhatLiesTooFarAhead() {
        String body = body(Long.toString(OFFICIAL_T), quoted(OFFICIAL_SIGN));
        assertRefused(keyed(), Instant.ofEpochSecond(OFFICIAL_T - MAX_AHEAD - 1), body, Cause.T_TOO_FAR_AHEAD);
    }

    @Test
    void doesNotTellTheTimeToWhoHasNoKey() {
        String body = body(Long.toString(OFFICIAL_T), quoted(Signer.sign("another", Long.toString(OFFICIAL_T))));
        assertRefused(keyed(), Instant.ofEpochSecond(OFFICIAL_T + 100 * GRACE), body, Cause.SIGN_WRONG);
    }

    @Test
    void saysWhichOfTheKeysItWas() throws Refusal {
        String t = Long.toString(OFFICIAL_T);
        String first = take(keyed(), ON_TIME, body(t, quoted(OFFICIAL_SIGN))).keyId();
        String second =
                take(keyed(), ON_TIME, body(t, quoted(Signer.sign(OLD_KEY, t)))).keyId();
        assertThat(first).isEqualTo(new CallbackKey(OFFICIAL_KEY).fingerprint());
        assertThat(second).isEqualTo(new CallbackKey(OLD_KEY).fingerprint()).isNotEqualTo(first);
    }

    @Test
    void aForgerWhoExtendsTheHashIsRefusedForWhatTHasToBecome() {
        // The forged sign is right for the bytes that the forged t stands for, so only the form of t stands in the way.
        int known = OFFICIAL_KEY.length() + Long.toString(OFFICIAL_T).length();
        byte[] padding = Md5Extension.padding(known);
        String suffix = "999";
        String forgedSign = Md5Extension.extend(OFFICIAL_SIGN, known, suffix.getBytes(StandardCharsets.US_ASCII));
        String forgedT = OFFICIAL_T + new String(padding, StandardCharsets.ISO_8859_1) + suffix;
        assertThat(forgedSign).isEqualTo(md5OfLatin1(OFFICIAL_KEY + forgedT));

        StringBuilder escaped = new StringBuilder();
        forgedT.chars()
                .forEach(c -> escaped.append(c >= '0' && c <= '9' ? "" + (char) c : String.format("\\u%04x", c)));
        assertRefused(
                source(new UnsignedPolicy.Reject(), OFFICIAL_KEY),
                ON_TIME,
                body(quoted(escaped.toString()), quoted(forgedSign)),
                Cause.T_NOT_CANONICAL);
    }

    private static String md5OfLatin1(String text) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("MD5")
                            .digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> unsigned() {
        UnsignedPolicy reject = new UnsignedPolicy.Reject();
        UnsignedPolicy only100 = new UnsignedPolicy.Only(Set.of(100, 314));
        UnsignedPolicy only314 = new UnsignedPolicy.Only(Set.of(314));
        UnsignedPolicy allow = new UnsignedPolicy.Allow();
        String bare = body(null, null);
        String wrong = body(Long.toString(OFFICIAL_T), quoted("0".repeat(32)));
        String onlyT = body(Long.toString(OFFICIAL_T), null);
        return Stream.of(
                arguments("rejected by default", reject, List.of(OFFICIAL_KEY), bare, Cause.SIGN_MISSING),
                arguments("a listed type", only100, List.of(OFFICIAL_KEY), bare, null),
                arguments("a type that is not listed", only314, List.of(OFFICIAL_KEY), bare, Cause.SIGN_MISSING),
                arguments("any type without a key", allow, List.of(), bare, null),
                arguments("any type beside a key", allow, List.of(OFFICIAL_KEY), bare, null),
                arguments("a wrong sign is no missing one", allow, List.of(OFFICIAL_KEY), wrong, Cause.SIGN_WRONG),
                arguments("nor for a listed type", only100, List.of(OFFICIAL_KEY), wrong, Cause.SIGN_WRONG),
                arguments(
                        "a t without sign is not unsigned", only100, List.of(OFFICIAL_KEY), onlyT, Cause.SIGN_MISSING),
                arguments("nothing to verify a sign with", allow, List.of(), wrong, null),
                arguments(
                        "a signed one of a type not listed, without a key",
                        only314,
                        List.of(),
                        wrong,
                        Cause.SIGN_WRONG),
                arguments("a malformed t stays one", allow, List.of(), body("1e9", null), Cause.T_NOT_CANONICAL),
                arguments(
                        "a repeated sign stays one",
                        allow,
                        List.of(),
                        body(null, "\"a\",\"sign\":\"b\""),
                        Cause.REPEATED_MEMBER));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unsigned")
    void judgesUnsignedCallbacksByTheSourcesPolicy(
            String what, UnsignedPolicy policy, List<String> keys, String body, @Nullable Cause cause) throws Refusal {
        Source source = source(policy, keys.toArray(String[]::new));
        if (cause == null) {
            CallbackEvent event = take(source, ON_TIME, body);
            assertThat(event.keyId()).isNull();
            assertThat(event.late()).isFalse();
        } else {
            assertRefused(source, ON_TIME, body, cause);
        }
    }

    @Test
    void aKeysFingerprintStaysTheSameFromReleaseToRelease() {
        // python3 -c 'from hashlib import pbkdf2_hmac as p; print(p("sha256", b"test", b"live-callbacks key-id",
        // 100000,
        // 4).hex())'
        assertThat(new CallbackKey("test").fingerprint()).isEqualTo("dc39472a");
    }

    @Test
    void neverPrintsAKeyOrToken() {
        Source source = new Source("live", List.of(new CallbackKey("secret1")), "secret2", new UnsignedPolicy.Reject());
        assertThat(source + " " + source.keys()).doesNotContain("secret");
    }

    private static void assertRefused(Source source, Instant now, String body, Cause cause) {
        assertThatThrownBy(() -> take(source, now, body))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(cause));
    }
}
