package livecallbacks.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration of a broker elsewhere in broker/, which promises what the embedded one does. */
class ReadyConfigurationTest {

    private static FileConfiguration read(String file) throws Exception {
        FileConfiguration configuration = new FileConfiguration();
        FileDeploymentManager deployment =
                new FileDeploymentManager(Path.of("broker", file).toUri().toString());
        deployment.addDeployable(configuration);
        deployment.readConfiguration();
        return configuration;
    }

    private static Map<String, CoreAddressConfiguration> addresses(FileConfiguration configuration) {
        return configuration.getAddressConfigurations().stream()
                .collect(Collectors.toMap(CoreAddressConfiguration::getName, address -> address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"primary.xml", "backup.xml"})
    void hasTheAddressesQueuesAndPoliciesOfTheEmbeddedBroker(String file) throws Exception {
        FileConfiguration ready = read(file);
        FileConfiguration embedded = BrokerXml.read();

        assertThat(ready.getAddressSettings()).isEqualTo(embedded.getAddressSettings());
        assertThat(addresses(ready).keySet()).isEqualTo(addresses(embedded).keySet());
        assertThat(addresses(ready))
                .allSatisfy((name, address) -> assertThat(address.toString())
                        .isEqualTo(String.valueOf(addresses(embedded).get(name))));
        assertThat(ready.getIDCacheSize()).isEqualTo(embedded.getIDCacheSize());
        assertThat(ready.isJournalSyncTransactional()).isTrue();
        assertThat(ready.isJournalSyncNonTransactional()).isTrue();
        assertThat(ready.isJournalDatasync()).isTrue();
        assertThat(ready.isPersistIDCache()).isTrue();
        assertThat(ready.isPersistenceEnabled()).isTrue();
    }
}
