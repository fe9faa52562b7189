package livecallbacks.cli;

import jakarta.jms.JMSException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Callable;
import livecallbacks.broker.Broker;
import livecallbacks.broker.BrokerException;
import livecallbacks.cli.Main.Home;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.Durations;
import livecallbacks.event.Secrets;
import livecallbacks.event.Texts;
import livecallbacks.operate.FailedMessage;
import livecallbacks.operate.FailedMessages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code ./live-callbacks failed}: looks into what was set aside because it could not be archived, notified or mailed,
 * and tries it again or drops it. Works while the service runs and while it does not.
 */
@Command(
        name = "failed",
        description = "What was set aside because it could not be archived or mailed: list it, show one, retry, drop.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        subcommands = {
            FailedCommand.ListThem.class,
            FailedCommand.Show.class,
            FailedCommand.Retry.class,
            FailedCommand.Drop.class
        })
final class FailedCommand extends SetAside {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    FailedCommand(Home home, Map<String, String> environment) {
        super(home, environment);
    }

    /** What a command does with the queues while it has the broker. */
    private interface Work {
        int in(FailedMessages messages) throws JMSException;
    }

    private int withBroker(Work work) throws ConfigurationException, BrokerException, JMSException {
        try (Broker broker = broker()) {
            return work.in(new FailedMessages(broker.connections()));
        }
    }

    /** {@code failed list}. */
    @Command(name = "list", description = "Lists them, the newest first.", sortOptions = false)
    static final class ListThem implements Callable<Integer> {

        @ParentCommand
        private FailedCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private FailedFilter filter;

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
            return parent.withBroker(messages -> {
                print(messages);
                return 0;
            });
        }

        private void print(FailedMessages messages) throws JMSException {
            Instant now = parent.clock.instant();
            // Only as many as are shown are kept in memory.
            PriorityQueue<FailedMessage> newest = new PriorityQueue<>(Comparator.comparing(FailedMessage::failedAt));
            int[] counts = new int[2];
            messages.browse(message -> {
                counts[0]++;
                if (filter.takes(message, now)) {
                    counts[1]++;
                    newest.add(message);
                    if (newest.size() > limit) {
                        newest.remove();
                    }
                }
            });
            PrintWriter out = spec.commandLine().getOut();
            if (counts[0] == 0) {
                out.println("Nothing has failed.");
            } else {
                Table table = new Table("ID", "AGE", "STAGE", "EVENT", "STREAM", "TO", "RULE", "REASON");
                List<FailedMessage> shown = new ArrayList<>(newest);
                shown.sort(Comparator.comparing(FailedMessage::failedAt).reversed());
                shown.forEach(message -> table.add(
                        message.id(),
                        Durations.shown(Duration.between(message.failedAt(), now)),
                        message.stage().toString(),
                        message.eventName(),
                        orDash(message.stream()),
                        orDash(message.recipient()),
                        orDash(message.text("rule")),
                        message.reason()));
                if (!shown.isEmpty()) {
                    table.print(out);
                    out.println();
                }
                out.println(shown.size() + " shown" + (filter.isEmpty() ? "" : ", " + counts[1] + " match") + ", "
                        + counts[0] + " in all");
            }
            out.flush();
        }
    }

    /** {@code failed show}. */
    @Command(name = "show", description = "Shows all of one: reason, headers, body.", sortOptions = false)
    static final class Show implements Callable<Integer> {

        @ParentCommand
        private FailedCommand parent;

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "<id>", description = "As list gives it.")
        private String id;

        @Option(names = "--raw", description = "With its secrets: sign, txSecret and the address of the pusher.")
        private boolean raw;

        @Override
        public Integer call() throws Exception {
            return parent.withBroker(messages -> {
                List<FailedMessage> found = new ArrayList<>();
                messages.browse(message -> {
                    if (message.id().equals(id)) {
                        found.add(message);
                    }
                });
                found.forEach(this::print);
                return parent.complain(spec, found.isEmpty() ? Set.of(id) : Set.of());
            });
        }

        private void print(FailedMessage message) {
            PrintWriter out = spec.commandLine().getOut();
            Table table = new Table("id", message.id());
            table.add("queue", message.queue());
            table.add("stage", message.stage().toString());
            table.add(
                    "failed",
                    TIME.format(message.failedAt()) + ", "
                            + Durations.shown(Duration.between(message.failedAt(), parent.clock.instant())) + " ago");
            if (message.stage().isOfMails()) {
                table.add("to", message.recipient());
            }
            table.print(out);
            out.println("reason  " + Texts.plain(message.reason()));
            out.println();
            out.println("Headers");
            message.headers()
                    .forEach((name, value) -> out.println("  " + Texts.plain(name) + ": "
                            + Texts.plain(raw ? value.toString() : Secrets.mask(value.toString()))));
            out.println();
            out.println("Body, " + message.body().length + " bytes" + (raw ? "" : ", without secrets"));
            String body = new String(message.body(), StandardCharsets.UTF_8);
            (raw || message.stage().isOfMails() ? body : Secrets.maskBody(body))
                    .lines()
                    .forEach(line -> out.println("  " + Texts.plain(line)));
            out.flush();
        }
    }

    /** {@code failed retry}. */
    @Command(
            name = "retry",
            description = "Sends them back to where they failed: into the archive, to be notified, or to the mail"
                    + " server. Nobody else gets them again.",
            sortOptions = false)
    static final class Retry implements Callable<Integer> {

        @ParentCommand
        private FailedCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private Chosen chosen;

        @Mixin
        private FailedFilter filter;

        @Override
        public Integer call() throws Exception {
            chosen.check(spec, !filter.isEmpty());
            return parent.withBroker(messages -> parent.done(
                    spec, chosen, messages.retry(parent.those(messages, chosen, filter)), "goes on its way again"));
        }
    }

    /** {@code failed drop}. */
    @Command(name = "drop", description = "Removes them for good.", sortOptions = false)
    static final class Drop implements Callable<Integer> {

        @ParentCommand
        private FailedCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private Chosen chosen;

        @Mixin
        private FailedFilter filter;

        @Override
        public Integer call() throws Exception {
            chosen.check(spec, !filter.isEmpty());
            return parent.withBroker(messages ->
                    parent.done(spec, chosen, messages.drop(parent.those(messages, chosen, filter)), "is dropped"));
        }
    }

    /** By the broker's ids of the messages, the queues where they lie. */
    private Map<String, String> those(FailedMessages messages, Chosen chosen, FailedFilter filter) throws JMSException {
        Instant now = clock.instant();
        Map<String, String> found = new LinkedHashMap<>();
        messages.browse(message -> {
            if (chosen.byId() ? chosen.names(message.id()) : filter.takes(message, now)) {
                found.put(message.messageId(), message.queue());
            }
        });
        return found;
    }

    private int done(CommandSpec command, Chosen chosen, List<FailedMessage> done, String what) {
        PrintWriter out = command.commandLine().getOut();
        if (done.isEmpty() && !chosen.byId()) {
            out.println("There is none.");
        }
        done.forEach(message -> out.println(message.id() + "  " + message.stage() + "  " + message.eventName() + "  "
                + Texts.bounded(Texts.plain(orDash(message.stream())), 40) + "  " + what));
        out.flush();
        return complain(command, chosen.missing(done.stream().map(FailedMessage::id)));
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
