package livecallbacks.check;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import livecallbacks.check.Finding.Level;
import livecallbacks.config.Settings;
import livecallbacks.config.SettingsReader;
import livecallbacks.config.SettingsReader.Inspection;
import livecallbacks.parts.Clients;
import org.jspecify.annotations.Nullable;

/** Looks at everything that a start would read, and on demand at what the service talks to. */
public final class Check {

    private final Path home;
    private final Map<String, String> environment;
    private final Clock clock;
    private final Inspection inspection;
    private final Trials trials;

    /**
     * Reads the properties; the rest is looked at later.
     *
     * @param home the folder of application.properties, routes/ and templates/
     * @param environment the environment variables
     */
    public Check(Path home, Map<String, String> environment, Clock clock) {
        this.home = home.toAbsolutePath().normalize();
        this.environment = environment;
        this.clock = clock;
        this.inspection = SettingsReader.inspect(home, environment);
        this.trials = new Trials(clock.instant());
    }

    /** What is wrong with the files of the configuration; nobody is asked over the network. */
    public List<Finding> offline() {
        Settings settings = inspection.settings();
        Path templates = settings.files().templates();
        List<AreaCheck> checks = new ArrayList<>(List.of(
                new PropertiesCheck(home, inspection),
                new RecipientsCheck(home, settings.files().recipients(), templates, trials),
                new TemplatesCheck(home, templates, clock, trials),
                new RoutesCheck(home, inspection, environment)));
        if (!inspection.isFaulty("http.tls.")) {
            checks.add(new CertificatesCheck(settings.http(), clock));
        }
        return run(checks);
    }

    /**
     * What is wrong with the disk, the broker, the bucket, the clock and the mail server. What the properties are not
     * right for is passed over, with a warning.
     *
     * @param to who gets a test mail; null for nobody
     */
    public List<Finding> online(@Nullable String to) {
        Settings settings = inspection.settings();
        ServerTime time = new ServerTime();
        Path data = settings.files().data();
        List<Finding> findings = new ArrayList<>();
        findings.addAll(run(
                "data.",
                new DataCheck(
                        home, data, settings.broker(), folder -> folder.toFile().getUsableSpace())));
        findings.addAll(run("broker.", new BrokerCheck(home, settings.broker(), data.resolve("broker"))));
        findings.addAll(run(
                "archive.",
                new BucketCheck(settings.archive(), () -> Clients.s3(settings.archive()), clock, time),
                new ClockCheck(time)));
        findings.addAll(run("mail.", new MailCheck(settings.mail(), clock, to)));
        return findings;
    }

    private List<Finding> run(String prefix, AreaCheck... checks) {
        if (!inspection.isFaulty(prefix)) {
            return run(List.of(checks));
        }
        Findings skipped = new Findings(checks[0].area());
        skipped.warning(
                Spot.NOWHERE,
                prefix + "*",
                "not tried, because these properties have faults",
                "mend them, and check again");
        return skipped.list();
    }

    private static List<Finding> run(List<AreaCheck> checks) {
        List<Finding> findings = new ArrayList<>();
        for (AreaCheck check : checks) {
            try {
                findings.addAll(check.findings());
            } catch (Exception e) {
                // One area that cannot be looked at costs no other; the exception's words may hold anything.
                findings.add(new Finding(
                        Level.FAULT,
                        check.area(),
                        null,
                        null,
                        null,
                        null,
                        "could not be looked at (" + e.getClass().getSimpleName() + ")",
                        "this should not happen; tell the authors of live-callbacks"));
            }
        }
        return findings;
    }
}
