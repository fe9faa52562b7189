package livecallbacks.parts;

import java.util.Map;
import livecallbacks.config.Settings;

/** What the routes read of the settings. */
public final class RouteProperties {

    private RouteProperties() {}

    /** By key; no secret is among it, because Camel shows its properties. */
    public static Map<String, String> of(Settings settings) {
        return Map.of(
                "data.dir", settings.files().data().toString(),
                "archive.bucket", settings.archive().bucket(),
                "archive.receipts", Boolean.toString(settings.archive().receipts()),
                "mail.host", settings.mail().host(),
                "mail.port", Integer.toString(settings.mail().port()),
                "mail.connections", Integer.toString(settings.mail().connections()),
                "mail.max-per-second", Integer.toString(settings.mail().maxPerSecond()));
    }
}
