package livecallbacks.receive;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One callback template of the sender.
 *
 * @param name {@code [a-z][a-z0-9]*}; it stands in the URL, in object keys and in every event's id
 * @param keys the keys that are valid now; several while one replaces the other; none if the template has none
 * @param token what the path has to end with, or null if the source has none
 * @param unsigned which events may come without a signature
 * @param allowFrom the addresses that may send; none if any may
 */
public record Source(
        String name, List<CallbackKey> keys, @Nullable String token, UnsignedPolicy unsigned, AddressRanges allowFrom) {

    public Source {
        keys = List.copyOf(keys);
    }

    /** A source that any address may send to. */
    public Source(String name, List<CallbackKey> keys, @Nullable String token, UnsignedPolicy unsigned) {
        this(name, keys, token, unsigned, AddressRanges.NONE);
    }

    /** Whether this client, null for one that is not known, may send to the source. */
    boolean mayComeFrom(@Nullable InetAddress client) {
        return allowFrom.isEmpty() || (client != null && allowFrom.contains(client));
    }

    /** Whether the token of a request, null if it had none, is this source's; in constant time for its length. */
    boolean accepts(@Nullable String candidate) {
        if (token == null) {
            return candidate == null;
        }
        return candidate != null
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Source[" + name + "]";
    }
}
