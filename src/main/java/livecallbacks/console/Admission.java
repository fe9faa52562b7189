package livecallbacks.console;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.regex.Pattern;

/**
 * Who may see the console and act on it. A login, where there is one, has been asked for before.
 *
 * <p>Without one, only this machine is let in, and only by an address: a page of a stranger's that has its own name
 * point here (DNS rebinding) sends that name as Host. What changes something has to come from a page of the console: a
 * browser says so in Origin or Sec-Fetch-Site, which no page can set (Fetch standard, sections 3.2 and 3.5).
 */
final class Admission {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+]|[0-9a-fA-F]*:[0-9a-fA-F:.]+");

    private final boolean login;

    /**
     * What is asked for of a request.
     *
     * @param login whether everybody has had to log in
     */
    Admission(boolean login) {
        this.login = login;
    }

    /** Whether the request may be answered. */
    boolean admits(HttpServerRequest request) {
        HostAndPort host = request.authority();
        if (host == null) {
            return false;
        }
        if (!login && !(request.remoteAddress().host() != null && isLoopback(request) && isAddress(host.host()))) {
            return false;
        }
        return HttpMethod.GET.equals(request.method())
                || HttpMethod.HEAD.equals(request.method())
                || isFromHere(request, host);
    }

    private static boolean isLoopback(HttpServerRequest request) {
        String address = request.remoteAddress().hostAddress();
        return address != null
                && (address.startsWith("127.") || address.equals("0:0:0:0:0:0:0:1") || address.equals("::1"));
    }

    private static boolean isAddress(String host) {
        return host.equalsIgnoreCase("localhost") || ADDRESS.matcher(host).matches();
    }

    private static boolean isFromHere(HttpServerRequest request, HostAndPort host) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            return false;
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        String authority = host.port() < 0 ? host.host() : host.host() + ":" + host.port();
        return origin.equals("http://" + authority) || origin.equals("https://" + authority);
    }
}
