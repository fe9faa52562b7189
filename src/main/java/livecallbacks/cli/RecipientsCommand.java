package livecallbacks.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import livecallbacks.cli.Main.Home;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.SettingsReader;
import livecallbacks.event.Texts;
import livecallbacks.notify.recipients.Address;
import livecallbacks.notify.recipients.Recipients;
import livecallbacks.notify.recipients.Recipients.Receiver;
import livecallbacks.notify.recipients.Recipients.Rule;
import livecallbacks.notify.recipients.RecipientsException;
import livecallbacks.notify.recipients.RecipientsReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code ./live-callbacks recipients}: shows what {@code recipients.yaml} says, and who would be mailed about an event.
 * Neither the service nor a broker has to run.
 */
@Command(
        name = "recipients",
        description = "Who is mailed about what: test an event or a file of cases, show the tree.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        subcommands = {RecipientsTestCommand.class, RecipientsCommand.Show.class})
final class RecipientsCommand implements Runnable {

    private final Home home;
    private final Map<String, String> environment;
    private final Clock clock = Clock.systemUTC();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--file",
            scope = ScopeType.INHERIT,
            paramLabel = "<recipients.yaml>",
            description = "Another file than that of recipients.file.")
    private @Nullable Path named;

    RecipientsCommand(Home home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command: test or show?");
    }

    Home home() {
        return home;
    }

    Map<String, String> environment() {
        return environment;
    }

    Clock clock() {
        return clock;
    }

    Path templates() {
        return home.directory().resolve("templates");
    }

    /** The file that was named, or the one of the configuration. */
    Path file() throws ConfigurationException {
        return named != null ? named : SettingsReader.recipients(home.directory(), environment);
    }

    Recipients read(Path file) throws RecipientsException {
        return RecipientsReader.read(
                file, language -> Files.isDirectory(templates().resolve(language)));
    }

    /** {@code recipients show}. */
    @Command(
            name = "show",
            description = "Prints the tree with its receivers and settings, and what is hardly meant in it.",
            sortOptions = false)
    static final class Show implements Callable<Integer> {

        @ParentCommand
        private RecipientsCommand parent;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws ConfigurationException, RecipientsException {
            Path file = parent.file();
            Recipients recipients = parent.read(file);
            PrintWriter out = spec.commandLine().getOut();
            out.println(file);
            out.println();
            out.println("settings: " + Sending.shown(recipients.settings()));
            out.println();
            out.println("receivers:");
            for (Receiver receiver : recipients.receivers()) {
                out.println("  " + Texts.plain(receiver.name()) + "  (line "
                        + receiver.place().line() + "): "
                        + receiver.addresses().stream().map(Address::written).collect(Collectors.joining(", ")));
                if (!receiver.settings().equals(recipients.settings())) {
                    out.println("    " + Sending.shown(receiver.settings()));
                }
            }
            out.println();
            out.println("rules, asked from top to bottom:");
            print(out, recipients.rules(), "  ");
            List<String> warnings = recipients.warnings();
            if (!warnings.isEmpty()) {
                out.println();
                out.println(warnings.size() == 1 ? "1 warning:" : warnings.size() + " warnings:");
                warnings.forEach(warning -> out.println("  " + warning));
            }
            out.flush();
            return 0;
        }

        private static void print(PrintWriter out, List<Rule> rules, String indent) {
            for (Rule rule : rules) {
                boolean isDefault = rule.match().isEmpty() && rule.name().equals(Recipients.DEFAULT);
                out.println(indent + rule.name() + "  (line " + rule.place().line() + "): "
                        + (isDefault
                                ? "recordings that no route matched"
                                : rule.match().isEmpty() ? "every event" : String.join(", ", rule.match()))
                        + " -> "
                        + (rule.receivers().isEmpty() ? "nobody" : Texts.plain(String.join(", ", rule.receivers())))
                        + (rule.settings().isEmpty() ? "" : "; " + String.join(", ", rule.settings()))
                        + (rule.continues() ? "; continue" : ""));
                print(out, rule.rules(), indent + "  ");
            }
        }
    }
}
