package livecallbacks.receive;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;
import livecallbacks.receive.CallbackJson.Kind;
import livecallbacks.receive.CallbackJson.Member;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a callback is the sender's: {@code sign} is MD5 over a key of the source and the decimal {@code t},
 * and {@code t}, the second in which the notice expires, is neither long past nor far ahead. The rule and its
 * weaknesses are those of the sender's page "How to receive event notification" (267/38080).
 */
public final class SignatureVerifier {

    /** MD5 can be extended by whoever may add bytes to {@code t}, so only these are ever hashed. */
    private static final Pattern CANONICAL_DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private static final int MD5_HEX_DIGITS = 32;

    private final Clock clock;
    private final Duration grace;
    private final Duration maxAhead;

    /**
     * A verifier with its bounds.
     *
     * @param clock the one clock of the service
     * @param grace how long after {@code t} a callback is still taken; not negative
     * @param maxAhead how far in the future {@code t} may lie; not negative
     */
    public SignatureVerifier(Clock clock, Duration grace, Duration maxAhead) {
        this.clock = clock;
        this.grace = grace;
        this.maxAhead = maxAhead;
    }

    /**
     * What verification found.
     *
     * @param t when the notice expires, seconds since 1970; null if it came unsigned
     * @param late whether it came after {@code t}
     * @param keyId fingerprint of the key that fits; null if it came unsigned
     */
    record Verified(
            @Nullable Long t, boolean late, @Nullable String keyId) {}

    /**
     * Verifies {@code t} and {@code sign} of a callback.
     *
     * @throws Refusal if one of them is missing where the source's policy wants both, repeated, malformed or wrong, or
     *     the time is out of bounds
     */
    Verified verify(Source source, int eventType, CallbackJson json) throws Refusal {
        Member tMember = json.only("t");
        Member signMember = json.only("sign");
        if (tMember == null && signMember == null) {
            if (source.unsigned().allows(eventType)) {
                return new Verified(null, false, null);
            }
            throw Refusal.ofWhatMayBeReal(Refusal.Cause.SIGN_MISSING, source.name());
        }
        Long t = tMember == null ? null : canonicalSeconds(tMember);
        if (source.keys().isEmpty() && source.unsigned().allows(eventType)) {
            // There is nothing to verify it with, and the operator said that this is meant.
            return new Verified(t, false, null);
        }
        if (signMember == null) {
            throw Refusal.ofWhatMayBeReal(Refusal.Cause.SIGN_MISSING, source.name());
        }
        if (t == null) {
            throw Refusal.ofWhatMayBeReal(Refusal.Cause.T_MISSING, source.name());
        }
        String keyId = fittingKey(source, t, signMember);
        // After the signature: only who holds a key learns how our clock stands.
        long now = clock.instant().getEpochSecond();
        if (t > now + maxAhead.toSeconds()) {
            throw Refusal.ofWhatMayBeReal(Refusal.Cause.T_TOO_FAR_AHEAD, source.name(), now - t);
        }
        if (t < now - grace.toSeconds()) {
            throw Refusal.ofWhatMayBeReal(Refusal.Cause.EXPIRED, source.name(), now - t);
        }
        return new Verified(t, t < now, keyId);
    }

    /**
     * What is found without judging anything but the form: for a callback that a person vouches for. The key is the one
     * that fits, if one does.
     *
     * @throws Refusal if {@code t} or {@code sign} is repeated, or {@code t} malformed
     */
    Verified withoutJudging(Source source, CallbackJson json) throws Refusal {
        Member tMember = json.only("t");
        Member signMember = json.only("sign");
        Long t = tMember == null ? null : canonicalSeconds(tMember);
        boolean late = t != null && t < clock.instant().getEpochSecond();
        String keyId = t != null && signMember != null && hasFormOfSign(signMember)
                ? keyThatFits(source, t, signMember.text())
                : null;
        return new Verified(t, late, keyId);
    }

    private static long canonicalSeconds(Member t) throws Refusal {
        if (t.kind() == Kind.OTHER || !CANONICAL_DECIMAL.matcher(t.text()).matches()) {
            throw new Refusal(Refusal.Cause.T_NOT_CANONICAL);
        }
        try {
            return Long.parseLong(t.text());
        } catch (NumberFormatException e) {
            // 19 digits can exceed int64.
            throw new Refusal(Refusal.Cause.T_NOT_CANONICAL);
        }
    }

    private static String fittingKey(Source source, long t, Member sign) throws Refusal {
        if (!hasFormOfSign(sign)) {
            throw new Refusal(Refusal.Cause.SIGN_WRONG);
        }
        String fitting = keyThatFits(source, t, sign.text());
        if (fitting == null) {
            throw Refusal.ofWhatMayBeReal(Refusal.Cause.SIGN_WRONG, source.name());
        }
        return fitting;
    }

    private static boolean hasFormOfSign(Member sign) {
        return sign.kind() == Kind.STRING
                && sign.text().length() == MD5_HEX_DIGITS
                && sign.text().chars().allMatch(HexFormat::isHexDigit);
    }

    private static @Nullable String keyThatFits(Source source, long t, String sign) {
        byte[] expected = HexFormat.of().parseHex(sign);
        String decimal = Long.toString(t);
        String fitting = null;
        // Every key is tried, so that the time it takes does not tell which one fits.
        for (CallbackKey key : source.keys()) {
            if (key.verifies(decimal, expected) && fitting == null) {
                fitting = key.fingerprint();
            }
        }
        return fitting;
    }
}
