package livecallbacks.receive;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Addresses and ranges of addresses, IPv4 and IPv6. */
public final class AddressRanges {

    /** No address at all. */
    public static final AddressRanges NONE = new AddressRanges(List.of());

    private final List<IpSubnetFilterRule> ranges;

    private AddressRanges(List<IpSubnetFilterRule> ranges) {
        this.ranges = ranges;
    }

    /**
     * Ranges in CIDR notation.
     *
     * @param ranges such as {@code 10.0.0.0/8}, {@code 2001:db8::/32}; an address without a length stands for itself
     * @throws IllegalArgumentException if one of them is neither
     */
    public static AddressRanges of(List<String> ranges) {
        return ranges.isEmpty()
                ? NONE
                : new AddressRanges(ranges.stream().map(AddressRanges::range).toList());
    }

    private static IpSubnetFilterRule range(String range) {
        String whole = range.indexOf('/') >= 0 ? range : range + (range.indexOf(':') >= 0 ? "/128" : "/32");
        return new IpSubnetFilterRule(whole, IpFilterRuleType.ACCEPT);
    }

    /** Whether there is no range at all. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether the address lies in one of the ranges. */
    public boolean contains(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return ranges.stream().anyMatch(range -> range.matches(socket));
    }
}
