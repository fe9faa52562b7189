package livecallbacks.operate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.event.Texts;
import livecallbacks.receive.Refusal;
import livecallbacks.receive.VerifyAgain;
import org.jspecify.annotations.Nullable;

/**
 * An event that never happened, or that did: for trying out who is mailed about it.
 *
 * @param content the callback as it would come
 */
public record TestedEvent(CallbackEvent event, CallbackContent content) {

    private static final List<String> STREAM_NAMES = List.of("stream_id", "streamId", "channel_id", "channelId");
    private static final List<String> DOMAIN_NAMES = List.of("app", "domain");
    private static final List<String> PATH_NAMES = List.of("appname", "path");

    /**
     * What is different from the sample of an event.
     *
     * @param stream null for the sample's, as the others
     * @param fields of the body: what is JSON as JSON, anything else as text
     */
    public record Changes(
            @Nullable String stream,
            @Nullable String domain,
            @Nullable String path,
            Map<String, String> fields) {}

    /**
     * A sample, happening at this time.
     *
     * @throws IOException if the changes make it no callback; the message says why
     */
    public static TestedEvent sample(int eventType, String source, Changes changes, Instant at) throws IOException {
        CallbackBody body = CallbackBody.of(Samples.of(eventType, at, new SplittableRandom(1)));
        set(body, STREAM_NAMES, changes.stream);
        set(body, DOMAIN_NAMES, changes.domain);
        set(body, PATH_NAMES, changes.path);
        changes.fields.forEach((name, value) ->
                body.set(name, CallbackBody.isJson(value) ? value.strip() : CallbackBody.quoted(value)));
        return of(source, body.toString().getBytes(StandardCharsets.UTF_8), at);
    }

    /**
     * A callback as it would be posted at this time.
     *
     * @throws IOException if it is none; the message says why
     */
    public static TestedEvent of(String source, byte[] body, Instant at) throws IOException {
        try {
            return new TestedEvent(VerifyAgain.claimed(source, at, body), new CallbackContent(body));
        } catch (Refusal e) {
            throw new IOException("it is no callback: " + e.getMessage(), e);
        }
    }

    private static void set(CallbackBody body, List<String> names, @Nullable String value) {
        if (value != null) {
            List<String> present = names.stream().filter(body::has).toList();
            (present.isEmpty() ? names.subList(0, 1) : present)
                    .forEach(name -> body.set(name, CallbackBody.quoted(value)));
        }
    }

    /** What the routes see of it, but for its fields. */
    @Override
    public String toString() {
        return Texts.plain(EventNames.of(event.eventType()) + " of " + shown(event.streamId()) + " (event_type "
                + event.eventType() + "), source " + event.source() + ", domain " + shown(event.domain()) + ", path "
                + shown(event.path()));
    }

    private static String shown(@Nullable String text) {
        return text == null ? "none" : Texts.bounded(text, 200);
    }
}
