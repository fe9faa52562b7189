package livecallbacks.notify.mail;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.event.JsonText;
import livecallbacks.event.Secrets;
import livecallbacks.event.Texts;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * What a mail's header says of its event, for the reader's program to thread and filter by; each value is fit to be
 * written as it is.
 *
 * <p>All mails of one push session are one thread: they refer to a first mail that there never was, whose Message-ID
 * follows from source, stream and session. The session is {@code sequence} of the callback (stream started and ended,
 * push errors) or {@code session_id} (recordings, where it stands in {@code callback_ext} as well); a callback that has
 * neither belongs to the thread of its stream and day, in UTC. All mails about one stream have one List-Id, which
 * follows from source and stream.
 */
final class MailHeaders {

    /** The names of those that make a thread, in the order in which they are written. */
    static final List<String> OF_THREAD = List.of("In-Reply-To", "References");

    private static final int LONGEST_STREAM = 128;

    /** RFC 2919, 4. */
    private static final int LONGEST_LIST_ID = 255;

    private final Map<String, String> values = new LinkedHashMap<>();

    private MailHeaders() {}

    /**
     * The headers of a mail about this event.
     *
     * @param body the callback as received; only the session is looked up in it
     * @param domain what follows the @ in the mails' own Message-IDs, in ASCII
     */
    static MailHeaders of(CallbackEvent event, CallbackContent body, String domain) {
        MailHeaders headers = new MailHeaders();
        String stream = event.streamId();
        if (stream != null && !stream.isBlank()) {
            headers.ofStream(event, stream, body, domain);
        }
        headers.put("X-Live-Callbacks-Event", EventNames.of(event.eventType()));
        headers.put("X-Live-Callbacks-Event-Id", event.eventId());
        headers.put("X-Live-Callbacks-Source", event.source());
        return headers;
    }

    /**
     * The headers of a mail about many events of one stream; it belongs to the thread of the stream and day.
     *
     * @param about any of them
     * @param count how many they are
     * @param domain what follows the @ in the mails' own Message-IDs, in ASCII
     */
    static MailHeaders ofMany(CallbackEvent about, int count, String domain) {
        MailHeaders headers = new MailHeaders();
        String stream = about.streamId();
        if (stream != null && !stream.isBlank()) {
            headers.ofStream(about, stream, new CallbackContent(new byte[0]), domain);
        }
        headers.put("X-Live-Callbacks-Event", "digest");
        headers.put("X-Live-Callbacks-Events", Integer.toString(count));
        headers.put("X-Live-Callbacks-Source", about.source());
        return headers;
    }

    private void ofStream(CallbackEvent event, String stream, CallbackContent body, String domain) {
        String session = session(body)
                .orElseGet(() ->
                        LocalDate.ofInstant(event.eventTime(), ZoneOffset.UTC).toString());
        String first = "<" + hash("thread", event.source(), stream, session) + ".thread@" + domain + ">";
        values.put("References", first);
        values.put("In-Reply-To", first);
        String shown = shown(stream);
        values.put(
                "List-Id",
                HeaderText.phrase("List-Id", shown) + "\r\n <" + listId(hash("list", event.source(), stream), domain)
                        + ">");
        put("X-Live-Callbacks-Stream", shown);
    }

    /** Adds one more, of which the text may be anything. */
    MailHeaders put(String name, String text) {
        values.put(name, HeaderText.unstructured(name, text));
        return this;
    }

    /** Names and values, in order. */
    Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    private static String shown(String stream) {
        return Texts.bounded(Texts.plain(Secrets.mask(stream)), LONGEST_STREAM);
    }

    /** After RFC 2919: a name below one that we have, or below {@code localhost} if ours is no name, or too long. */
    private static String listId(String hash, String domain) {
        String id = hash + ".live-callbacks." + domain;
        return domain.startsWith("[") || id.length() > LONGEST_LIST_ID ? hash + ".live-callbacks.localhost" : id;
    }

    private static Optional<String> session(CallbackContent body) {
        Map<?, ?> json = body.object().orElse(null);
        return of(json, "sequence")
                .or(() -> of(json, "session_id"))
                .or(() -> member(json, "callback_ext")
                        .filter(String.class::isInstance)
                        .flatMap(ext -> JsonText.parse((String) ext))
                        .flatMap(ext -> of(ext, "session_id")));
    }

    /** A text or a number; zeros stand for none in the sender's own samples. */
    private static Optional<String> of(@Nullable Object json, String name) {
        return member(json, name)
                .filter(value -> value instanceof String || value instanceof JsonText.Digits)
                .map(value -> value instanceof JsonText.Digits number ? number.digits() : (String) value)
                .filter(value -> !isNothing(value));
    }

    private static boolean isNothing(String value) {
        for (int i = 0; i < value.length(); i++) {
            if ("0 \t\n\u000B\f\r".indexOf(value.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Object> member(@Nullable Object json, String name) {
        return json instanceof Map<?, ?> members ? Optional.ofNullable(members.get(name)) : Optional.empty();
    }

    /** 32 hex digits over the parts, each as hex itself, so that no two lists of them look alike. */
    private static String hash(String... parts) {
        StringBuilder lines = new StringBuilder(256);
        for (String part : parts) {
            lines.append(Hex.encodeHex(part.getBytes(StandardCharsets.UTF_8))).append('\n');
        }
        return DigestUtils.sha256Hex(lines.toString()).substring(0, 32);
    }
}
