package livecallbacks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Signs as the sender does, written apart from the code under test. */
public final class Signer {

    private Signer() {}

    /** MD5 over the key and the decimal t, lower-case hex. */
    public static String sign(String key, String t) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest((key + t).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The JSON object with its top-level t and sign, if any, replaced by fresh ones at its end. */
    public static String signed(String json, String key, long t) {
        String bare = json.strip()
                .replaceAll("\"sign\"\\s*:\\s*\"[^\"]*\"\\s*,?", "")
                .replaceAll("\"t\"\\s*:\\s*[0-9]+\\s*,?", "")
                .replaceAll(",\\s*}$", "}");
        String open = bare.substring(0, bare.lastIndexOf('}')).stripTrailing();
        String separator = open.endsWith("{") ? "" : ",";
        return open + separator + "\"sign\":\"" + sign(key, Long.toString(t)) + "\",\"t\":" + t + "}";
    }
}
