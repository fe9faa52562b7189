package livecallbacks.event;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a callback as received. Its JSON is read when it is first asked for, and only once, however many people
 * are mailed about it. For one thread.
 */
public final class CallbackContent {

    private final byte[] bytes;
    private boolean read;
    private @Nullable Map<?, ?> object;

    /** Content of these bytes, which are not to be changed; what they hold may be anything. */
    public CallbackContent(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The members of the JSON object, secrets among them; empty if it is none. */
    public Optional<Map<?, ?>> object() {
        if (!read) {
            object = JsonText.parse(new String(bytes, StandardCharsets.UTF_8)).orElse(null) instanceof Map<?, ?> members
                    ? members
                    : null;
            read = true;
        }
        return Optional.ofNullable(object);
    }
}
