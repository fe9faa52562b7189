package livecallbacks.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The URL of a broker elsewhere: Artemis' own protocol ({@code tcp://a:61616}, {@code (tcp://a:61616,tcp://b:61616)})
 * or AMQP 1.0 ({@code amqp://a:5672}, {@code amqps://a:5671}, {@code failover:(amqp://a:5672,amqp://b:5672)}), each
 * with options behind a question mark. It may hold passwords, so it does not print itself.
 */
final class BrokerUrl {

    /**
     * Of Artemis' protocol. callTimeout, connect-timeout-millis: what is not on disk by then has failed, and the sender
     * gets its 503 while it still listens. consumerWindowSize 0: a message waits in the broker for whichever consumer
     * is free, not behind a slow one. reconnectAttempts 0: a lost connection fails at once, and the pool makes a new
     * one to the broker that works then; a client that waits for a fail-over would let requests wait as well. The last
     * three tell a machine that went silent from one that is idle.
     */
    private static final Map<String, String> CORE = options(
            "callTimeout", "4000",
            "callFailoverTimeout", "4000",
            "connect-timeout-millis", "3000",
            "consumerWindowSize", "0",
            "reconnectAttempts", "0",
            "initialConnectAttempts", "1",
            "retryInterval", "100",
            "useTopologyForLoadBalancing", "false",
            "clientFailureCheckPeriod", "5000",
            "connectionTTL", "15000");

    /** The same of Qpid JMS. */
    private static final Map<String, String> AMQP = options(
            "jms.sendTimeout", "4000",
            "jms.requestTimeout", "4000",
            "jms.connectTimeout", "4000",
            "jms.closeTimeout", "4000",
            "jms.prefetchPolicy.all", "0");

    /** Beside those, where there are several brokers; and of each of them. */
    private static final Map<String, String> AMQP_SEVERAL = options(
            "failover.maxReconnectAttempts", "1",
            "failover.startupMaxReconnectAttempts", "1",
            "failover.nested.transport.connectTimeout", "3000",
            "failover.nested.amqp.idleTimeout", "15000");

    private static final Map<String, String> AMQP_ONE =
            options("transport.connectTimeout", "3000", "amqp.idleTimeout", "15000");

    private static final Pattern PLACE = Pattern.compile("[a-z]+://[^\\s/,?#()]+");

    private final String url;

    BrokerUrl(String url) {
        this.url = url;
    }

    boolean isAmqp() {
        return url.startsWith("amqp") || url.startsWith("failover:");
    }

    /** The URL with our options; one that the operator has given wins. Never to be shown. */
    String withDefaults() {
        Map<String, String> defaults = new LinkedHashMap<>(isAmqp() ? AMQP : CORE);
        if (isAmqp()) {
            defaults.putAll(url.startsWith("failover:") ? AMQP_SEVERAL : AMQP_ONE);
        }
        defaults.keySet().removeIf(this::isGiven);
        String options = defaults.entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining("&"));
        // Options of one of several brokers stand inside the parentheses.
        boolean hasOptions = url.indexOf('?', url.lastIndexOf(')') + 1) >= 0;
        return options.isEmpty() ? url : url + (hasOptions ? "&" : "?") + options;
    }

    private boolean isGiven(String name) {
        String plain = name.replaceFirst("^failover\\.nested\\.", "");
        return Pattern.compile("[?&;](?:failover\\.nested\\.)?" + Pattern.quote(plain) + "=")
                .matcher(url)
                .find();
    }

    /** Schemes, hosts and ports; no option, because a password may be one. */
    @Override
    public String toString() {
        Matcher matcher = PLACE.matcher(url);
        return matcher.results().map(MatchResult::group).collect(Collectors.joining(", "));
    }

    private static Map<String, String> options(String... namesAndValues) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return options;
    }
}
