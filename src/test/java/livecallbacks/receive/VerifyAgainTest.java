package livecallbacks.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import livecallbacks.Signer;
import livecallbacks.event.CallbackEvent;
import livecallbacks.receive.Refusal.Cause;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gets out of quarantine. */
class VerifyAgainTest {

    private static final Instant RECEIVED = Instant.parse("2020-01-02T03:04:05.678Z");
    private static final long T = RECEIVED.getEpochSecond() + 600;
    private static final String EVENT = "{\"event_type\":100,\"stream_id\":\"a\"}";

    private final CallbackKey key = new CallbackKey("right");

    private VerifyAgain verifyAgain(UnsignedPolicy policy) {
        return new VerifyAgain(
                Map.of("live", new Source("live", List.of(key), null, policy)),
                Duration.ofMinutes(15),
                Duration.ofMinutes(20));
    }

    private final VerifyAgain strict = verifyAgain(new UnsignedPolicy.Reject());

    private static QuarantinedCallback of(String source, byte[] body) {
        return QuarantinedCallback.of(source, RECEIVED, Cause.SIGN_WRONG, body);
    }

    private CallbackEvent verified(String json) throws Refusal {
        byte[] body = json.getBytes(UTF_8);
        return strict.verified(of("live", body), body);
    }

    private CallbackEvent vouchedFor(String json) throws Refusal {
        byte[] body = json.getBytes(UTF_8);
        return strict.vouchedFor(of("live", body), body);
    }

    private static void assertStays(Cause cause, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(cause));
    }

    @Test
    void whatAKeyOfNowSignedIsReleasedYearsLaterAsReceivedThen() throws Refusal {
        CallbackEvent event = verified(Signer.signed(EVENT, "right", T));

        assertThat(event.release()).isEqualTo("verified");
        assertThat(event.keyId()).isEqualTo(key.fingerprint());
        assertThat(event.receivedAt()).isEqualTo(RECEIVED);
        assertThat(event.late()).isFalse();
        assertThat(event.streamId()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({"-900, true", "0, false", "1200, false"})
    void timeIsJudgedByTheTimeOfReceipt(long seconds, boolean late) throws Refusal {
        assertThat(verified(Signer.signed(EVENT, "right", RECEIVED.getEpochSecond() + seconds))
                        .late())
                .isEqualTo(late);
    }

    @ParameterizedTest
    @CsvSource({"-901, EXPIRED", "1201, T_TOO_FAR_AHEAD"})
    void whatWasOutOfTimeThenStaysUnlessAPersonVouchesForIt(long seconds, Cause cause) throws Refusal {
        String json = Signer.signed(EVENT, "right", RECEIVED.getEpochSecond() + seconds);

        assertStays(cause, () -> verified(json));
        CallbackEvent event = vouchedFor(json);
        assertThat(event.release()).isEqualTo("override");
        assertThat(event.keyId()).isEqualTo(key.fingerprint());
        assertThat(event.late()).isEqualTo(seconds < 0);
    }

    @Test
    void whatIsSignedByNoKeyStaysUnlessAPersonVouchesForIt() throws Refusal {
        String json = Signer.signed(EVENT, "forged", T);

        assertStays(Cause.SIGN_WRONG, () -> verified(json));
        CallbackEvent event = vouchedFor(json);
        assertThat(event.release()).isEqualTo("override");
        assertThat(event.keyId()).isNull();
        assertThat(event.eventTime()).isEqualTo(Instant.ofEpochSecond(T - 600));
    }

    @Test
    void theEventIsTheSameOneAsIfItHadBeenTakenAtOnce() throws Refusal {
        byte[] body = Signer.signed(EVENT, "right", T).getBytes(UTF_8);
        CallbackEvent atOnce = new Intake(
                        Map.of("live", new Source("live", List.of(), null, new UnsignedPolicy.Allow())),
                        new SignatureVerifier(Clock.fixed(RECEIVED, ZoneOffset.UTC), Duration.ZERO, Duration.ZERO),
                        Clock.fixed(RECEIVED, ZoneOffset.UTC))
                .take("POST", "/callbacks/live", body, null);

        assertThat(verified(new String(body, UTF_8)).eventId()).isEqualTo(atOnce.eventId());
        assertThat(vouchedFor(new String(body, UTF_8)).eventId()).isEqualTo(atOnce.eventId());
        assertThat(VerifyAgain.claimed(of("live", body), body).eventId()).isEqualTo(atOnce.eventId());
    }

    @Test
    void whatNobodyHasToVouchForIsMarkedVerified() throws Refusal {
        assertThat(vouchedFor(Signer.signed(EVENT, "right", T)).release()).isEqualTo("verified");
    }

    @Test
    void anUnsignedOneIsReleasedWhenThePolicyOfNowAllowsIt() throws Refusal {
        byte[] body = EVENT.getBytes(UTF_8);

        assertStays(Cause.SIGN_MISSING, () -> strict.verified(of("live", body), body));
        CallbackEvent event = verifyAgain(new UnsignedPolicy.Only(Set.of(100))).verified(of("live", body), body);
        assertThat(event.release()).isEqualTo("verified");
        assertThat(event.keyId()).isNull();
        assertThat(vouchedFor(EVENT).release()).isEqualTo("override");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOT_JSON           | x",
                "EVENT_TYPE_MISSING | {}",
                "REPEATED_MEMBER    | {'event_type':1,'t':1,'t':1}",
                "T_NOT_CANONICAL    | {'event_type':1,'t':'01'}",
            })
    void nobodyCanVouchForWhatIsNoCallback(Cause cause, String json) {
        assertStays(cause, () -> vouchedFor(json.replace('\'', '"')));
    }

    @Test
    void aSourceThatIsNotConfiguredAnyMoreReleasesNothing() {
        byte[] body = Signer.signed(EVENT, "right", T).getBytes(UTF_8);

        assertStays(Cause.UNKNOWN_SOURCE, () -> strict.verified(of("gone", body), body));
        assertStays(Cause.UNKNOWN_SOURCE, () -> strict.vouchedFor(of("gone", body), body));
    }
}
