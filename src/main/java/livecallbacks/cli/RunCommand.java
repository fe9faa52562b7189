package livecallbacks.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import livecallbacks.LiveCallbacks;
import livecallbacks.cli.Main.Home;
import livecallbacks.config.Settings;
import livecallbacks.config.SettingsReader;
import livecallbacks.config.WeakSecrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./live-callbacks run}: the service, until the process is told to end. */
@Command(name = "run", description = "Runs the service; needs callbacks.*, archive.* and mail.* to be set.")
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private final Home home;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    RunCommand(Home home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = SettingsReader.read(home.directory(), environment);
        WeakSecrets.warnings(settings).forEach(LOG::warn);
        LiveCallbacks service = LiveCallbacks.start(settings, Clock.systemUTC(), Map.of());
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "Callbacks are taken at http://%s:%d/callbacks/{source}%n",
                settings.http().host(), service.httpPort());
        out.flush();
        Shutdown.await(service);
        return 0;
    }
}
