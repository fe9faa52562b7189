package livecallbacks.broker;

import java.util.Map;
import java.util.TreeMap;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;

/** The addresses that the embedded broker has; what is not among them does not exist. */
public final class BrokerAddresses {

    private BrokerAddresses() {}

    /**
     * All of them.
     *
     * @return true for a topic, false for a queue, by name
     * @throws BrokerException if this application's own broker.xml cannot be read
     */
    public static Map<String, Boolean> areTopics() throws BrokerException {
        Map<String, Boolean> addresses = new TreeMap<>();
        for (CoreAddressConfiguration address : BrokerXml.read().getAddressConfigurations()) {
            addresses.put(address.getName(), address.getRoutingTypes().contains(RoutingType.MULTICAST));
        }
        return addresses;
    }
}
