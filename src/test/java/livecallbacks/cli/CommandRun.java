package livecallbacks.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command said and how it ended.
 *
 * @param exit its code
 */
public record CommandRun(int exit, String out, String err) {

    /** Runs it with the project's own configuration and these environment variables. */
    public static CommandRun of(Map<String, String> environment, String... arguments) {
        return at(Path.of(""), environment, arguments);
    }

    /** The same with the configuration of another folder. */
    public static CommandRun at(Path home, Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(new Main.Home(home, Path.of("none")), environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new CommandRun(exit, out.toString(), err.toString());
    }
}
