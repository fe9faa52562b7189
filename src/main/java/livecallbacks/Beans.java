package livecallbacks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import livecallbacks.archive.AlreadyArchived;
import livecallbacks.archive.DescribeObject;
import livecallbacks.archive.KeyOfFirstCopy;
import livecallbacks.archive.KeySegment;
import livecallbacks.archive.NewlyArchived;
import livecallbacks.archive.PartsOfKey;
import livecallbacks.archive.PutByAnother;
import livecallbacks.archive.ReceiptOfReplay;
import livecallbacks.broker.Broker;
import livecallbacks.broker.Sending;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.Settings;
import livecallbacks.config.WeakSecrets;
import livecallbacks.console.Console;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.SinceReceived;
import livecallbacks.management.Away;
import livecallbacks.management.AwayHealth;
import livecallbacks.management.Backlog;
import livecallbacks.management.CountByRoute;
import livecallbacks.management.IntakeHealth;
import livecallbacks.management.LastMinute;
import livecallbacks.management.ManagementServer;
import livecallbacks.management.RecipientsHealth;
import livecallbacks.notify.DescribeMail;
import livecallbacks.notify.ReadMail;
import livecallbacks.notify.ReceiptsOfMail;
import livecallbacks.notify.WriteMails;
import livecallbacks.notify.digest.DescribeItem;
import livecallbacks.notify.digest.DigestMails;
import livecallbacks.notify.digest.DueWindows;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.recipients.RecipientsException;
import livecallbacks.notify.recipients.RecipientsFile;
import livecallbacks.notify.smtp.MailConnections;
import livecallbacks.notify.smtp.MailSenders;
import livecallbacks.notify.smtp.RefusedForGood;
import livecallbacks.operate.ArchivedCallbacks;
import livecallbacks.parts.BrokerJms;
import livecallbacks.parts.Clients;
import livecallbacks.parts.KeepHeaders;
import livecallbacks.parts.MeasureSinceReceived;
import livecallbacks.parts.PutOff;
import livecallbacks.parts.StoreMessage;
import livecallbacks.receive.AddressRanges;
import livecallbacks.receive.Answers;
import livecallbacks.receive.ClientAddresses;
import livecallbacks.receive.CountAnswer;
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
import livecallbacks.receive.Source;
import livecallbacks.receive.VerifyCallback;
import livecallbacks.receive.http.CallbacksHttp;
import livecallbacks.receive.http.Certificates;
import livecallbacks.receive.http.EdgeServer;
import livecallbacks.receive.http.EdgeServerFactory;
import livecallbacks.receive.http.HttpLimits;
import livecallbacks.receive.http.RequestsInHand;
import org.apache.camel.CamelContext;
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

    /** At a thousand a second, what comes while everything stands still for 12 ms. */
    private static final int MANY_WAITING = 12;

    /** A callback takes three steps, so some 7 a second are still archived and mailed. */
    private static final Duration SLOWEST_PACE = Duration.ofMillis(50);

    private static final String RECEIVED = "callbacks.received";
    private static final String OUTBOX = "mail.outbox";
    private static final String RECEIPTS = "receipts";

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
        Watched watched = watch(main, meters);

        main.bind("jms", jms());
        main.bind("independentConnections", broker.independentConnections());

        main.bind(
                "countRetry",
                new CountByRoute(
                        meters,
                        "livecallbacks.retries",
                        "Attempts that failed, after which the broker brings the message again"));
        main.bind(
                "countFailed",
                new CountByRoute(
                        meters,
                        "livecallbacks.failed",
                        "Messages set aside in callbacks.failed or mail.failed, because no later attempt can succeed"));

        main.bind(
                "countReceiptLost",
                new CountByRoute(
                        meters,
                        "livecallbacks.receipts.lost",
                        "Receipts of mails and replays that the broker did not take"));

        // receive
        Settings.Callbacks callbacks = settings.callbacks();
        Map<String, Source> sources = Sources.of(callbacks);
        Answers answers = new Answers(meters, sources.values());
        Refusals refusals = new Refusals(meters, answers, clock);
        warnOfUnsigned(callbacks);
        SignatureVerifier verifier = new SignatureVerifier(clock, callbacks.grace(), callbacks.maxAhead());
        Intake intake = new Intake(sources, verifier, clock);
        AtomicReference<Map<String, Source>> used = new AtomicReference<>(sources);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                addWatchedSources(configured.getCamelContext(), changed -> {
                    answers.expect(changed.values());
                    intake.use(changed);
                    used.set(changed);
                });
            }
        });
        AddressRanges proxies = AddressRanges.of(settings.http().proxies());
        main.bind("verifyCallback", new VerifyCallback(intake, new ClientAddresses(proxies), refusals));
        main.bind("countStored", CountAnswer.stored(answers));
        main.bind("countNotStored", CountAnswer.notStored(answers));
        RequestsInHand requests = new RequestsInHand();
        main.bind("callbacksHttp", new CallbacksHttp(receiving, requests));
        main.bind("oneByOne", new OneByOne(COPIES_WAIT));
        Rush rush = new Rush(MANY_WAITING, SLOWEST_PACE);
        main.bind("storeCallback", new StoreMessage((headers, body, stored) -> {
            rush.enter();
            // [archive] drops a copy.
            broker.send(Sending.toQueue(RECEIVED, headers, body).withCopies(), failure -> {
                rush.leave();
                stored.done(failure);
            });
        }));
        main.bind("rush", rush);
        main.bind("putOff", new PutOff(rush::putOffMillis));
        main.bind("refuseWhenFull", new RefuseWhenFull(broker::isFull, refusals));
        main.bind("quarantineGate", new QuarantineGate(quarantine(), this::isTight, clock, meters));
        main.bind("nameForQuarantine", new NameForQuarantine(clock));
        // archive
        main.bind("s3Client", s3);
        main.bind("keySegment", new KeySegment());
        main.bind("partsOfKey", new PartsOfKey());
        main.bind("describeObject", new DescribeObject());
        main.bind("keyOfFirstCopy", new KeyOfFirstCopy(s3, settings.archive().bucket()));
        main.bind("alreadyArchived", new AlreadyArchived());
        main.bind("receiptOfReplay", new ReceiptOfReplay(clock));
        NewlyArchived newly = new NewlyArchived(ArchivedCallbacks.PREFIX);
        main.bind("newlyArchived", newly);
        main.bind("onlyEvent", new KeepHeaders(CallbackEvent.HEADERS));
        main.bind("putByAnother", new PutByAnother(s3, settings.archive().bucket()));

        main.bind(
                "sinceReceivedTillArchived",
                new MeasureSinceReceived(new SinceReceived(
                        meters,
                        "livecallbacks.archived",
                        "From the receipt of a callback to its being in the bucket",
                        clock)));

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
        main.bind("recipientsHealth", new RecipientsHealth(recipients::problem));
        MailComposer composer = composer(mail);
        Gauge.builder(
                        "livecallbacks.templates.broken",
                        composer.templates(),
                        templates -> templates.problems().size())
                .description("Template files with which something is wrong; simpler mails go out")
                .register(meters);
        main.bind(
                "sinceReceivedTillMailed",
                new MeasureSinceReceived(new SinceReceived(
                        meters,
                        "livecallbacks.mailed",
                        "From the receipt of a callback to the mail server's having taken a mail about it",
                        clock)));
        main.bind("writeMails", new WriteMails(recipients::addressees, composer));
        main.bind("describeMail", new DescribeMail());
        main.bind(
                "storeMail",
                new StoreMessage(
                        (headers, body, stored) -> broker.send(Sending.toQueue(OUTBOX, headers, body), stored)));
        main.bind("describeItem", new DescribeItem());
        main.bind("digestMails", new DigestMails(composer, clock));
        main.bind("dueWindows", new DueWindows(broker.independentConnections(), clock));
        main.bind("readMail", new ReadMail());
        RefusedForGood refusedForGood = new RefusedForGood();
        main.bind("refusedForGood", refusedForGood);
        main.bind("receiptsOfMail", new ReceiptsOfMail(refusedForGood, clock));
        main.bind(
                "storeReceipt",
                new StoreMessage(
                        (headers, body, stored) -> broker.send(Sending.toQueue(RECEIPTS, headers, body), stored)));
        MailConnections connections = mailConnections(mail, meters);
        main.bind("mailSender", MailSenders.over(connections));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStop(BaseMainSupport stopped) {
                connections.close();
            }
        });

        // people
        Console console = new ConsoleParts(settings, clock, broker, s3, meters)
                .console(watched, recipients, newly, () -> away(main.getCamelContext()), used::get);
        // Camel's main looks it up by its type.
        main.bind(
                "httpServerFactory",
                new EdgeServerFactory(
                        new EdgeServer.Setup(
                                limits(settings.http().limits()),
                                proxies,
                                settings.http().proxyProtocol(),
                                certificates(meters),
                                refusals,
                                answers,
                                requests),
                        new ManagementServer(settings.management(), console)));
    }

    /** What is known of the broker and the disk, for metrics and health. */
    private Watched watch(Main main, PrometheusMeterRegistry meters) {
        File data = settings.files().data().toFile();
        broker.bindTo(meters);
        LastMinute lastMinute = new LastMinute(meters, clock);
        Backlog backlog = new Backlog(broker, clock, meters, lastMinute::look);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStop(BaseMainSupport stopped) {
                backlog.close();
            }
        });
        // Camel's registry of health checks finds them by their type.
        main.bind("intakeHealth", new IntakeHealth(backlog::takes));
        main.bind("awayHealth", new AwayHealth(() -> waitingRoutes(main.getCamelContext())));
        Gauge.builder("livecallbacks.disk.free.bytes", data::getUsableSpace)
                .description("Bytes that are free on the disk of data.dir")
                .register(meters);
        Gauge.builder("livecallbacks.disk.min.free.bytes", settings.broker()::minFree)
                .description("data.min-free: with fewer bytes free, callbacks are answered 503")
                .register(meters);
        return new Watched(backlog, lastMinute);
    }

    /** What looks at the queues and the counters every few seconds. */
    record Watched(Backlog backlog, LastMinute lastMinute) {}

    private static List<String> waitingRoutes(CamelContext context) {
        return away(context).stream().map(Away::route).toList();
    }

    private static List<Away> away(CamelContext context) {
        return context.getRegistry().findByType(PauseWhileAway.class).stream()
                .flatMap(policy -> policy.away().stream())
                .toList();
    }

    private void addWatchedSources(CamelContext context, Consumer<Map<String, Source>> use) {
        try {
            context.addService(new WatchedSources(context, settings.callbackFiles(), Beans::warnOfChanged, use));
        } catch (Exception e) {
            throw new RuntimeCamelException(e);
        }
    }

    private MailConnections mailConnections(Settings.Mail mail, PrometheusMeterRegistry meters)
            throws ConfigurationException {
        try {
            return new MailConnections(Clients.smtp(mail), clock, meters);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
        }
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
        JmsComponent jms = new BrokerJms(broker);
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

    private static void warnOfChanged(Settings.Callbacks callbacks) {
        WeakSecrets.warnings(callbacks).forEach(LOG::warn);
        warnOfUnsigned(callbacks);
    }

    private @Nullable Certificates certificates(PrometheusMeterRegistry meters) throws ConfigurationException {
        Certificates certificates = Clients.certificates(settings.http().tls());
        if (certificates != null) {
            Gauge.builder("livecallbacks.certificate.days", certificates, this::daysLeft)
                    .description("Days until the first certificate of http.tls's chain ends")
                    .register(meters);
        }
        return certificates;
    }

    private double daysLeft(Certificates certificates) {
        return Duration.between(clock.instant(), certificates.notAfter()).toSeconds() / 86_400.0;
    }

    private static void warnOfUnsigned(Settings.Callbacks callbacks) {
        callbacks
                .openSources()
                .forEach(name -> LOG.warn("callbacks.{}.unsigned=allow: {}.", name, Settings.Callbacks.OPEN));
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
}
