package livecallbacks.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import livecallbacks.LiveCallbacks;
import livecallbacks.cli.Main.Home;
import livecallbacks.config.Settings;
import livecallbacks.config.SettingsReader;
import livecallbacks.dev.LocalMailbox;
import livecallbacks.dev.LocalS3;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code ./live-callbacks dev}: everything on this machine. The archive and the mail server are local ones whatever the
 * configuration says, and all ports are on loopback; the rest is as configured.
 */
@Command(
        name = "dev",
        description = "Runs everything on this machine: the service, a local S3 and a local mailbox. Changed routes,"
                + " recipients and templates are taken over at once.")
final class DevCommand implements Callable<Integer> {

    static final String BUCKET = "live-callbacks";

    /** What the first source's key is while the configuration has none. */
    static final String KEY = "dev";

    private final Home home;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    DevCommand(Home home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Path data = SettingsReader.dataDirectory(home.directory(), environment);
        LocalS3 s3 = LocalS3.start(home.s3proxy(), data.resolve("s3"), 0);
        s3.createBucket(BUCKET);
        LocalMailbox mailbox = LocalMailbox.start(data.resolve("mail"), 0);
        boolean keyless =
                SettingsReader.firstKey(home.directory(), environment, "live").isEmpty();
        Map<String, String> local = localEnvironment(s3, mailbox, keyless);
        Settings settings = SettingsReader.read(home.directory(), local);
        LiveCallbacks service = LiveCallbacks.start(settings, Clock.systemUTC(), reload(settings));
        announce(settings, service, s3.keepsMetadata(), keyless);
        Shutdown.await(DevStore.announce(data, local), service, mailbox, s3);
        return 0;
    }

    private Map<String, String> localEnvironment(LocalS3 s3, LocalMailbox mailbox, boolean keyless) {
        Map<String, String> local = new HashMap<>(environment);
        local.putIfAbsent("HTTP_HOST", "127.0.0.1");
        local.put("ARCHIVE_BUCKET", BUCKET);
        local.put("ARCHIVE_REGION", "us-east-1");
        local.put("ARCHIVE_ENDPOINT", s3.endpoint().toString());
        local.put("ARCHIVE_PATH_STYLE", "true");
        local.put("ARCHIVE_ACCESS_KEY", s3.accessKey());
        local.put("ARCHIVE_SECRET_KEY", s3.secretKey());
        local.put("ARCHIVE_CREATE_ONLY", "if-none-match");
        local.put("MAIL_HOST", "127.0.0.1");
        local.put("MAIL_PORT", Integer.toString(mailbox.port()));
        local.put("MAIL_SECURITY", "none");
        local.put("MAIL_USERNAME", "");
        local.put("MAIL_PASSWORD", "");
        local.putIfAbsent("MAIL_FROM", "live-callbacks <live-callbacks@localhost.localdomain>");
        local.put("BROKER_URL", "embedded");
        if (keyless) {
            local.put("CALLBACKS_LIVE_KEYS", KEY);
        }
        // A value from a secret file would win over these.
        local.keySet().removeIf(name -> name.matches("(ARCHIVE|MAIL|BROKER)_.*_FILE"));
        return local;
    }

    private static Map<String, String> reload(Settings settings) {
        return Map.of(
                "camel.main.routesReloadEnabled", "true",
                "camel.main.routesReloadDirectory", settings.files().routes().toString(),
                "camel.main.routesReloadPattern", "*.camel.yaml",
                // All of them would be stopped for one that changed, and a file with two routes could not come back.
                "camel.main.routesReloadRemoveAllRoutes", "false");
    }

    private void announce(Settings settings, LiveCallbacks service, boolean keepsMetadata, boolean keyless) {
        String base = "http://127.0.0.1:" + service.httpPort();
        Path data = settings.files().data();
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%nlive-callbacks is up. Ctrl-C stops it.%n%n");
        for (Map.Entry<String, Settings.Source> source :
                settings.callbacks().sources().entrySet()) {
            out.printf(
                    "  callbacks   POST %s/callbacks/%s%s%n",
                    base, source.getKey(), source.getValue().token() == null ? "" : "/<token>");
        }
        out.printf("  objects     %s%n", data.resolve("s3").resolve(BUCKET));
        out.printf("  mails       %s%n", data.resolve("mail"));
        out.printf("  recipients  %s%n", settings.files().recipients());
        out.printf(
                "  console     http://%s:%d/console%n",
                settings.management().host(), settings.management().port());
        out.printf(
                "  health      http://%s:%d/observe/health%n",
                settings.management().host(), settings.management().port());
        if (!keepsMetadata) {
            out.printf(
                    "%nThe file system of %s keeps no extended attributes: objects lose their metadata here.%n", data);
        }
        out.printf("%nPost a signed sample from another terminal:%n%n");
        out.printf(
                "  %s simulate --event recording --stream match-42%s --url %s%n%n",
                Main.launcher(), keyless ? " --key " + KEY : "", base);
        out.flush();
    }
}
