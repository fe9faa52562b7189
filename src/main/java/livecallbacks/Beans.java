package livecallbacks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import livecallbacks.archive.AlreadyArchived;
import livecallbacks.archive.CreateOnly;
import livecallbacks.archive.DescribeObject;
import livecallbacks.archive.KeyOfFirstCopy;
import livecallbacks.archive.KeySegment;
import livecallbacks.archive.PutByAnother;
import livecallbacks.archive.S3Clients;
import livecallbacks.broker.Broker;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.Settings;
import livecallbacks.notify.DescribeItem;
import livecallbacks.notify.DigestMails;
import livecallbacks.notify.DueWindows;
import livecallbacks.notify.MailComposer;
import livecallbacks.notify.MailConnections;
import livecallbacks.notify.MailSenders;
import livecallbacks.notify.ReadMail;
import livecallbacks.notify.RecipientsException;
import livecallbacks.notify.RecipientsFile;
import livecallbacks.notify.RefusedForGood;
import livecallbacks.notify.SmtpServer;
import livecallbacks.notify.WriteMails;
import livecallbacks.receive.AddressRanges;
import livecallbacks.receive.ClientAddresses;
import livecallbacks.receive.Intake;
import livecallbacks.receive.NameForQuarantine;
import livecallbacks.receive.OneByOne;
import livecallbacks.receive.Quarantine;
import livecallbacks.receive.QuarantineFolder;
import livecallbacks.receive.QuarantineGate;
import livecallbacks.receive.Refusals;
import livecallbacks.receive.RefuseWhenFull;
import livecallbacks.receive.Rush;
import livecallbacks.receive.SignatureVerifier;
import livecallbacks.receive.StoreCallback;
import livecallbacks.receive.VerifyCallback;
import livecallbacks.receive.http.CallbacksHttp;
import livecallbacks.receive.http.Certificates;
import livecallbacks.receive.http.EdgeServer;
import livecallbacks.receive.http.EdgeServerFactory;
import livecallbacks.receive.http.HttpLimits;
import livecallbacks.receive.http.RequestsInHand;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/** The beans that the routes name: plain values of the settings, handed to constructors. */
final class Beans {

    private static final Logger LOG = LoggerFactory.getLogger(Beans.class);

    /** As long as a send may take. */
    private static final Duration COPIES_WAIT = Duration.ofSeconds(4);

    /** More than there are at a thousand a second, unless the disk is very slow. */
    private static final int MANY_WAITING = 16;

    /** The eight consumers of [archive] then still take 32 a second. */
    private static final Duration PUT_OFF = Duration.ofMillis(250);

    private static final String RECEIVED = "callbacks.received";

    private final Settings settings;
    private final Clock clock;
    private final Broker broker;
    private final S3Client s3;
    private final Executor receiving;

    Beans(Settings settings, Clock clock, Broker broker, S3Client s3, Executor receiving) {
        this.settings = settings;
        this.clock = clock;
        this.broker = broker;
        this.s3 = s3;
        this.receiving = receiving;
    }

    /**
     * Makes every bean that a route file names, under that name.
     *
     * @throws RecipientsException if recipients.yaml is missing or broken
     * @throws ConfigurationException if {@code mail.from} is no address, or the generic mail's templates are missing,
     *     or the files in quarantine cannot be read
     */
    void bind(Main main) throws RecipientsException, ConfigurationException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        main.bind("metricsRegistry", meters);

        main.bind("jms", jms());
        main.bind("independentConnections", broker.independentConnections());

        // receive
        Refusals refusals = new Refusals(meters, clock);
        Settings.Callbacks callbacks = settings.callbacks();
        warnOfUnsigned(callbacks);
        SignatureVerifier verifier = new SignatureVerifier(clock, callbacks.grace(), callbacks.maxAhead());
        AddressRanges proxies = AddressRanges.of(settings.http().proxies());
        main.bind(
                "verifyCallback",
                new VerifyCallback(
                        new Intake(Sources.of(callbacks), verifier, clock), new ClientAddresses(proxies), refusals));
        RequestsInHand requests = new RequestsInHand();
        main.bind("callbacksHttp", new CallbacksHttp(receiving, requests));
        main.bind("oneByOne", new OneByOne(COPIES_WAIT));
        Rush rush = new Rush(MANY_WAITING, PUT_OFF);
        main.bind(
                "storeCallback",
                new StoreCallback((headers, body, stored) -> broker.send(RECEIVED, headers, body, stored::done), rush));
        main.bind("waitWhileBusy", new WaitWhileBusy(rush::isOn, PUT_OFF));
        main.bind("refuseWhenFull", new RefuseWhenFull(broker::isFull, refusals));
        main.bind("quarantineGate", new QuarantineGate(quarantine(), this::isTight, clock, meters));
        main.bind("nameForQuarantine", new NameForQuarantine(clock));
        // Camel's main looks it up by its type.
        main.bind(
                "httpServerFactory",
                new EdgeServerFactory(
                        new EdgeServer.Setup(
                                limits(settings.http().limits()),
                                proxies,
                                settings.http().proxyProtocol(),
                                certificates(settings.http().tls()),
                                refusals,
                                requests),
                        new ManagementServer(settings.management())));

