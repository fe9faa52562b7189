package livecallbacks.cli;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import livecallbacks.Sources;
import livecallbacks.broker.Broker;
import livecallbacks.broker.BrokerException;
import livecallbacks.cli.Main.Home;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.Durations;
import livecallbacks.config.Settings;
import livecallbacks.config.SettingsReader;
import livecallbacks.event.Secrets;
import livecallbacks.event.Texts;
import livecallbacks.operate.InQuarantine;
import livecallbacks.operate.InQuarantine.Destination;
import livecallbacks.operate.InQuarantine.Found;
import livecallbacks.operate.ReceivedQueue;
import livecallbacks.receive.QuarantineFolder;
import livecallbacks.receive.QuarantinedCallback;
import livecallbacks.receive.Refusal;
import livecallbacks.receive.VerifyAgain;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code ./live-callbacks quarantine}: looks into what was refused for its signature or time but may be real, and
 * releases it, after a wrong key or clock has been put right, or drops it. Works while the service runs and while it
 * does not.
 */
@Command(
        name = "quarantine",
        description = "What was refused for its signature or time but may be real: list it, show one, release, drop.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        subcommands = {
            QuarantineCommand.ListThem.class,
            QuarantineCommand.Show.class,
            QuarantineCommand.Release.class,
            QuarantineCommand.Drop.class
        })
final class QuarantineCommand extends SetAside {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS 'UTC'").withZone(ZoneOffset.UTC);

    private static final int MOST_NAMED = 100;
    private static final int LONGEST_STREAM = 40;

    QuarantineCommand(Home home, Map<String, String> environment) {
        super(home, environment);
    }

    private String age(Found found) {
        return Durations.shown(Duration.between(found.callback().receivedAt(), clock.instant()));
    }

    /** On one line, for the person who is told about it. */
    private static String line(Found found, String what) {
        return found.callback().id() + "  " + found.event() + "  "
                + Texts.bounded(Texts.plain(found.stream()), LONGEST_STREAM) + "  " + what;
    }

    /** {@code quarantine list}. */
    @Command(name = "list", description = "Lists them, the newest first.", sortOptions = false)
    static final class ListThem implements Callable<Integer> {

        @ParentCommand
        private QuarantineCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private QuarantineFilter filter;

        @Option(
                names = "--limit",
                paramLabel = "<n>",
                defaultValue = "100",
                description = "How many at most. Default: ${DEFAULT-VALUE}")
        private int limit;

        @Override
        public Integer call() throws Exception {
            if (limit < 1) {
                throw new ParameterException(spec.commandLine(), "--limit takes a number from 1 on, not " + limit);
            }
            parent.check(spec, filter);
            Instant now = parent.clock.instant();
            InQuarantine quarantine = parent.quarantine();
            List<QuarantinedCallback> all = quarantine.list();
            Table table = new Table("ID", "AGE", "SOURCE", "EVENT", "STREAM", "CAUSE");
            int matching = 0;
            int shown = 0;
            for (int i = all.size() - 1; i >= 0; i--) {
                QuarantinedCallback callback = all.get(i);
                // Beyond the limit a body is read only where the filter asks for it: there may be many thousands.
                boolean needed = shown < limit || filter.asksForTheEvent();
                Found found = filter.takes(callback, now) && needed ? quarantine.find(callback) : null;
                if (needed ? found != null && filter.takes(found.claimed()) : filter.takes(callback, now)) {
                    matching++;
                    if (shown < limit && found != null) {
                        shown++;
                        table.add(
                                callback.id(),
                                parent.age(found),
                                callback.source(),
                                found.event(),
                                found.stream(),
                                callback.causeName());
                    }
                }
            }
            PrintWriter out = spec.commandLine().getOut();
            if (all.isEmpty()) {
                out.println("Nothing is in quarantine.");
            } else {
                if (shown > 0) {
                    table.print(out);
                }
                if (matching > shown) {
                    out.println("... " + (matching - shown) + " more");
                }
                out.println((filter.isEmpty() ? "" : matching + " match, ") + all.size() + " in quarantine");
            }
            out.flush();
            return 0;
        }
    }

