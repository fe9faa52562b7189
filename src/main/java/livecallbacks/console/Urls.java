package livecallbacks.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The parts of a link. */
final class Urls {

    private Urls() {}

    /** A value as it may stand in a query. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
