package livecallbacks.cli;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Which ones to work on: some by their ids, all of them, or those of a filter. */
final class Chosen {

    @Parameters(paramLabel = "<id>", arity = "0..*", description = "As list gives them.")
    private Set<String> ids = new LinkedHashSet<>();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    /**
     * Checks that it is said in one way.
     *
     * @param filtered whether a filter asks for something
     * @throws ParameterException if it is said in none, or in several
     */
    void check(CommandSpec command, boolean filtered) {
        int ways = (ids.isEmpty() ? 0 : 1) + (all ? 1 : 0) + (filtered ? 1 : 0);
        if (ways != 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "Which ones? Give ids, or filters such as --stream, or --all; one of these.");
        }
    }

    /** Whether they are named one by one, so that no filter is asked. */
    boolean byId() {
        return !ids.isEmpty();
    }

    /** Whether this one is named. */
    boolean names(String id) {
        return ids.contains(id);
    }

    /** Those named that are not among the found ones. */
    Set<String> missing(Stream<String> found) {
        Set<String> missing = new LinkedHashSet<>(ids);
        found.forEach(missing::remove);
        return missing;
    }
}