    /** {@code quarantine show}. */
    @Command(name = "show", description = "Shows all of one: why it is there, its body.", sortOptions = false)
    static final class Show implements Callable<Integer> {

        @ParentCommand
        private QuarantineCommand parent;

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "<id>", description = "As list gives it.")
        private String id;

        @Option(names = "--raw", description = "With its secrets: sign, txSecret and the address of the pusher.")
        private boolean raw;

        @Override
        public Integer call() throws Exception {
            InQuarantine quarantine = parent.quarantine();
            boolean there = false;
            for (QuarantinedCallback callback : quarantine.list()) {
                Found found = callback.id().equals(id) ? quarantine.find(callback) : null;
                if (found != null) {
                    there = true;
                    print(found);
                }
            }
            return parent.complain(spec, there ? Set.of() : Set.of(id));
        }

        private void print(Found found) {
            PrintWriter out = spec.commandLine().getOut();
            QuarantinedCallback callback = found.callback();
            Table table = new Table("id", callback.id());
            table.add("received", TIME.format(callback.receivedAt()) + ", " + parent.age(found) + " ago");
            table.add("source", callback.source());
            table.add("event", found.event());
            table.add("stream", found.stream());
            table.add("cause", callback.causeName() + ": " + callback.cause().text());
            table.add("release", verdict(found));
            table.print(out);
            out.println();
            out.println("Body, " + found.body().length + " bytes" + (raw ? "" : ", without secrets"));
            String body = new String(found.body(), StandardCharsets.UTF_8);
            (raw ? body : Secrets.maskBody(body)).lines().forEach(line -> out.println("  " + Texts.plain(line)));
            out.flush();
        }

