package livecallbacks.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a callback what must not stand in a mail or on a screen: push credentials ({@code txSecret}),
 * signatures, and the address of the person who pushed.
 */
public final class Secrets {

    private static final String MASK = "***";
    private static final String TX_SECRET = "txsecret";
    private static final String SIGN = "sign";
    private static final String STREAM_PARAM = "stream_param";
    private static final String USER_IP = "user_ip";

    /** JSON in a text in JSON in a text: each level doubles the quotes, so that more of them are no accident. */
    private static final int DEEPEST_TEXT = 4;

    private Secrets() {}

    /**
     * A whole callback without secrets: as {@link #withoutSecrets} if it is JSON, which is then written anew in one
     * line, else as {@link #mask}.
     */
    public static String maskBody(String body) {
        Object json = JsonText.parse(body).orElse(null);
        return json == null ? mask(body) : JsonText.write(withoutSecrets(json));
    }

    /**
     * The value without secrets: members named {@code txSecret} or {@code sign} are masked and {@code user_ip} is left
     * out, at any depth and in JSON that stands inside a text; in texts see {@link #mask}.
     */
    public static @Nullable Object withoutSecrets(@Nullable Object value) {
        return withoutSecrets(value, "", DEEPEST_TEXT);
    }

    /**
     * The value of one member of an object as {@link #withoutSecrets(Object)} has it, for those who do not need them
     * all.
     *
     * @param name of the member, which is not to be {@code user_ip}: that one is left out
     */
    public static @Nullable Object withoutSecrets(String name, @Nullable Object value) {
        return isMasked(name) ? MASK : withoutSecrets(value, name, DEEPEST_TEXT);
    }

    /** Whether the member of this name is left out, in any case. */
    public static boolean isLeftOut(String name) {
        return name.toLowerCase(Locale.ROOT).equals(USER_IP);
    }

    /** Whether the member of this name has no value that may be seen, in any case. */
    private static boolean isMasked(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(TX_SECRET) || lower.equals(SIGN);
    }

    /** The name of a member as {@link #withoutSecrets(Object)} has it. */
    public static String safeName(String name) {
        return isMasked(name) ? name : mask(name);
    }

    private static @Nullable Object withoutSecrets(@Nullable Object value, String name, int textsDeep) {
        if (value instanceof Map<?, ?> members) {
            Map<String, @Nullable Object> safe = new LinkedHashMap<>();
            members.forEach((key, member) -> {
                String memberName = String.valueOf(key);
                switch (memberName.toLowerCase(Locale.ROOT)) {
                    case TX_SECRET, SIGN -> safe.put(memberName, MASK);
                    case USER_IP -> {}
                    default -> safe.put(mask(memberName), withoutSecrets(member, memberName, textsDeep));
                }
            });
            return safe;
        }
        if (value instanceof List<?> items) {
            List<@Nullable Object> safe = new ArrayList<>();
            items.forEach(item -> safe.add(withoutSecrets(item, name, textsDeep)));
            return safe;
        }
        if (value instanceof String text) {
            String trimmed = text.strip();
            if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
                Object inner = JsonText.parse(trimmed).orElse(null);
                if (inner != null) {
                    return textsDeep == 0 ? MASK : JsonText.write(withoutSecrets(inner, name, textsDeep - 1));
                }
            }
            String masked = mask(text);
            return name.equalsIgnoreCase(STREAM_PARAM) ? maskParameter(masked, SIGN, true) : masked;
        }
        return value;
    }

    /**
     * The text with {@code txSecret=***} for every push credential in it, however the sender wrote it: in any case,
     * percent-encoded (as a URL inside another one's query is), or as a member of JSON that is not quite JSON.
     */
    public static String mask(String text) {
        return maskParameter(text, TX_SECRET, false);
    }

    private static String maskParameter(String text, String name, boolean wholeName) {
        StringBuilder masked = null;
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            // Before all else, as it holds nearly everywhere and each text is looked through.
            char c = text.charAt(i);
            if (c != '%' && Character.toLowerCase(c) != name.charAt(0)) {
                continue;
            }
            if (wholeName && i > 0 && Character.isLetterOrDigit(text.charAt(i - 1)) && !endsWithEscape(text, i)) {
                continue;
            }
            int end = nameAt(text, i, name);
            int valueAt = end < 0 ? -1 : separatorAt(text, end);
            if (valueAt >= 0) {
                int valueEnd = valueEnd(text, valueAt);
                if (masked == null) {
                    masked = new StringBuilder(text.length());
                }
                masked.append(text, done, i)
                        .append(wholeName ? SIGN : "txSecret")
                        .append('=')
                        .append(MASK);
                done = valueEnd;
                i = valueEnd - 1;
            }
        }
        return masked == null ? text : masked.append(text, done, text.length()).toString();
    }

    /** Where the name that begins here ends, or -1; each of its letters may be percent-encoded, even more than once. */
    private static int nameAt(String text, int start, String name) {
        int at = start;
        for (int i = 0; i < name.length() && at >= 0; i++) {
            at = characterAt(text, at, name.charAt(i));
        }
        return at;
    }

    /**
     * Where the value begins if after a name (and the quotes of JSON around it) comes {@code =} or {@code :}; else -1.
     */
    private static int separatorAt(String text, int end) {
        int at = skipQuotes(text, end);
        int equals = characterAt(text, at, '=');
        int after = equals >= 0 ? equals : characterAt(text, at, ':');
        return after < 0 ? -1 : skipQuotes(text, after);
    }

    private static int skipQuotes(String text, int start) {
        int at = start;
        while (at < text.length() && "\\\"' ".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static int valueEnd(String text, int start) {
        int at = start;
        while (at < text.length()
                && "&;#\"'\\<>,} \t\r\n".indexOf(text.charAt(at)) < 0
                && characterAt(text, at, '&') < 0
                && characterAt(text, at, '#') < 0) {
            at++;
        }
        return at;
    }

    private static boolean endsWithEscape(String text, int end) {
        return end >= 3
                && text.charAt(end - 3) == '%'
                && Character.digit(text.charAt(end - 2), 16) >= 0
                && Character.digit(text.charAt(end - 1), 16) >= 0;
    }

    /** The index after the character (in any case, plain or percent-encoded) if it stands at the index; else -1. */
    private static int characterAt(String text, int index, char wanted) {
        if (index >= text.length()) {
            return -1;
        }
        if (Character.toLowerCase(text.charAt(index)) == wanted) {
            return index + 1;
        }
        if (text.charAt(index) != '%') {
            return -1;
        }
        int at = index + 1;
        while (text.startsWith("25", at)) {
            at += 2;
        }
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high >= 0 && low >= 0 && Character.toLowerCase((char) (high * 16 + low)) == wanted ? at + 2 : -1;
    }
}
