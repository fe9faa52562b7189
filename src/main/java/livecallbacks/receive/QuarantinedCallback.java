package livecallbacks.receive;

import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A refused callback that is kept because it may be real, by what its file is called:
 * {@code <source>/<receivedAt>-<cause>-<id>.json}. Nothing of the name is the caller's. Sorted by age, oldest first.
 *
 * @param source the callback template of the sender that it was posted for, {@code [a-z][a-z0-9]*}
 * @param receivedAt when it was refused, to the millisecond
 * @param cause why
 * @param id 16 lower-case hex digits; the same bytes to the same source have the same one
 */
public record QuarantinedCallback(String source, Instant receivedAt, Refusal.Cause cause, String id)
        implements Comparable<QuarantinedCallback> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Pattern PATH =
            Pattern.compile("([a-z][a-z0-9]*)/([0-9]{8}T[0-9]{6}\\.[0-9]{3}Z)-([a-z0-9_]+)-([0-9a-f]{16})\\.json");

    private static final int ID_BYTES = 8;

    private static final Comparator<QuarantinedCallback> BY_AGE =
            Comparator.comparing(QuarantinedCallback::receivedAt).thenComparing(QuarantinedCallback::path);

    public QuarantinedCallback {
        receivedAt = receivedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** What these bytes, refused at this time for this cause, are to be called. */
    static QuarantinedCallback of(String source, Instant receivedAt, Refusal.Cause cause, byte[] body) {
        MessageDigest sha256 = DigestUtils.updateDigest(DigestUtils.getSha256Digest(), source + "\n");
        String id = HexFormat.of().formatHex(sha256.digest(body), 0, ID_BYTES);
        return new QuarantinedCallback(source, receivedAt, cause, id);
    }

    /** The callback whose {@link #path} this is; null if it is none of ours. */
    static @Nullable QuarantinedCallback ofPath(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return null;
        }
        try {
            return new QuarantinedCallback(
                    matcher.group(1),
                    TIME.parse(matcher.group(2), Instant::from),
                    Refusal.Cause.valueOf(matcher.group(3).toUpperCase(Locale.ROOT)),
                    matcher.group(4));
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The cause as it stands in names, metrics and commands, such as {@code sign_wrong}. */
    public String causeName() {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    /** The file below the folder of the quarantine, with a slash between the source's folder and the name. */
    public String path() {
        return source + "/" + TIME.format(receivedAt) + "-" + causeName() + "-" + id + ".json";
    }

    @Override
    public int compareTo(QuarantinedCallback other) {
        return BY_AGE.compare(this, other);
    }
}