        private String verdict(Found found) {
            try {
                parent.verifyAgain().verified(found.callback(), found.body());
                return "would be released now";
            } catch (Refusal refusal) {
                return "would stay: " + refusal.reason().text();
            } catch (ConfigurationException e) {
                return "not known, because the configuration cannot be used: " + e.getMessage();
            }
        }
    }

    /** {@code quarantine release}. */
    @Command(
            name = "release",
            description = "Verifies them again, with the keys and bounds configured now but by the time at which each"
                    + " was received, and lets those on that are good: they are archived and mailed. The others stay.",
            sortOptions = false)
    static final class Release implements Callable<Integer> {

        @ParentCommand
        private QuarantineCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private Chosen chosen;

        @Mixin
        private QuarantineFilter filter;

        @Option(
                names = "--override",
                description = "You vouch for them: whatever sign and t say. The archive marks them as released so.")
        private boolean override;

        @Option(names = "--dry-run", description = "Says what would be released; changes nothing.")
        private boolean dryRun;

        private int released;
        private int staying;

        @Override
        public Integer call() throws Exception {
            chosen.check(spec, !filter.isEmpty());
            parent.check(spec, filter);
            VerifyAgain verifyAgain = parent.verifyAgain();
            InQuarantine quarantine = parent.quarantine();
            List<QuarantinedCallback> wanted = parent.those(quarantine, chosen, filter);
            if (!wanted.isEmpty()) {
                try {
                    if (dryRun) {
                        letGood(quarantine, wanted, verifyAgain, null);
                    } else {
                        sendGood(quarantine, wanted, verifyAgain);
                    }
                } finally {
                    // Also if the broker stops taking them on the way.
                    sumUp(wanted.size());
                }
            }
            int unknown = parent.complain(spec, chosen.missing(wanted.stream().map(QuarantinedCallback::id)));
            if (wanted.isEmpty() && unknown == 0) {
                parent.say(spec, "There is none.");
            }
            return staying > 0 ? Main.NO : unknown;
        }

        private void sendGood(InQuarantine quarantine, List<QuarantinedCallback> wanted, VerifyAgain verifyAgain)
                throws ConfigurationException, BrokerException, JMSException, IOException {
            try (Broker broker = parent.broker();
                    ReceivedQueue queue = new ReceivedQueue(broker.independentConnections())) {
                letGood(quarantine, wanted, verifyAgain, queue::put);
            }
        }

        private void letGood(
                InQuarantine quarantine,
                List<QuarantinedCallback> wanted,
                VerifyAgain verifyAgain,
                @Nullable Destination destination)
                throws JMSException, IOException {
            quarantine.release(
                    wanted,
                    override ? verifyAgain::vouchedFor : verifyAgain::verified,
                    destination,
                    this::stay,
                    () -> released++);
        }

        private void stay(Found found, Refusal refusal) {
            staying++;
            if (staying <= MOST_NAMED) {
                parent.say(
                        spec,
                        line(
                                found,
                                (dryRun ? "would stay: " : "stays: ")
                                        + refusal.reason().text()));
            }
        }

        private void sumUp(int wanted) {
            if (staying > MOST_NAMED) {
                parent.say(spec, "... " + (staying - MOST_NAMED) + " more");
            }
            parent.say(
                    spec,
                    (dryRun ? "Would release " : "Released ") + released + " of " + wanted
                            + (staying == 0 ? "" : "; " + staying + (dryRun ? " would stay" : " stay")));
        }
    }

    /** {@code quarantine drop}. */
    @Command(name = "drop", description = "Removes them for good.", sortOptions = false)
    static final class Drop implements Callable<Integer> {

        @ParentCommand
        private QuarantineCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private Chosen chosen;

        @Mixin
        private QuarantineFilter filter;

        @Override
        public Integer call() throws Exception {
            chosen.check(spec, !filter.isEmpty());
            parent.check(spec, filter);
            InQuarantine quarantine = parent.quarantine();
            List<QuarantinedCallback> wanted = parent.those(quarantine, chosen, filter);
            int dropped = 0;
            for (QuarantinedCallback callback : wanted) {
                dropped += quarantine.drop(callback) ? 1 : 0;
            }
            parent.say(spec, "Dropped " + dropped);
            return parent.complain(spec, chosen.missing(wanted.stream().map(QuarantinedCallback::id)));
        }
    }

    /** Those to release or drop, the oldest first, in the order in which they came. */
    private List<QuarantinedCallback> those(InQuarantine quarantine, Chosen chosen, QuarantineFilter filter)
            throws IOException {
        Instant now = clock.instant();
        List<QuarantinedCallback> those = new ArrayList<>();
        for (QuarantinedCallback callback : quarantine.list()) {
            if (chosen.byId() ? chosen.names(callback.id()) : takes(filter, quarantine, callback, now)) {
                those.add(callback);
            }
        }
        return those;
    }

    private static boolean takes(
            QuarantineFilter filter, InQuarantine quarantine, QuarantinedCallback callback, Instant now)
            throws IOException {
        if (!filter.takes(callback, now)) {
            return false;
        }
        if (!filter.asksForTheEvent()) {
            return true;
        }
        Found found = quarantine.find(callback);
        return found != null && filter.takes(found.claimed());
    }

    private InQuarantine quarantine() throws ConfigurationException {
        return new InQuarantine(new QuarantineFolder(data().resolve("quarantine")));
    }

    private VerifyAgain verifyAgain() throws ConfigurationException {
        Settings.Callbacks callbacks = SettingsReader.callbacks(home.directory(), environment);
        return new VerifyAgain(Sources.of(callbacks), callbacks.grace(), callbacks.maxAhead());
    }

    private void check(CommandSpec command, QuarantineFilter filter) {
        String fault = filter.fault();
        if (fault != null) {
            throw new ParameterException(command.commandLine(), fault);
        }
    }
}
