package livecallbacks.receive;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.ListIterator;
import org.jspecify.annotations.Nullable;

/** Finds out who a request is from, where proxies may stand in between. */
public final class ClientAddresses {

    private final AddressRanges proxies;

    /**
     * Finds clients behind these proxies.
     *
     * @param proxies whose word is taken for whom they speak
     */
    public ClientAddresses(AddressRanges proxies) {
        this.proxies = proxies;
    }

    /**
     * The client of a request: the last hop that is no proxy of ours. What stands before it in the header came from
     * that hop, which may have invented it.
     *
     * @param peer the other end of the connection, as text; null if it is not known
     * @param forwardedFor the values of all {@code X-Forwarded-For} headers, in their order
     * @return null if a proxy of ours does not say, or says what is no address
     */
    public @Nullable InetAddress clientOf(@Nullable String peer, List<String> forwardedFor) {
        InetAddress hop = peer == null ? null : parse(peer);
        if (hop == null || !proxies.contains(hop)) {
            return hop;
        }
        List<String> hops = List.of(String.join(",", forwardedFor).split(",", -1));
        ListIterator<String> fromTheEnd = hops.listIterator(hops.size());
        while (fromTheEnd.hasPrevious() && hop != null && proxies.contains(hop)) {
            String before = fromTheEnd.previous().strip();
            if (before.isEmpty()) {
                break;
            }
            hop = parse(before);
        }
        return hop;
    }

    /** Of the text of an address only; names are not looked up. */
    private static @Nullable InetAddress parse(String text) {
        String plain = text.startsWith("[") && text.indexOf(']') > 0 ? text.substring(1, text.indexOf(']')) : text;
        byte[] address = NetUtil.createByteArrayFromIpAddressString(plain);
        if (address == null) {
            return null;
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
