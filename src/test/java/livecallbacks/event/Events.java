package livecallbacks.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Events for the tests. */
public final class Events {

    public static final String ID = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private Events() {}

    public static CallbackEvent recordingOf(@Nullable String stream) {
        return event(100, stream);
    }

    public static CallbackEvent event(int type, @Nullable String stream) {
        return event("live", type, stream, "push.example.com", "app");
    }

    public static CallbackEvent event(
            String source, int type, @Nullable String stream, @Nullable String domain, @Nullable String path) {
        return new CallbackEvent(
                source,
                ID,
                type,
                stream,
                domain,
                path,
                Instant.parse("2022-01-13T15:59:58Z"),
                false,
                Instant.parse("2022-01-13T16:00:03.250Z"),
                false,
                null,
                null);
    }
}
