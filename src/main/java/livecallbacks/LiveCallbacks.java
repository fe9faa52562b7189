package livecallbacks;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import livecallbacks.archive.AlreadyArchived;
import livecallbacks.archive.CreateOnly;
import livecallbacks.archive.DescribeObject;
import livecallbacks.archive.KeySegment;
import livecallbacks.archive.S3Clients;
import livecallbacks.broker.Broker;
import livecallbacks.broker.BrokerException;
import livecallbacks.config.Settings;
import livecallbacks.notify.MailComposer;
import livecallbacks.notify.MailSenders;
import livecallbacks.notify.ReadMail;
import livecallbacks.notify.RecipientsException;
import livecallbacks.notify.RecipientsFile;
import livecallbacks.notify.WriteMails;
import livecallbacks.receive.CallbackKey;
import livecallbacks.receive.HttpEdge;
import livecallbacks.receive.Intake;
import livecallbacks.receive.Refusals;
import livecallbacks.receive.SignatureVerifier;
import livecallbacks.receive.Source;
import livecallbacks.receive.UnsignedPolicy;
import livecallbacks.receive.VerifyCallback;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
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

    private final Settings settings;
    private final Clock clock;
    private final Broker broker;
    private final S3Client s3;
    private final Main main;

    private LiveCallbacks(Settings settings, Clock clock, Broker broker) {
        this.settings = settings;
        this.clock = clock;
        this.broker = broker;
        this.s3 = S3Clients.create(location(settings.archive()));
        this.main = new Main();
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
        checkFree(settings.http().host(), settings.http().port(), "http.port");
        checkFree(settings.management().host(), settings.management().port(), "management.port");
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
        return main.getCamelContext().hasServices(VertxPlatformHttpServer.class).stream()
                .filter(server ->
                        server.getConfigurationPort() == settings.http().port())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The HTTP server is not running"))
                .getPort();
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
                s3) {
            main.stop();
        }
    }

    /** Asked beforehand, because Camel's server only logs it when it cannot have its port, and goes on without. */
    private static void checkFree(String host, int port, String property) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (BindException e) {
            BindException told = new BindException(property + ": cannot listen on " + host + ":" + port
                    + "; another process has the port, or the address is none of this machine's; set another one");
            told.initCause(e);
            throw told;
        }
    }

    private static Broker startBroker(Settings settings) throws BrokerException {
        Settings.Broker broker = settings.broker();
        return broker.url() == null
                ? Broker.embedded(settings.files().data().resolve("broker"))
                : Broker.at(broker.url(), broker.username(), broker.password());
    }

    private void startCamel(Map<String, String> camelProperties) throws Exception {
        main.setAppName("live-callbacks");
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setDefaultPropertyPlaceholderLocation("file:" + settings.files().properties() + ";optional=true");
        camelDefaults().forEach(main::addInitialProperty);
        routeProperties().forEach(main::addOverrideProperty);
        camelProperties.forEach(main::addOverrideProperty);
        bindBeans();
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
                Map.entry("camel.server.enabled", "true"),
                Map.entry("camel.server.host", settings.http().host()),
                Map.entry("camel.server.port", Integer.toString(settings.http().port())),
                Map.entry(
                        "camel.server.maxBodySize",
                        Integer.toString(settings.http().maxBody())),
                Map.entry("camel.server.fileUploadEnabled", "false"),
                Map.entry("camel.management.enabled", "true"),
                Map.entry("camel.management.host", settings.management().host()),
                Map.entry(
                        "camel.management.port",
                        Integer.toString(settings.management().port())),
                Map.entry("camel.management.healthCheckEnabled", "true"),
                Map.entry("camel.management.metricsEnabled", "true"),
                Map.entry("camel.health.enabled", "true"),
                Map.entry("camel.health.routesEnabled", "true"),
                Map.entry("camel.metrics.enabled", "true"));
    }

    /** What the routes read of the settings; no secret is among it, because Camel shows its properties. */
    private Map<String, String> routeProperties() {
        return Map.of(
                "data.dir", settings.files().data().toString(),
                "archive.bucket", settings.archive().bucket(),
                "mail.host", settings.mail().host(),
                "mail.port", Integer.toString(settings.mail().port()));
    }

    private void bindBeans() throws RecipientsException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        main.bind("metricsRegistry", meters);

        main.bind("jms", jms());
        main.bind("independentConnections", broker.independentConnections());

        // receive
        Refusals refusals = new Refusals(meters, clock);
        Settings.Callbacks callbacks = settings.callbacks();
        Map<String, Source> sources = callbacks.sources().entrySet().stream()
                .map(entry -> source(entry.getKey(), entry.getValue()))
                .collect(Collectors.toUnmodifiableMap(Source::name, Function.identity()));
        SignatureVerifier verifier = new SignatureVerifier(clock, callbacks.grace(), callbacks.maxAhead());
        main.bind("verifyCallback", new VerifyCallback(new Intake(sources, verifier, clock), refusals));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                try {
                    configured
                            .getCamelContext()
                            .addStartupListener(
                                    new HttpEdge(refusals, settings.http().bodyTimeout()));
                } catch (Exception e) {
                    throw RuntimeCamelException.wrapRuntimeException(e);
                }
            }
        });

        // archive
        main.bind("s3Client", s3);
        main.bind("keySegment", new KeySegment());
        main.bind("describeObject", new DescribeObject());
        main.bind("alreadyArchived", new AlreadyArchived());

        // notify
        Settings.Mail mail = settings.mail();
        RecipientsFile recipients = new RecipientsFile(settings.files().recipients(), clock);
        MailComposer composer = new MailComposer(mail.from(), settings.files().templates(), clock);
        main.bind("writeMails", new WriteMails(recipients::addressees, composer));
        main.bind("readMail", new ReadMail());
        main.bind(
                "mailSender",
                MailSenders.create(
                        mail.host(),
                        mail.port(),
                        MailSenders.Security.valueOf(mail.security().name()),
                        mail.username(),
                        mail.password()));
    }

    private JmsComponent jms() {
        JmsComponent jms = JmsComponent.jmsComponent(broker.connections());
        // A route that rolls back has said why. Anything else that gets here is a fault that no route foresaw.
        jms.getConfiguration().setErrorHandler(failure -> {
            if (!(failure.getCause() instanceof RollbackExchangeException)) {
                LOG.error("A message could not be handled; the broker brings it again", failure);
            }
        });
        return jms;
    }

    private static Source source(String name, Settings.Source source) {
        List<CallbackKey> keys = source.keys().stream().map(CallbackKey::new).toList();
        if (source.unsigned().all()) {
            LOG.warn(
                    "callbacks.{}.unsigned=allow: whoever knows the URL can send any event to this source. Set a key in"
                            + " the sender's callback template if you can.",
                    name);
        }
        return new Source(name, keys, source.token(), policy(source.unsigned()));
    }

    private static UnsignedPolicy policy(Settings.Unsigned unsigned) {
        if (unsigned.all()) {
            return new UnsignedPolicy.Allow();
        }
        return unsigned.eventTypes().isEmpty()
                ? new UnsignedPolicy.Reject()
                : new UnsignedPolicy.Only(unsigned.eventTypes());
    }

    private static S3Clients.Location location(Settings.Archive archive) {
        return new S3Clients.Location(
                archive.region(),
                archive.endpoint(),
                archive.pathStyle(),
                archive.accessKey(),
                archive.secretKey(),
                createOnly(archive),
                archive.checksumsAlways());
    }

    private static CreateOnly createOnly(Settings.Archive archive) {
        for (CreateOnly mode : CreateOnly.values()) {
            if (mode.propertyValue().equals(archive.createOnly())) {
                return mode;
            }
        }
        throw new IllegalArgumentException("archive.create-only: no such mode: " + archive.createOnly());
    }
}
