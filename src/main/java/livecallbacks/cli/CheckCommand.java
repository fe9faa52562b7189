package livecallbacks.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import livecallbacks.check.Check;
import livecallbacks.check.Finding;
import livecallbacks.check.Finding.Area;
import livecallbacks.check.Finding.Level;
import livecallbacks.cli.Main.Home;
import livecallbacks.event.Texts;
import livecallbacks.operate.CallbackBody;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./live-callbacks check}: whether a start would go well, and all that is in its way. */
@Command(
        name = "check",
        description =
                "Looks at everything that a start would read and tells all faults at once: properties, recipients,"
                        + " templates, routes, certificates. With --online also at what the service talks to.",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is well; there may be warnings", "1:there are faults", "2:wrong usage"})
final class CheckCommand implements Callable<Integer> {

    private static final int LONGEST_ADDRESS = 254;

    private final Home home;
    private final Map<String, String> environment;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--online",
            description = "Also the data directory, the broker, the bucket (writes one object twice), the clock and the"
                    + " mail server.")
    private boolean online;

    @Option(names = "--to", paramLabel = "<address>", description = "With --online: sends a test mail to this address.")
    private @Nullable String to;

    @Option(names = "--json", description = "Prints the findings as a JSON array.")
    private boolean json;

    CheckCommand(Home home, Map<String, String> environment, Clock clock) {
        this.home = home;
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        if (to != null && !online) {
            throw wrong("--to sends a mail, so it goes with --online");
        }
        if (to != null && (to.length() > LONGEST_ADDRESS || !to.matches("[^\\s<>,;@]+@[^\\s<>,;@]+"))) {
            throw wrong("--to takes one bare address, such as ana@example.com");
        }
        Check check = new Check(home.directory(), environment, clock);
        List<Finding> findings = new ArrayList<>(check.offline());
        if (online) {
            findings.addAll(check.online(to));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(findings));
        } else {
            print(out, findings);
        }
        out.flush();
        return count(findings, Level.FAULT) == 0 ? 0 : Main.NO;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    // for people

    private void print(PrintWriter out, List<Finding> findings) {
        for (Area area : Area.values()) {
            List<Finding> here =
                    findings.stream().filter(finding -> finding.area() == area).toList();
            boolean looked = online || !area.isOnline();
            if (looked && (!here.isEmpty() || area != Area.CERTIFICATES)) {
                boolean good = here.stream().allMatch(finding -> finding.level() == Level.NOTE);
                out.println(area + (good ? "  good" : ""));
                here.forEach(finding -> print(out, finding));
            }
        }
        long faults = count(findings, Level.FAULT);
        long warnings = count(findings, Level.WARNING);
        out.println();
        out.println((faults == 0 ? "Good: no faults" : faults == 1 ? "1 fault" : faults + " faults")
                + (warnings == 0 ? "" : warnings == 1 ? ", 1 warning" : ", " + warnings + " warnings")
                + (online
                        ? "."
                        : faults == 0
                                ? ". What is outside of this machine: " + Main.launcher() + " check --online"
                                : "."));
    }

    private static void print(PrintWriter out, Finding finding) {
        String level = switch (finding.level()) {
            case FAULT -> "FAULT    ";
            case WARNING -> "warning  ";
            case NOTE -> "";
        };
        String place = finding.place().isEmpty() ? "" : finding.place() + "  ";
        String key = finding.key() == null ? "" : Texts.plain(finding.key()) + ": ";
        out.println("  " + level + place + key + Texts.plain(finding.message()));
        if (finding.remedy() != null) {
            out.println("           -> " + Texts.plain(finding.remedy()));
        }
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    // for machines

    private static String json(List<Finding> findings) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = CallbackBody.JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            generator.writeStartArray();
            for (Finding finding : findings) {
                generator.writeStartObject();
                generator.writeStringField("level", finding.level().toString());
                generator.writeStringField("area", finding.area().toString());
                generator.writeStringField("file", finding.file());
                number(generator, "line", finding.line());
                number(generator, "column", finding.column());
                generator.writeStringField("key", finding.key());
                generator.writeStringField("message", finding.message());
                generator.writeStringField("remedy", finding.remedy());
                generator.writeEndObject();
            }
            generator.writeEndArray();
        }
        return text.toString();
    }

    private static void number(JsonGenerator generator, String name, @Nullable Integer value) throws IOException {
        if (value == null) {
            generator.writeNullField(name);
        } else {
            generator.writeNumberField(name, value);
        }
    }
}
