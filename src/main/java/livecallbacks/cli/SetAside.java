package livecallbacks.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import livecallbacks.broker.Broker;
import livecallbacks.broker.BrokerException;
import livecallbacks.cli.Main.Home;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.Settings;
import livecallbacks.config.SettingsReader;
import livecallbacks.event.Texts;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands have in common that look into what was set aside. */
abstract class SetAside implements Runnable {

    final Home home;
    final Map<String, String> environment;
    final Clock clock = Clock.systemUTC();

    @Spec
    private CommandSpec spec;

    SetAside(Home home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public final void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Which command: " + String.join(", ", spec.subcommands().keySet()) + "?");
    }

    /** The folder {@code data.dir}. */
    final Path data() throws ConfigurationException {
        return SettingsReader.dataDirectory(home.directory(), environment);
    }

    /** The broker of the running service, or the service's own if it does not run; the caller closes it. */
    final Broker broker() throws ConfigurationException, BrokerException {
        return broker(home, environment);
    }

    /** The same for this environment. */
    static Broker broker(Home home, Map<String, String> environment) throws ConfigurationException, BrokerException {
        Settings.Broker settings = SettingsReader.broker(home.directory(), environment);
        return Broker.reach(
                settings.url(),
                settings.username(),
                settings.password(),
                SettingsReader.dataDirectory(home.directory(), environment).resolve("broker"));
    }

    /** Prints a line. */
    final void say(CommandSpec command, String line) {
        PrintWriter out = command.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** Names those that were asked for and are not there; the exit code. */
    final int complain(CommandSpec command, Set<String> missing) {
        PrintWriter err = command.commandLine().getErr();
        missing.forEach(id -> err.println("There is no " + Texts.plain(id) + " (any more); " + Main.launcher() + " "
                + spec.name() + " list says which there are."));
        err.flush();
        return missing.isEmpty() ? 0 : Main.NO;
    }
}
