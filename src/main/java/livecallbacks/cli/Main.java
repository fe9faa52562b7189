package livecallbacks.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Pattern;
import livecallbacks.broker.BrokerException;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.SettingsReader;
import livecallbacks.notify.recipients.RecipientsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code ./live-callbacks}: picks the command. Exit codes: 0 good, 1 the answer is no, 2 wrong usage or configuration.
 */
@Command(
        name = "live-callbacks",
        description =
                "Receives the event callbacks of Tencent Cloud live streaming, verifies them, archives every one in"
                        + " S3 and mails the people of the stream.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
public final class Main implements Runnable {

    static final int NO = 1;
    static final int WRONG_CONFIGURATION = 2;

    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_./-]+");

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    private Main() {}

    /** How the user calls this program, in words for a shell: {@code ./live-callbacks}, {@code bin/live-callbacks}. */
    static String launcher() {
        String launcher = System.getProperty("live-callbacks.launcher", "./live-callbacks");
        return PLAIN_WORD.matcher(launcher).matches() ? launcher : "'" + launcher.replace("'", "'\\''") + "'";
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(Home.ofThisProcess(), System.getenv()).execute(arguments));
    }

    /**
     * All commands.
     *
     * @param home where the configuration, routes and templates are
     * @param environment the environment variables
     */
    static CommandLine commandLine(Home home, Map<String, String> environment) {
        IFactory defaults = CommandLine.defaultFactory();
        CommandLine commandLine = new CommandLine(new Main(), defaults)
                .addSubcommand(new DevCommand(home, environment))
                .addSubcommand(new RunCommand(home, environment))
                .addSubcommand(
                        new SimulateCommand(source -> SettingsReader.firstKey(home.directory(), environment, source)))
                .addSubcommand(new CheckCommand(home, environment, Clock.systemUTC()))
                .addSubcommand(new RecipientsCommand(home, environment))
                .addSubcommand(new FailedCommand(home, environment))
                .addSubcommand(new QuarantineCommand(home, environment))
                .addSubcommand(new ReplayCommand(home, environment))
                .addSubcommand(new PrepareCommand());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> {
            command.getErr().println(explain(exception));
            command.getErr().flush();
            return isConfiguration(exception) ? WRONG_CONFIGURATION : NO;
        });
        return commandLine;
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
    }

    private static boolean isConfiguration(Exception exception) {
        return exception instanceof ConfigurationException || exception instanceof RecipientsException;
    }

    /** What an operator can act on: the plain sentence of our own exceptions, or the cause at the bottom of others. */
    private static String explain(Exception exception) {
        if (isConfiguration(exception)) {
            return "The configuration cannot be used:" + System.lineSeparator()
                    + String.valueOf(exception.getMessage()).indent(2).stripTrailing();
        }
        if (exception instanceof BrokerException) {
            return String.valueOf(exception.getMessage());
        }
        Throwable root = exception;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return exception.getMessage() + (root == exception ? "" : System.lineSeparator() + "  because: " + root);
    }

    /**
     * Where this installation lies.
     *
     * @param directory holds application.properties, recipients.yaml, routes/ and templates/
     * @param s3proxy the S3 server of {@code dev}
     */
    record Home(Path directory, Path s3proxy) {
        /** As the launcher says, else the current directory as a checkout. */
        static Home ofThisProcess() {
            Path directory = Path.of(System.getProperty("live-callbacks.home", ""));
            return new Home(
                    directory.toAbsolutePath().normalize(),
                    Path.of(System.getProperty(
                            "live-callbacks.s3proxy",
                            directory.resolve("target/s3proxy/s3proxy.jar").toString())));
        }
    }
}
