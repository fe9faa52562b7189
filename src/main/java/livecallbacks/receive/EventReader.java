package livecallbacks.receive;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import livecallbacks.event.CallbackEvent;
import livecallbacks.receive.CallbackJson.Kind;
import livecallbacks.receive.CallbackJson.Member;
import livecallbacks.receive.SignatureVerifier.Verified;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Says what event a body is: its type, stream, domain, path, time and id, under the names that each event type uses.
 */
final class EventReader {

    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    /** Moderation (317) writes streamId and channelId; a few events name the channel only. */
    private static final List<String> STREAM_MEMBERS = List.of("stream_id", "streamId", "channel_id", "channelId");

    private static final List<String> DOMAIN_MEMBERS = List.of("app", "domain");
    private static final List<String> PATH_MEMBERS = List.of("appname", "path");

    /** The first one that is there and plausible is the event's time. */
    private static final List<String> TIME_MEMBERS =
            List.of("end_time", "event_time", "create_time", "timestamp", "data_time", "sendTime", "begin_time");

    /**
     * The sender gives some times in seconds and some (data_time; event_time of 328) in milliseconds. Between the years
     * 1973 and 5138 the size of the number tells which, for event types that are not known yet as well.
     */
    private static final long FIRST_MILLISECONDS = 100_000_000_000L;

    /** The last second of the year 9999: dates of object keys have four digits. */
    private static final long LAST_SECOND = 253_402_300_799L;

    /**
     * Names go on as message headers, for which the broker has 100 KiB in all, two bytes a character, and a callback
     * must not be refused for long ones. Real names are shorter than a hundred.
     */
    private static final int MAX_NAME = 10_000;

    /** A notice is valid for ten minutes, so it was sent about that long before it expires. */
    private static final long VALIDITY_SECONDS = 600;

    private EventReader() {}

    /**
     * The event type.
     *
     * @throws Refusal if event_type is missing, repeated or no JSON integer of 32 bits; where it is missing, the cause
     *     names the product that the body looks to come from
     */
    static int eventType(CallbackJson json) throws Refusal {
        Member member = json.only("event_type");
        if (member == null) {
            throw new Refusal(likelyOrigin(json));
        }
        if (member.kind() != Kind.INTEGER || !INTEGER.matcher(member.text()).matches()) {
            throw new Refusal(Refusal.Cause.EVENT_TYPE_NOT_INTEGER);
        }
        try {
            return Integer.parseInt(member.text());
        } catch (NumberFormatException e) {
            throw new Refusal(Refusal.Cause.EVENT_TYPE_NOT_INTEGER);
        }
    }

    /** The event of a verified body. */
    static CallbackEvent read(Source source, int eventType, CallbackJson json, Verified verified, Instant receivedAt) {
        Instant ownTime = ownTime(json);
        return new CallbackEvent(
                source.name(),
                eventId(source.name(), json),
                eventType,
                firstText(json, STREAM_MEMBERS),
                firstText(json, DOMAIN_MEMBERS),
                firstText(json, PATH_MEMBERS),
                ownTime == null ? timeSent(verified.t(), receivedAt) : ownTime,
                ownTime == null,
                receivedAt,
                verified.late(),
                verified.keyId(),
                null);
    }

    private static String eventId(String source, CallbackJson json) {
        return DigestUtils.sha256Hex(source + "\n" + json.canonical());
    }

    private static @Nullable Instant ownTime(CallbackJson json) {
        for (String name : TIME_MEMBERS) {
            Member member = json.last(name);
            if (member != null
                    && member.kind() != Kind.OTHER
                    && DIGITS.matcher(member.text()).matches()) {
                Instant time = plausible(Long.parseLong(member.text()));
                if (time != null) {
                    return time;
                }
            }
        }
        return null;
    }

    private static Instant timeSent(@Nullable Long t, Instant receivedAt) {
        Instant sent = t == null ? null : plausible(t - VALIDITY_SECONDS);
        return sent == null ? receivedAt : sent;
    }

    private static @Nullable Instant plausible(long secondsOrMilliseconds) {
        boolean milliseconds = secondsOrMilliseconds >= FIRST_MILLISECONDS;
        Instant time = milliseconds
                ? Instant.ofEpochMilli(secondsOrMilliseconds)
                : Instant.ofEpochSecond(secondsOrMilliseconds);
        return secondsOrMilliseconds > 0 && time.getEpochSecond() <= LAST_SECOND ? time : null;
    }

    private static @Nullable String firstText(CallbackJson json, List<String> names) {
        for (String name : names) {
            Member member = json.last(name);
            if (member != null && member.kind() != Kind.OTHER && !member.text().isEmpty()) {
                return cut(member.text());
            }
        }
        return null;
    }

    /** The start of a text that is too long, without half a character at its end. */
    private static String cut(String text) {
        if (text.length() <= MAX_NAME) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(MAX_NAME - 1)) ? MAX_NAME - 1 : MAX_NAME);
    }

    private static Refusal.Cause likelyOrigin(CallbackJson json) {
        if (json.has("EventGroupId")) {
            return Refusal.Cause.CALLBACK_OF_TRTC;
        }
        if (json.has("EventType") || json.has("eventType")) {
            return Refusal.Cause.CALLBACK_OF_VOD;
        }
        if (json.has("screenshotTime")) {
            return Refusal.Cause.MODERATION_WITHOUT_EVENT_TYPE;
        }
        return Refusal.Cause.EVENT_TYPE_MISSING;
    }
}