        // archive
        main.bind("s3Client", s3);
        main.bind("keySegment", new KeySegment());
        main.bind("describeObject", new DescribeObject());
        main.bind("keyOfFirstCopy", new KeyOfFirstCopy(s3, settings.archive().bucket()));
        main.bind("alreadyArchived", new AlreadyArchived());
        main.bind("putByAnother", new PutByAnother(s3, settings.archive().bucket()));

        // notify
        Settings.Mail mail = settings.mail();
        RecipientsFile recipients = new RecipientsFile(
                settings.files().recipients(),
                clock,
                language -> Files.isDirectory(settings.files().templates().resolve(language)));
        Gauge.builder(
                        "livecallbacks.recipients.broken",
                        recipients,
                        file -> file.problem().isPresent() ? 1 : 0)
                .description("1 while recipients.yaml is broken and its last good version stays in use")
                .register(meters);
        // Camel's registry of health checks finds it by its type.
        main.bind("recipientsCheck", new RecipientsCheck(recipients::problem));
        MailComposer composer = composer(mail);
        main.bind("writeMails", new WriteMails(recipients::addressees, composer));
        main.bind("describeItem", new DescribeItem());
        main.bind("digestMails", new DigestMails(composer, clock));
        main.bind("dueWindows", new DueWindows(broker.independentConnections(), clock));
        main.bind("readMail", new ReadMail());
        main.bind("refusedForGood", new RefusedForGood());
        MailConnections connections = mailConnections(mail, meters);
        main.bind("mailSender", MailSenders.over(connections));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStop(BaseMainSupport stopped) {
                connections.close();
            }
        });
    }

    private MailConnections mailConnections(Settings.Mail mail, PrometheusMeterRegistry meters)
            throws ConfigurationException {
        try {
            return new MailConnections(
                    new SmtpServer(
                            mail.host(),
                            mail.port(),
                            SmtpServer.Security.valueOf(mail.security().name()),
                            login(mail.login()),
                            mail.caFile(),
                            mail.connectTimeout(),
                            mail.timeout(),
                            mail.connections()),
                    clock,
                    meters);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static SmtpServer.@Nullable Login login(Settings.@Nullable MailLogin login) {
        if (login == null) {
            return null;
        }
        Path file = login.passwordFile();
        return new SmtpServer.Login(
                SmtpServer.Auth.valueOf(login.auth().name()),
                login.username(),
                file == null ? login::password : () -> Files.readString(file).strip());
    }

    private MailComposer composer(Settings.Mail mail) throws ConfigurationException {
        try {
            return new MailComposer(
                    mail.from(), mail.replyTo(), settings.files().templates(), clock);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
        }
    }

    /** Long before callbacks are answered 503 for want of room, refused ones are no longer kept. */
    private boolean isTight() {
        return settings.files().data().toFile().getUsableSpace()
                        < 2 * settings.broker().minFree()
                || broker.isFull();
    }

    private JmsComponent jms() {
        JmsComponent jms = JmsComponent.jmsComponent(broker.connections());
        jms.getConfiguration().setErrorHandler(failure -> {
            // What comes from a route has been said there, or by Camel; the rest is the broker's, such as a failed
            // commit.
            if (!(failure instanceof RuntimeCamelException)) {
                LOG.warn("A message could not be handled; the broker brings it again: {}", failure.toString());
            }
        });
        return jms;
    }

    private static HttpLimits limits(Settings.HttpLimits limits) {
        return new HttpLimits(
                limits.maxBody(),
                limits.maxBodies(),
                limits.maxUrl(),
                limits.maxHeader(),
                limits.maxHeaders(),
                limits.maxConnections(),
                limits.maxConnectionsPerAddress(),
                limits.maxRequests(),
                limits.keepAliveRequests(),
                limits.idleTimeout(),
                limits.headerTimeout(),
                limits.bodyTimeout());
    }

    private static @Nullable Certificates certificates(Settings.@Nullable Tls tls) throws ConfigurationException {
        if (tls == null) {
            return null;
        }
        try {
            return Certificates.load(new Certificates.Files(
                    tls.certificate(), tls.key(), tls.keystore(), tls.password(), tls.clientCa()));
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigurationException(List.of("http.tls: the files cannot be used (" + e.getMessage()
                    + "); give a PEM chain with its" + " PEM key (not encrypted), or a PKCS12 file with its password"));
        }
    }

    private static void warnOfUnsigned(Settings.Callbacks callbacks) {
        callbacks.sources().forEach((name, source) -> {
            if (source.unsigned().all()) {
                LOG.warn(
                        "callbacks.{}.unsigned=allow: whoever knows the URL can send any event to this source. Set a key"
                                + " in the sender's callback template if you can.",
                        name);
            }
        });
    }

    private Quarantine quarantine() throws ConfigurationException {
        Path folder = settings.files().data().resolve("quarantine");
        try {
            return new Quarantine(
                    new QuarantineFolder(folder),
                    settings.quarantine().maxCount(),
                    settings.quarantine().maxBytes(),
                    clock);
        } catch (IOException e) {
            throw new ConfigurationException(List.of("data.dir: cannot read or clear out " + folder + " (" + e
                    + "); name a folder that this user may read and write"));
        }
    }

    /** The client of the archive; the caller closes it. */
    static S3Client s3Client(Settings.Archive archive) {
        return S3Clients.create(new S3Clients.Location(
                archive.region(),
                archive.endpoint(),
                archive.pathStyle(),
                archive.accessKey(),
                archive.secretKey(),
                createOnly(archive),
                archive.checksumsAlways()));
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
