package livecallbacks.receive.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections that are open, in all and of each client. */
final class Connections {

    /** The host part of an IPv6 address is the client's to choose. */
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final int mostPerClient;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> byClient = new ConcurrentHashMap<>();

    Connections(int most, int mostPerClient) {
        this.most = most;
        this.mostPerClient = mostPerClient;
    }

    /** Counts one more, if there may be one more; {@link #close} has to follow if and only if this is true. */
    boolean open() {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    /** One that {@link #open} has counted is gone. */
    void close() {
        open.decrementAndGet();
    }

    /** Counts one more of this client, if it may have one more. */
    boolean open(InetAddress client) {
        if (byClient.merge(networkOf(client), 1, Integer::sum) > mostPerClient) {
            close(client);
            return false;
        }
        return true;
    }

    /** One of this client, which {@link #open(InetAddress)} has counted, is gone. */
    void close(InetAddress client) {
        byClient.computeIfPresent(networkOf(client), (network, count) -> count == 1 ? null : count - 1);
    }

    /** How many are open. */
    int count() {
        return open.get();
    }

    private static InetAddress networkOf(InetAddress client) {
        if (!(client instanceof Inet6Address)) {
            return client;
        }
        byte[] address = client.getAddress();
        Arrays.fill(address, NETWORK_BYTES, address.length, (byte) 0);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An IPv6 address of " + address.length + " bytes", e);
        }
    }
}
