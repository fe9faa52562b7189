package livecallbacks.receive;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error instead of being taken. It carries a fixed answer only: nothing of what the
 * caller sent and nothing of an exception's text gets back to the caller.
 */
public final class Refusal extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The sender does not heed it; proxies and people do. */
    public static final String RETRY_AFTER_SECONDS = "30";

    /** Every cause there is, with the HTTP status and the text of the answer. The texts are part of the contract. */
    public enum Cause {
        UNKNOWN_PATH(404, "No such path. Callbacks are taken at /callbacks/{source} or /callbacks/{source}/{token}."),
        UNKNOWN_SOURCE(404, "No such source."),
        METHOD_NOT_ALLOWED(405, "Only POST is allowed here."),
        BODY_TOO_SLOW(408, "The body did not arrive in time."),
        BODY_TOO_LARGE(413, "The body is too large."),
        MALFORMED_REQUEST(400, "The request is malformed."),
        LENGTH_UNCLEAR(400, "The length of the body is not clear: give one Content-Length, or chunked and none."),
        HOST_WRONG(400, "Host is missing, repeated or malformed."),
        BODY_COMPRESSED(400, "The body is compressed. Send it as it is."),
        HEADER_TOO_SLOW(408, "The header did not arrive in time."),
        URL_TOO_LONG(414, "The URL is too long."),
        HEADER_TOO_LARGE(431, "The header is too large."),
        NOT_A_PROXY(401, "This address is no proxy."),
        TOO_MANY_CONNECTIONS_OF_ADDRESS(429, "This address has too many connections."),
        TOO_MANY_CONNECTIONS(503, "There are too many connections. Try again."),
        TOO_MANY_REQUESTS(503, "Too many requests are waiting. Try again."),
        TOO_MANY_BODIES(503, "Too many bodies are on their way. Try again."),
        STARTING_OR_STOPPING(503, "The service is starting or stopping. Try again."),
        NO_ROOM(503, "The callback cannot be stored now: the disk is full or has failed. Try again."),
        NOT_STORED(503, "The callback could not be stored now. Try again."),

        ADDRESS_NOT_ALLOWED(401, "This address may not send here."),
        TOKEN_MISSING_OR_WRONG(401, "The token in the path is missing or wrong."),

        EMPTY_BODY(400, "The body is empty."),
        NOT_UTF8(400, "The body is not UTF-8."),
        NOT_JSON(400, "The body is not one JSON value by RFC 8259."),
        NESTED_TOO_DEEPLY(400, "The JSON is nested too deeply."),
        NOT_AN_OBJECT(400, "The body is not a JSON object."),
        REPEATED_MEMBER(400, "t, sign or event_type occurs more than once."),
        T_NOT_CANONICAL(400, "t is not a canonical decimal number of seconds."),
        EVENT_TYPE_MISSING(400, "event_type is missing."),
        EVENT_TYPE_NOT_INTEGER(400, "event_type is not an integer."),
        CALLBACK_OF_TRTC(
                400,
                "event_type is missing; EventGroupId and EventType are there: this looks like a callback of TRTC,"
                        + " whose console has this URL by mistake."),
        CALLBACK_OF_VOD(
                400,
                "event_type is missing; EventType is there: this looks like a callback of VOD,"
                        + " whose console has this URL by mistake."),
        MODERATION_WITHOUT_EVENT_TYPE(
                400,
                "event_type is missing; screenshotTime is there: this looks like an image moderation callback of 2018,"
                        + " from before it had an event_type."),

        SIGN_MISSING(401, "sign is missing."),
        T_MISSING(401, "t is missing."),
        SIGN_WRONG(401, "sign is wrong."),
        EXPIRED(401, "t has expired."),
        T_TOO_FAR_AHEAD(401, "t is too far in the future.");

        private final int status;
        private final String text;

        Cause(int status, String text) {
            this.status = status;
            this.text = text;
        }

        /** The HTTP status, 400 to 503. */
        public int status() {
            return status;
        }

        /** The answer's text: plain ASCII without quotes or backslashes, so it stands in JSON as it is. */
        public String text() {
            return text;
        }

        /** The whole answer: {@code {"code":<status>,"message":"<text>"}}. */
        public String json() {
            return "{\"code\":" + status + ",\"message\":\"" + text + "\"}";
        }
    }

    private final Cause cause;
    private final @Nullable String mayBeFrom;
    private final long secondsLate;

    /** A refusal for the given cause. It has no stack trace: refusing must stay cheap under a flood. */
    public Refusal(Cause cause) {
        this(cause, null, 0);
    }

    private Refusal(Cause cause, @Nullable String mayBeFrom, long secondsLate) {
        super(cause.text(), null, false, false);
        this.cause = cause;
        this.mayBeFrom = mayBeFrom;
        this.secondsLate = secondsLate;
    }

    /**
     * A refusal of what has the form of a callback and came where callbacks of this source come, so that it may be real
     * all the same: a key, the policy or a clock can be wrong. The answer is that of the cause.
     */
    static Refusal ofWhatMayBeReal(Cause cause, String source) {
        return new Refusal(cause, source, 0);
    }

    /** The same of a callback whose time is out of bounds by our clock; negative if it lies ahead. */
    static Refusal ofWhatMayBeReal(Cause cause, String source, long secondsLate) {
        return new Refusal(cause, source, secondsLate);
    }

    /** The source that this may be a real callback of all the same; null if it cannot be one. */
    @Nullable
    String mayBeFrom() {
        return mayBeFrom;
    }

    /** How far the callback's {@code t} lies before our time, in seconds; 0 if that is not why it is refused. */
    long secondsLate() {
        return secondsLate;
    }

    /** Why; named so that {@link #getCause} keeps its meaning. */
    public Cause reason() {
        return cause;
    }

    /** The HTTP status of the answer, for the route. */
    public int getStatus() {
        return cause.status();
    }

    /** What an answer to try again carries, in seconds; null for any other. */
    public @Nullable String getRetryAfter() {
        return cause.status() == 503 ? RETRY_AFTER_SECONDS : null;
    }

    /** The methods that are allowed here, which a 405 has to say (RFC 9110, 15.5.6); null for any other status. */
    public @Nullable String getAllow() {
        return cause.status() == 405 ? "POST" : null;
    }

    /** The body of the answer, for the route. */
    public String getJson() {
        return cause.json();
    }
}
