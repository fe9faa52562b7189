package livecallbacks.broker;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.jspecify.annotations.Nullable;

/**
 * The way into the embedded broker for commands beside the running service ({@code failed}, {@code replay}): a port on
 * loopback, with a password that is made anew at every start. Both stand in a file of the broker's folder that only the
 * service's own user can read.
 */
final class Door implements AutoCloseable {

    static final String ACCEPTOR = "door";
    static final String ACCEPTOR_URL = "tcp://127.0.0.1:0?protocols=CORE&remotingThreads=2&useEpoll=false";
    static final String USER = "live-callbacks";

    /** In broker.xml this role may do everything, and nobody else anything. */
    private static final String ROLE = "live-callbacks";

    private static final int PASSWORD_BYTES = 32;

    private final Path file;
    private final String password = newPassword();

    Door(Path brokerDirectory) {
        this.file = file(brokerDirectory);
    }

    String password() {
        return password;
    }

    /** Lets in who knows the password, in-VM as well as through the port. */
    ActiveMQSecurityManager lock() {
        return new ActiveMQJAASSecurityManager(
                InVMLoginModule.class.getName(),
                new SecurityConfiguration(Map.of(USER, password), Map.of(USER, List.of(ROLE))));
    }

    /** Writes down where the started broker is to be reached. */
    void open(ActiveMQServer server) throws IOException {
        NettyAcceptor acceptor = (NettyAcceptor) server.getRemotingService().getAcceptor(ACCEPTOR);
        Properties door = new Properties();
        door.setProperty("url", "tcp://127.0.0.1:" + acceptor.getActualPort());
        door.setProperty("password", password);
        PrivateProperties.write(
                file, door, "How a command on this machine reaches the running service; made anew at every start");
    }

    @Override
    public void close() throws BrokerException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new BrokerException("Cannot delete " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The broker of the service that runs on this folder.
     *
     * @return null if none runs: no file, or one that a killed service has left
     * @throws BrokerException if the file is there but cannot be read
     */
    static @Nullable RemoteBroker enter(Path brokerDirectory) throws BrokerException {
        Path file = file(brokerDirectory);
        if (Files.notExists(file)) {
            return null;
        }
        Properties door;
        try {
            door = PrivateProperties.read(file);
        } catch (IOException e) {
            throw new BrokerException(
                    "Cannot read " + file + ", which tells how to reach the running service; run this command as the"
                            + " user of the service",
                    e);
        }
        RemoteBroker broker = RemoteBroker.at(door.getProperty("url", ""), USER, door.getProperty("password"));
        try (Connection connection = broker.connections().createConnection()) {
            connection.start();
            return broker;
        } catch (JMSException e) {
            broker.close();
            return null;
        }
    }

    private static Path file(Path brokerDirectory) {
        return brokerDirectory.resolve("door.properties");
    }

    private static String newPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
