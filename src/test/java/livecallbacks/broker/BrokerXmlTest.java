package livecallbacks.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.junit.jupiter.api.Test;

class BrokerXmlTest {

    /** The broker's own reader checks the schema, which the application's leaves out because of the time it takes. */
    @Test
    void itKeepsToTheSchemaAndIsReadAsTheBrokerItselfReadsIt() throws Exception {
        FileConfiguration checked = new FileConfiguration();
        FileDeploymentManager reader = new FileDeploymentManager(BrokerXml.NAME);
        reader.addDeployable(checked);
        reader.readConfiguration();

        assertThat(BrokerXml.read()).isEqualTo(checked);
    }
}
