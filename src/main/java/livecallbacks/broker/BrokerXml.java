package livecallbacks.broker;

import java.io.InputStream;
import java.net.URL;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.utils.XMLUtil;
import org.w3c.dom.Element;

/** The broker configuration of this application: which addresses and queues there are, and what they promise. */
final class BrokerXml {

    /** At the root of the class path. */
    static final String NAME = "broker.xml";

    private BrokerXml() {}

    /**
     * Reads broker.xml, which is a part of the application; folders are not set yet. That it keeps to the broker's
     * schema is tested when the application is built: to read the schema is a tenth of a start.
     *
     * @throws BrokerException if it cannot be read
     */
    static FileConfiguration read() throws BrokerException {
        FileConfiguration configuration = new FileConfiguration();
        URL file = BrokerXml.class.getResource("/" + NAME);
        if (file == null) {
            throw new BrokerException("The application has no " + NAME);
        }
        try (InputStream content = file.openStream()) {
            Element all = XMLUtil.streamToElement(content);
            Element core = (Element)
                    all.getElementsByTagName(configuration.getRootElement()).item(0);
            configuration.parse(core, file);
        } catch (Exception e) {
            throw new BrokerException("The application's " + NAME + " cannot be read: " + e.getMessage(), e);
        }
        return configuration;
    }
}
