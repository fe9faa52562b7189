package livecallbacks;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/**
 * The main class of an Artemis broker in a process of its own, as the standalone distribution runs one: with a
 * configuration file, the system properties that it names, and one user. For the tests of a broker elsewhere.
 */
public final class StandaloneBroker {

    public static final String USER = "live";
    public static final String PASSWORD = "br0ker-s3cret";

    private StandaloneBroker() {}

    /** Starts such a process; its output says when it works, or, as a backup, when it has a copy of everything. */
    static RunningProcess start(Path brokerXml, Path data, String role, Map<String, String> properties)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of(
                "-cp",
                // First, since the client brings an older proton-j than the broker's side of the protocol wants.
                "target/amqp-protocol/*:" + System.getProperty("java.class.path"),
                StandaloneBroker.class.getName(),
                brokerXml.toString(),
                Files.createDirectories(data).toString(),
                role));
        return RunningProcess.start(Map.of(), command.toArray(String[]::new));
    }

    /** Arguments: the broker.xml, the folder of its data, the role of the user. */
    @SuppressWarnings("SystemOut") // the test waits for the line
    public static void main(String[] arguments) throws Exception {
        FileConfiguration configuration = new FileConfiguration();
        FileDeploymentManager deployment =
                new FileDeploymentManager(Path.of(arguments[0]).toUri().toString());
        deployment.addDeployable(configuration);
        deployment.readConfiguration();
        configuration.setBrokerInstance(Path.of(arguments[1]).toFile());
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        server.setConfiguration(configuration);
        server.setSecurityManager(new ActiveMQJAASSecurityManager(
                InVMLoginModule.class.getName(),
                new SecurityConfiguration(Map.of(USER, PASSWORD), Map.of(USER, List.of(arguments[2])))));
        server.start();
        ActiveMQServer broker = server.getActiveMQServer();
        await().forever().until(() -> broker.isActive() || broker.isReplicaSync());
        System.out.println(broker.isActive() ? "The broker works" : "The backup has all");
    }
}
