package livecallbacks.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import livecallbacks.LiveCallbacks;
import livecallbacks.cli.Main.Home;
import livecallbacks.config.Settings;
import livecallbacks.config.SettingsReader;
import livecallbacks.dev.StandIns;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;

/**
 * {@code ./live-callbacks prepare}: does once what the service and its commands do, so that Java can write down at the
 * end which classes that took (the launcher tells it to, {@code -XX:ArchiveClassesAtExit}). Nothing of the installation
 * is read or changed but the program itself: the configuration is as delivered, data lie in a temporary folder, and one
 * callback goes to a store and a mail server of this process.
 */
@Command(
        name = "prepare",
        description = "Makes later starts faster: keeps the classes of the program in an archive that belongs to this"
                + " Java and these libraries. Do it again after a change of either.")
final class PrepareCommand implements Callable<Integer> {

    private static final String KEY = "prepareprepareprepareprepare";

    /** Each kind of what such a file says, but with nobody's address. */
    private static final String RECIPIENTS = """
            settings: {language: en, timezone: UTC, digest: none, quiet: none}
            receivers:
              somebody: {to: [somebody@localhost.localdomain]}
            routes:
              - {match: {stream: "*"}, receivers: [somebody]}
            default: [somebody]
            """;

    /** Short commands, each of which has classes of its own; what they answer does not matter. */
    private static final List<List<String>> COMMANDS = List.of(
            List.of("check"),
            List.of("recipients", "test", "--event", "recording", "--stream", "match-1"),
            List.of("failed", "list"),
            List.of("quarantine", "list"),
            List.of("replay", "--dry-run"));

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("live-callbacks-prepare");
        try (StandIns outside = StandIns.start()) {
            AsDelivered.copyTo(folder);
            Files.writeString(folder.resolve("recipients.yaml"), RECIPIENTS);
            Map<String, String> environment = environment(folder, outside);
            Settings settings = SettingsReader.read(folder, environment);
            Home home = new Home(folder, folder.resolve("none"));
            try (LiveCallbacks service = LiveCallbacks.start(settings, Clock.systemUTC(), Map.of())) {
                String url = "http://127.0.0.1:" + service.httpPort();
                Said posted = said(home, environment, List.of("simulate", "--key", KEY, "--url", url));
                if (posted.exit != 0) {
                    throw new IOException("The callback was not taken: " + posted.text);
                }
                if (!outside.awaitMail()) {
                    throw new IOException("No mail was sent about the callback");
                }
                for (List<String> command : COMMANDS) {
                    said(home, environment, command);
                }
            }
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        return 0;
    }

    private static Map<String, String> environment(Path folder, StandIns outside) {
        return Map.ofEntries(
                Map.entry("HTTP_HOST", "127.0.0.1"),
                Map.entry("HTTP_PORT", "0"),
                Map.entry("MANAGEMENT_HOST", "127.0.0.1"),
                Map.entry("MANAGEMENT_PORT", "0"),
                Map.entry("CALLBACKS_LIVE_KEYS", KEY),
                Map.entry("ARCHIVE_BUCKET", "prepare"),
                Map.entry("ARCHIVE_REGION", "us-east-1"),
                Map.entry("ARCHIVE_ENDPOINT", outside.store()),
                Map.entry("ARCHIVE_PATH_STYLE", "true"),
                Map.entry("ARCHIVE_ACCESS_KEY", "prepare"),
                Map.entry("ARCHIVE_SECRET_KEY", "prepare"),
                Map.entry("MAIL_HOST", "127.0.0.1"),
                Map.entry("MAIL_PORT", Integer.toString(outside.mailPort())),
                Map.entry("MAIL_SECURITY", "none"),
                Map.entry("MAIL_FROM", "live-callbacks@localhost.localdomain"),
                Map.entry("DATA_DIR", folder.resolve("data").toString()));
    }

    private record Said(int exit, String text) {}

    private static Said said(Home home, Map<String, String> environment, List<String> command) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        int exit = Main.commandLine(home, environment)
                .setOut(writer)
                .setErr(writer)
                .execute(command.toArray(String[]::new));
        return new Said(exit, text.toString());
    }
}
