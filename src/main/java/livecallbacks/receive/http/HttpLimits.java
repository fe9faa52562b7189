package livecallbacks.receive.http;

import java.time.Duration;

/**
 * How much of what strangers send is taken in at once. What goes beyond is refused before it costs much.
 *
 * @param maxBody bytes of one body
 * @param maxBodies bytes of all bodies that are in memory at once
 * @param maxUrl bytes of the request line, which has the URL in it
 * @param maxHeader bytes of all header lines of a request
 * @param maxHeaders number of header lines of a request
 * @param maxConnections at once
 * @param maxConnectionsPerAddress at once of one client address (of one /64 network for IPv6)
 * @param maxRequests requests whose body is there and that are not answered yet
 * @param keepAliveRequests after so many answers a connection is closed
 * @param idleTimeout a connection without a byte in either direction is closed after this time
 * @param headerTimeout how long a request's header, a TLS handshake or a PROXY header may take
 * @param bodyTimeout how long a request's body may take
 */
public record HttpLimits(
        int maxBody,
        long maxBodies,
        int maxUrl,
        int maxHeader,
        int maxHeaders,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxRequests,
        int keepAliveRequests,
        Duration idleTimeout,
        Duration headerTimeout,
        Duration bodyTimeout) {}
