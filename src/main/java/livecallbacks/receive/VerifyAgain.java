package livecallbacks.receive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import livecallbacks.event.CallbackEvent;

/**
 * Decides whether a callback gets out of quarantine: with the keys, policies and bounds configured now, but by the time
 * at which it was received. Since then its {@code t} has long expired, which says nothing about whether it is real.
 */
public final class VerifyAgain {

    private final Map<String, Source> sources;
    private final Duration grace;
    private final Duration maxAhead;

    /**
     * Verifies for these sources.
     *
     * @param sources by name, as configured now
     * @param grace how long after {@code t} a callback is taken; not negative
     * @param maxAhead how far in the future {@code t} may lie; not negative
     */
    public VerifyAgain(Map<String, Source> sources, Duration grace, Duration maxAhead) {
        this.sources = Map.copyOf(sources);
        this.grace = grace;
        this.maxAhead = maxAhead;
    }

    /**
     * The event of a callback that is verified now; marked {@link CallbackEvent#RELEASE_VERIFIED}.
     *
     * @throws Refusal why not
     */
    public CallbackEvent verified(QuarantinedCallback callback, byte[] body) throws Refusal {
        Source source = source(callback);
        CallbackJson json = CallbackJson.parse(body);
        int eventType = EventReader.eventType(json);
        SignatureVerifier verifier = verifierAt(callback.receivedAt(), grace, maxAhead);
        return EventReader.read(
                        source, eventType, json, verifier.verify(source, eventType, json), callback.receivedAt())
                .released(CallbackEvent.RELEASE_VERIFIED);
    }

    /**
     * The event of a callback that a person vouches for; marked {@link CallbackEvent#RELEASE_OVERRIDE}, or
     * {@link CallbackEvent#RELEASE_VERIFIED} if nobody has to.
     *
     * @throws Refusal if it has not even the form of a callback, or its source is not configured any more
     */
    public CallbackEvent vouchedFor(QuarantinedCallback callback, byte[] body) throws Refusal {
        try {
            return verified(callback, body);
        } catch (Refusal refusal) {
            return read(source(callback), callback.receivedAt(), body).released(CallbackEvent.RELEASE_OVERRIDE);
        }
    }

    /**
     * The event that a callback in quarantine claims to be, for people to look at.
     *
     * @throws Refusal if it has not the form of a callback
     */
    public static CallbackEvent claimed(QuarantinedCallback callback, byte[] body) throws Refusal {
        return claimed(callback.source(), callback.receivedAt(), body);
    }

    /**
     * The event that a callback would be, were it taken.
     *
     * @param source the name of the source that it is posted to
     * @param receivedAt when
     * @throws Refusal if it has not the form of a callback
     */
    public static CallbackEvent claimed(String source, Instant receivedAt, byte[] body) throws Refusal {
        return read(new Source(source, List.of(), null, new UnsignedPolicy.Reject()), receivedAt, body);
    }

    private static CallbackEvent read(Source source, Instant receivedAt, byte[] body) throws Refusal {
        CallbackJson json = CallbackJson.parse(body);
        int eventType = EventReader.eventType(json);
        SignatureVerifier verifier = verifierAt(receivedAt, Duration.ZERO, Duration.ZERO);
        return EventReader.read(source, eventType, json, verifier.withoutJudging(source, json), receivedAt);
    }

    private static SignatureVerifier verifierAt(Instant receivedAt, Duration grace, Duration maxAhead) {
        return new SignatureVerifier(Clock.fixed(receivedAt, ZoneOffset.UTC), grace, maxAhead);
    }

    private Source source(QuarantinedCallback callback) throws Refusal {
        Source source = sources.get(callback.source());
        if (source == null) {
            throw new Refusal(Refusal.Cause.UNKNOWN_SOURCE);
        }
        return source;
    }
}
