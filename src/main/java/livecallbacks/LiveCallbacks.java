package livecallbacks;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import livecallbacks.broker.Broker;
import livecallbacks.broker.BrokerException;
import livecallbacks.broker.EmbeddedBroker;
import livecallbacks.broker.RemoteBroker;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.Settings;
import livecallbacks.parts.Clients;
import livecallbacks.parts.RouteProperties;
import livecallbacks.receive.http.EdgeServer;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The running service: the broker, the beans that the routes name, and Camel with the routes. The broker is up before
 * the HTTP port opens, and the port is closed and everything in hand is done before the broker goes down.
 */
public final class LiveCallbacks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveCallbacks.class);

    private static final String SHUTDOWN_SECONDS = "25";

    /** To a broker elsewhere each callback is sent by itself, and a thread waits for it. */
    private static final int REMOTE_SENDS = 64;

    private final Settings settings;
    private final Clock clock;
    private final Broker broker;
    private final S3Client s3;
    private final @Nullable Tracing tracing;
    private final Main main;
    private final ExecutorService receiving;

    private LiveCallbacks(Settings settings, Clock clock, Broker broker) {
        this.settings = settings;
        this.clock = clock;
        this.broker = broker;
        this.s3 = Clients.s3(settings.archive());
        URI collector = settings.traces();
        this.tracing = collector == null ? null : Tracing.to(collector);
        this.main = new Main();
        this.receiving = Executors.newFixedThreadPool(
                settings.broker().url() == null ? Runtime.getRuntime().availableProcessors() : REMOTE_SENDS,
                task -> new Thread(task, "receive"));
    }

    /**
     * Starts the service; when this returns, callbacks are taken.
     *
     * @param settings checked
     * @param clock the one clock of the service
     * @param camelProperties settings of Camel itself, such as its reload of routes, over those of
     *     application.properties
     * @throws Exception if a part does not start; what had started is stopped again
     */
    public static LiveCallbacks start(Settings settings, Clock clock, Map<String, String> camelProperties)
            throws Exception {
        checkFree(settings.http().host(), settings.http().port(), "http");
        checkFree(settings.management().host(), settings.management().port(), "management");
        LiveCallbacks service = new LiveCallbacks(settings, clock, startBroker(settings));
        try {
            service.startCamel(camelProperties);
            return service;
        } catch (Exception e) {
            try {
                service.close();
            } catch (Exception afterwards) {
                e.addSuppressed(afterwards);
            }
            throw e;
        }
    }

    /** The port that callbacks are taken on: the one set, or the one found if that was 0. */
    public int httpPort() {
        EdgeServer server = main.getCamelContext().hasService(EdgeServer.class);
        if (server == null) {
            throw new IllegalStateException("The HTTP server is not running");
        }
        return server.getPort();
    }

    /** Camel, for whoever has to look inside. */
    public org.apache.camel.CamelContext camel() {
        return main.getCamelContext();
    }

    /** The broker, for whoever has to look inside. */
    public Broker broker() {
        return broker;
    }

    /** Stops taking callbacks, finishes what is in hand, then stops the broker. What is queued stays on disk. */
    @Override
    public void close() throws BrokerException {
        try (broker;
                s3;
                tracing) {
            main.stop();
        } finally {
            receiving.shutdown();
        }
    }

    /** Asked beforehand, because Camel's server only logs it when it cannot have its port, and goes on without. */
    private static void checkFree(String host, int port, String prefix) throws IOException, ConfigurationException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new ConfigurationException(List.of(prefix + ".host: is '" + host
                    + "', which this machine cannot look up; use one of its addresses, or 0.0.0.0 for all of them"));
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (BindException e) {
            BindException told = new BindException(prefix + ".port: cannot listen on " + host + ":" + port
                    + "; another process has the port, or the address is none of this machine's; set another one");
            told.initCause(e);
            throw told;
        }
    }

    private static Broker startBroker(Settings settings)
            throws BrokerException, ConfigurationException, InterruptedException {
        Settings.Broker broker = settings.broker();
        return broker.url() == null
                ? EmbeddedBroker.start(writable(settings.files().data().resolve("broker")), broker.minFree())
                : connected(RemoteBroker.at(broker.url(), broker.username(), broker.password()));
    }

    /** Waits for a broker elsewhere, as long as it takes: machines that start together do not all come up at once. */
    private static Broker connected(RemoteBroker broker)
            throws BrokerException, ConfigurationException, InterruptedException {
        boolean usable = false;
        try {
            List<String> missing = broker.awaitAndCheck();
            if (!missing.isEmpty()) {
                throw new ConfigurationException(missing);
            }
            usable = true;
            return broker;
        } finally {
            if (!usable) {
                broker.close();
            }
        }
    }

    /** Asked beforehand, because the broker would log it with stack traces and without the name of the property. */
    private static Path writable(Path folder) throws ConfigurationException {
        try {
            Files.createDirectories(folder);
            if (Files.isWritable(folder)) {
                return folder;
            }
        } catch (IOException e) {
            // Said below, as for a folder that is there but not to be written to.
        }
        throw new ConfigurationException(
                List.of("data.dir: cannot make or write to " + folder + "; name a folder that this user may write to"));
    }

    private void startCamel(Map<String, String> camelProperties) throws Exception {
        main.setAppName("live-callbacks");
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setDefaultPropertyPlaceholderLocation("file:" + settings.files().properties() + ";optional=true");
        camelDefaults().forEach(main::addInitialProperty);
        if (tracing != null) {
            tracing.bind(main);
        }
        RouteProperties.of(settings).forEach(main::addOverrideProperty);
        camelProperties.forEach(main::addOverrideProperty);
        new Beans(settings, clock, broker, s3, receiving).bind(main);
        main.start();
        LOG.info("Callbacks are taken on port {}", httpPort());
    }

    /** What Camel is told unless application.properties says otherwise. */
    private Map<String, String> camelDefaults() {
        return Map.ofEntries(
                Map.entry("camel.main.name", "live-callbacks"),
                Map.entry(
                        "camel.main.routesIncludePattern",
                        "file:" + settings.files().routes() + "/*.camel.yaml"),
                Map.entry("camel.main.shutdownTimeout", SHUTDOWN_SECONDS),
                Map.entry("camel.main.shutdownSuppressLoggingOnTimeout", "true"),
                // A stream id may hold anything; Camel must never print a message to help with an error.
                Map.entry("camel.main.logExhaustedMessageBody", "false"),
                Map.entry("camel.main.streamCachingEnabled", "false"),
                // What goes to a queue of failed messages is the message as it came, not what a route made of it.
                Map.entry("camel.main.allowUseOriginalMessage", "true"),
                Map.entry("camel.server.enabled", "true"),
                Map.entry("camel.server.host", settings.http().host()),
                Map.entry("camel.server.port", Integer.toString(settings.http().port())),
                Map.entry("camel.management.enabled", "true"),
                Map.entry("camel.management.host", settings.management().host()),
                Map.entry(
                        "camel.management.port",
                        Integer.toString(settings.management().port())),
                Map.entry("camel.management.healthCheckEnabled", "true"),
                Map.entry("camel.management.metricsEnabled", "true"),
                Map.entry("camel.health.enabled", "true"),
                Map.entry("camel.health.routesEnabled", "true"),
                // Each check with its detail; what an exception says is left out, see ManagementServer.
                Map.entry("camel.health.exposureLevel", "full"),
                Map.entry("camel.metrics.enabled", "true"),
                // Each step of each exchange would search all meters for its own; those of the routes stay.
                Map.entry("camel.metrics.enableExchangeEventNotifier", "false"),
                Map.entry("camel.metrics.routePolicyLevel", "route"));
    }
}
