package livecallbacks;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import livecallbacks.Beans.Watched;
import livecallbacks.archive.ArchivedObjects;
import livecallbacks.archive.NewlyArchived;
import livecallbacks.archive.Receipts;
import livecallbacks.broker.Broker;
import livecallbacks.config.Settings;
import livecallbacks.console.CallbacksView;
import livecallbacks.console.CheckView;
import livecallbacks.console.Console;
import livecallbacks.console.FailedView;
import livecallbacks.console.NowView;
import livecallbacks.console.QuarantineView;
import livecallbacks.console.RecipientsView;
import livecallbacks.management.Away;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.recipients.RecipientsFile;
import livecallbacks.operate.ArchivedCallbacks;
import livecallbacks.operate.FailedMessages;
import livecallbacks.operate.InQuarantine;
import livecallbacks.operate.Scans;
import livecallbacks.receive.QuarantineFolder;
import livecallbacks.receive.Source;
import livecallbacks.receive.VerifyAgain;
import software.amazon.awssdk.services.s3.S3Client;

/** Puts the console together from what the running service has. */
final class ConsoleParts {

    private final Settings settings;
    private final Clock clock;
    private final Broker broker;
    private final S3Client s3;
    private final MeterRegistry meters;

    ConsoleParts(Settings settings, Clock clock, Broker broker, S3Client s3, MeterRegistry meters) {
        this.settings = settings;
        this.clock = clock;
        this.broker = broker;
        this.s3 = s3;
        this.meters = meters;
    }

    /**
     * The console.
     *
     * @param recipients recipients.yaml
     * @param newly what was archived last
     * @param away which routes wait for what they send to
     * @param sources those that are in use now, by name
     */
    Console console(
            Watched watched,
            RecipientsFile recipients,
            NewlyArchived newly,
            Supplier<List<Away>> away,
            Supplier<Map<String, Source>> sources) {
        NowView.Sight sight = new NowView.Sight(
                watched.lastMinute(),
                meters,
                watched.backlog()::states,
                watched.backlog()::takes,
                away,
                targets(),
                recipients::problem);
        ArchivedObjects objects = new ArchivedObjects(s3, settings.archive().bucket(), ArchivedCallbacks.PREFIX);
        Settings.Callbacks callbacks = settings.callbacks();
        ArchivedCallbacks archive = new ArchivedCallbacks(objects, broker.independentConnections(), clock);
        Console.Views views = new Console.Views(
                new NowView(sight, clock),
                new CallbacksView(
                        archive,
                        new Scans(
                                objects,
                                CallbacksView.PAGE + 1,
                                oneAtATime("console-archive"),
                                this::archived,
                                newly::last,
                                clock),
                        new Receipts(s3, settings.archive().bucket(), ArchivedCallbacks.PREFIX),
                        clock),
                new FailedView(new FailedMessages(broker.connections()), clock),
                new QuarantineView(
                        new InQuarantine(
                                new QuarantineFolder(settings.files().data().resolve("quarantine"))),
                        () -> new VerifyAgain(sources.get(), callbacks.grace(), callbacks.maxAhead()),
                        broker.independentConnections(),
                        clock),
                new RecipientsView(settings.files().recipients(), recipients::inUse, archive, this::composer, clock),
                new CheckView(settings.origin(), clock, oneAtATime("console-check")));
        return new Console(settings.management().username() != null, views);
    }

    /** One of its own for each page: what it finds wrong with a template is about an event that never was. */
    private MailComposer composer() {
        Settings.Mail mail = settings.mail();
        return new MailComposer(mail.from(), mail.replyTo(), settings.files().templates(), clock);
    }

    /** What each route that can wait sends to. */
    private Map<String, String> targets() {
        Settings.Archive archive = settings.archive();
        String store = archive.endpoint() == null
                ? archive.region()
                : archive.endpoint().getAuthority();
        String bucket = "S3 " + store + "/" + archive.bucket();
        return Map.of(
                "archive", bucket,
                "receipts", bucket,
                "mail", "SMTP " + settings.mail().host() + ":" + settings.mail().port());
    }

    private long archived() {
        return meters.find("livecallbacks.archived").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    /** A thread that is there only while there is something to do, so that no page waits for it. */
    private static ThreadPoolExecutor oneAtATime(String name) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(16), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
