package livecallbacks.console;

import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The forms that a browser posts ({@code application/x-www-form-urlencoded}, URL standard, section 5.1). */
final class Forms {

    private Forms() {}

    /**
     * The fields of a form, in order. Vert.x would refuse a field of more than 8 KiB, which a callback can have.
     *
     * @throws IllegalArgumentException if a percent sign is followed by no two hexadecimal digits
     */
    static MultiMap fields(String form) {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        for (String field : form.split("&", -1)) {
            if (!field.isEmpty()) {
                int sign = field.indexOf('=');
                String name = sign < 0 ? field : field.substring(0, sign);
                fields.add(decoded(name), sign < 0 ? "" : decoded(field.substring(sign + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
