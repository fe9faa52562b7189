package livecallbacks.notify.mail;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The languages that settings and folders name, as Java and RFC 5646 know them. Safe for use by several threads. */
final class Languages {

    /** More than there are languages to write in. */
    private static final int MOST = 200;

    /** Making one means to parse it, which would be done for each mail. */
    private static final Map<String, String> TAGS = new ConcurrentHashMap<>();

    private Languages() {}

    /** The locale of a name such as {@code zh} or {@code pt_BR}. */
    static Locale locale(String name) {
        return Locale.forLanguageTag(name.replace('_', '-'));
    }

    /** The tag of RFC 5646 for such a name; {@code und} if it is no language. */
    static String tag(String name) {
        String known = TAGS.get(name);
        if (known != null) {
            return known;
        }
        String tag = locale(name).toLanguageTag();
        if (TAGS.size() < MOST) {
            TAGS.put(name, tag);
        }
        return tag;
    }
}
