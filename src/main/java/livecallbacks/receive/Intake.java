package livecallbacks.receive;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livecallbacks.event.CallbackEvent;
import org.jspecify.annotations.Nullable;

/** Decides about one request: the event it brings, or why it is refused. Plain Java; knows nothing of Camel. */
public final class Intake {

    /** Exactly {@code /callbacks/{source}} or {@code /callbacks/{source}/{token}}; no slash at the end. */
    private static final Pattern PATH = Pattern.compile("/callbacks/([^/]+)(?:/([^/]+))?");

    /** What a source is called in counters and logs when the request named none that there is. */
    public static final String NO_SOURCE = "none";

    private volatile Map<String, Source> sources;
    private final SignatureVerifier verifier;
    private final Clock clock;
    private final boolean asksForTheClient;

    /**
     * An intake for these sources.
     *
     * @param sources by name
     * @param verifier checks {@code t} and {@code sign}
     * @param clock gives the time of receipt
     */
    public Intake(Map<String, Source> sources, SignatureVerifier verifier, Clock clock) {
        this.sources = Map.copyOf(sources);
        this.verifier = verifier;
        this.clock = clock;
        // A source that asks for none takes what comes from an unknown address as well.
        this.asksForTheClient = this.sources.values().stream().anyMatch(source -> !source.mayComeFrom(null));
    }

    /** Puts other sources in use, by name, from the next request on. */
    public void use(Map<String, Source> changed) {
        sources = Map.copyOf(changed);
    }

    /**
     * Verifies a request.
     *
     * @param method of the request, such as POST
     * @param path of the request, without query
     * @param body the bytes as they came; may be empty
     * @param client who sent it; null if that is not known
     * @return the event, which is the sender's and may be stored
     * @throws Refusal with the answer to give instead
     */
    public CallbackEvent take(String method, String path, byte[] body, @Nullable InetAddress client) throws Refusal {
        Source source = sourceOf(path, client);
        if (!method.equals("POST")) {
            throw new Refusal(Refusal.Cause.METHOD_NOT_ALLOWED);
        }
        CallbackJson json = CallbackJson.parse(body);
        int eventType = EventReader.eventType(json);
        return EventReader.read(source, eventType, json, verifier.verify(source, eventType, json), clock.instant());
    }

    /** Whether it matters who sent a request: whether some source takes callbacks from some addresses only. */
    boolean asksForTheClient() {
        return asksForTheClient;
    }

    /** The configured source that a path names, for counters; {@value #NO_SOURCE} if it names none. */
    String sourceName(String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches() && sources.containsKey(matcher.group(1)) ? matcher.group(1) : NO_SOURCE;
    }

    private Source sourceOf(String path, @Nullable InetAddress client) throws Refusal {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            throw new Refusal(Refusal.Cause.UNKNOWN_PATH);
        }
        Source source = sources.get(matcher.group(1));
        if (source == null) {
            throw new Refusal(Refusal.Cause.UNKNOWN_SOURCE);
        }
        if (!source.mayComeFrom(client)) {
            throw new Refusal(Refusal.Cause.ADDRESS_NOT_ALLOWED);
        }
        if (!source.accepts(matcher.group(2))) {
            throw new Refusal(
                    source.token() == null ? Refusal.Cause.UNKNOWN_PATH : Refusal.Cause.TOKEN_MISSING_OR_WRONG);
        }
        return source;
    }
}
