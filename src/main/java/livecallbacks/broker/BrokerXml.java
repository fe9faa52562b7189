package livecallbacks.broker;

import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;

/** The broker configuration of this application: which addresses and queues there are, and what they promise. */
final class BrokerXml {

    private BrokerXml() {}

    /**
     * Reads broker.xml, which is a part of the application; folders are not set yet.
     *
     * @throws BrokerException if it cannot be read
     */
    static FileConfiguration read() throws BrokerException {
        FileConfiguration configuration = new FileConfiguration();
        FileDeploymentManager deployment = new FileDeploymentManager("broker.xml");
        try {
            deployment.addDeployable(configuration);
            deployment.readConfiguration();
        } catch (Exception e) {
            throw new BrokerException("The application's broker.xml cannot be read: " + e.getMessage(), e);
        }
        return configuration;
    }
}
