package livecallbacks.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import livecallbacks.config.SettingsReader;
import livecallbacks.event.EventNames;
import livecallbacks.event.Texts;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import livecallbacks.notify.recipients.Recipients;
import livecallbacks.notify.recipients.Recipients.Decision;
import livecallbacks.notify.recipients.Recipients.Rule;
import livecallbacks.notify.recipients.RecipientsCases;
import livecallbacks.notify.recipients.RecipientsCases.Case;
import livecallbacks.notify.recipients.RecipientsException;
import livecallbacks.operate.CallbackBody;
import livecallbacks.operate.Expectations;
import livecallbacks.operate.MailPreview;
import livecallbacks.operate.Samples;
import livecallbacks.operate.TestedEvent;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code ./live-callbacks recipients test}: who would be mailed about an event, by which rule, how and when; or whether
 * a file of such cases holds.
 */
@Command(
        name = "test",
        description = "Says who is mailed about an event, by which rule, and when; nobody is mailed. Or runs a file of"
                + " cases.",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:as expected, or nothing was", "1:not as expected", "2:wrong usage, or a broken file"})
final class RecipientsTestCommand implements Callable<Integer> {

    private static final String TESTS = "recipients.tests.yaml";

    @ParentCommand
    private RecipientsCommand parent;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "<body.json>",
            description = "The event: a file with the body of a callback.")
    private @Nullable Path body;

    @Option(names = "--key", paramLabel = "<key>", description = "The event: an object of the archive, by its key.")
    private @Nullable String key;

    @Option(names = "--event", paramLabel = "<name|number>", description = "The event: a sample. Default: recording")
    private @Nullable String event;

    @Option(names = "--stream", paramLabel = "<id>", description = "The sample's stream; \"\" for none.")
    private @Nullable String stream;

    @Option(names = "--domain", paramLabel = "<name>", description = "The sample's push domain; \"\" for none.")
    private @Nullable String domain;

    @Option(names = "--path", paramLabel = "<name>", description = "The sample's push path; \"\" for none.")
    private @Nullable String path;

    @Option(
            names = "--field",
            paramLabel = "<name=value>",
            description = "Sets a field at the top level of the sample: what is JSON as JSON, anything else as text."
                    + " Repeatable.")
    private Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = "--source",
            paramLabel = "<name>",
            description = "The source that a file or a sample comes from. Default: live")
    private @Nullable String source;

    @Option(
            names = "--at",
            paramLabel = "<moment>",
            description = "When it happens, for quiet hours: 2026-11-22T23:00:00Z. Default: now")
    private @Nullable String at;

    @Option(
            names = "--expect",
            paramLabel = "<a@b,c@d>",
            description = "Exactly these are mailed, or the exit code is 1; \"\" for nobody.")
    private @Nullable String expect;

    @Option(
            names = "--tests",
            paramLabel = "<" + TESTS + ">",
            arity = "0..1",
            fallbackValue = "",
            description = "Runs the cases of this file instead. Default: " + TESTS + " beside recipients.yaml")
    private @Nullable String tests;

    @Option(names = "--mail", description = "Shows the mail: its text here, its HTML in a file.")
    private boolean mail;

    @Option(
            names = "--html",
            paramLabel = "<file>",
            defaultValue = "recipients-test.html",
            description = "The file for the HTML of --mail. Default: ${DEFAULT-VALUE} in the current folder")
    private Path html;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        checkUsage();
        Path file = parent.file();
        Recipients recipients = parent.read(file);
        int warnings = recipients.warnings().size();
        if (warnings > 0) {
            err().println(file.getFileName() + " has " + (warnings == 1 ? "1 warning" : warnings + " warnings")
                    + "; see ./live-callbacks recipients show");
            err().flush();
        }
        if (tests != null) {
            return runCases(recipients, file, tests.isEmpty() ? file.resolveSibling(TESTS) : Path.of(tests));
        }
        Instant moment = moment();
        TestedEvent tested = tested(moment);
        Decision decision = recipients.decision(tested.event(), tested.content());
        if (json) {
            printJson(decision, file, moment);
        } else {
            print(tested, decision, file, moment);
        }
        if (mail) {
            showMails(tested, decision, moment);
        }
        List<String> differences = expect == null
                ? List.of()
                : Expectations.differences(decision, Expectations.emails(Arrays.asList(expect.split(","))), file);
        if (!differences.isEmpty()) {
            // Not into what may be read as JSON.
            PrintWriter where = json ? err() : out();
            where.println();
            where.println("Not as expected:");
            differences.forEach(difference -> where.println("  " + difference));
            where.flush();
        }
        return differences.isEmpty() ? 0 : Main.NO;
    }

    private void checkUsage() {
        boolean sample = event != null || stream != null || domain != null || path != null || !fields.isEmpty();
        int ways = (body == null ? 0 : 1) + (key == null ? 0 : 1) + (tests == null ? 0 : 1) + (sample ? 1 : 0);
        if (ways != 1) {
            throw wrong((ways == 0 ? "Which event? " : "That is more than one event. ")
                    + "Give a file with a body, or --key, or --event with what else it has, or --tests.");
        }
        if (tests != null && (expect != null || mail || json || at != null || source != null)) {
            throw wrong("--tests takes all from its file; --file is the only option that goes with it");
        }
        if (key != null && source != null) {
            throw wrong("--key says which source it is; leave --source out");
        }
        if (json && mail) {
            throw wrong("--mail shows texts for people; leave --json out");
        }
        if (source != null && !source.matches("[a-z][a-z0-9]*")) {
            throw wrong("--source takes lower-case letters and digits, a letter first, such as live; not " + source);
        }
    }

    private Instant moment() {
        try {
            return at == null ? parent.clock().instant() : Instant.parse(at);
        } catch (DateTimeException e) {
            throw wrong("--at takes a moment in UTC, such as 2026-11-22T23:00:00Z; not " + at);
        }
    }

    private TestedEvent tested(Instant moment) throws Exception {
        String from = source == null ? "live" : source;
        if (key != null) {
            try {
                return EventInArchive.get(parent.home(), parent.environment(), key);
            } catch (EventInArchive.MissingException e) {
                throw wrong("--key: " + e.getMessage());
            }
        }
        if (body != null) {
            byte[] bytes;
            try {
                bytes = Files.readAllBytes(body);
            } catch (IOException e) {
                throw wrong("The file " + body + " cannot be read");
            }
            try {
                return TestedEvent.of(from, bytes, moment);
            } catch (IOException e) {
                throw wrong("The file " + body + ": " + e.getMessage());
            }
        }
        Integer type = Samples.eventType(event == null ? "recording" : event);
        if (type == null) {
            throw wrong("--event takes a number or one of "
                    + String.join(", ", EventNames.all().keySet()) + "; not " + event);
        }
        try {
            return TestedEvent.sample(type, from, new TestedEvent.Changes(stream, domain, path, fields), moment);
        } catch (IOException e) {
            throw wrong("With these fields " + e.getMessage());
        }
    }

    // what it says

    private void print(TestedEvent tested, Decision decision, Path file, Instant moment) {
        out().println(tested);
        out().println();
        if (decision.rules().isEmpty()) {
            out().println("Nobody is mailed: no route matches, and the default is for recordings only.");
        } else if (decision.addressees().isEmpty()) {
            out().println("Nobody is mailed, as these say:");
            decision.rules().forEach(rule -> out().println("  " + described(rule, file)));
        }
        for (Addressee addressee : decision.addressees()) {
            out().println(addressee.address());
            out().println("  rule      " + described(decision.ruleOf(addressee), file));
            out().println("  settings  " + Sending.shown(addressee.settings()));
            out().println("  goes out  " + Sending.when(addressee.settings(), moment));
        }
        out().flush();
    }

    private static String described(Rule rule, Path file) {
        return rule.name() + "  " + rule.placeIn(file)
                + (rule.match().isEmpty() ? "" : "  {" + String.join(", ", rule.match()) + "}");
    }

    private void printJson(Decision decision, Path file, Instant moment) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = CallbackBody.JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            generator.writeStartObject();
            generator.writeStringField("file", file.toString());
            generator.writeArrayFieldStart("rules");
            for (Rule rule : decision.rules()) {
                generator.writeString(rule.name());
            }
            generator.writeEndArray();
            generator.writeArrayFieldStart("mails");
            for (Addressee addressee : decision.addressees()) {
                Rule rule = decision.ruleOf(addressee);
                MailSettings settings = addressee.settings();
                generator.writeStartObject();
                generator.writeStringField("email", addressee.email());
                generator.writeStringField("address", addressee.address());
                generator.writeStringField("rule", rule.name());
                generator.writeNumberField("line", rule.place().line());
                generator.writeNumberField("column", rule.place().column());
                generator.writeStringField("language", settings.language());
                generator.writeStringField("timezone", settings.writtenTimezone());
                generator.writeStringField("digest", settings.writtenDigest());
                generator.writeStringField("quiet", settings.writtenQuiet());
                generator.writeStringField(
                        "quiet_until",
                        settings.quietUntil(moment).map(Instant::toString).orElse(null));
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        out().println(text);
        out().flush();
    }

    private void showMails(TestedEvent tested, Decision decision, Instant moment) throws Exception {
        String from = SettingsReader.mailFrom(parent.home().directory(), parent.environment())
                .orElse("live-callbacks <live-callbacks@localhost.localdomain>");
        MailComposer composer = new MailComposer(from, parent.templates(), Clock.fixed(moment, ZoneId.of("UTC")));
        int number = 0;
        for (MailPreview preview : MailPreview.of(tested, decision, composer)) {
            Path written = htmlFile(++number);
            try {
                Files.writeString(written, preview.html());
            } catch (IOException e) {
                throw wrong("The HTML cannot be written to " + written + "; name another file with --html");
            }
            MailSettings settings = preview.readers().get(0).settings();
            out().println();
            out().println("--- as "
                    + preview.readers().stream().map(Addressee::email).collect(Collectors.joining(", "))
                    + " would read it (" + settings.language() + ", " + settings.writtenTimezone() + "); HTML in "
                    + written.toAbsolutePath());
            out().println("Subject: " + preview.subject());
            out().println();
            // The lines stay; what steers a terminal does not.
            preview.text().lines().forEach(line -> out().println(Texts.plain(line)));
        }
        out().flush();
    }

    private Path htmlFile(int number) {
        if (number == 1) {
            return html;
        }
        String name = html.getFileName().toString();
        int dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
        return html.resolveSibling(name.substring(0, dot) + "-" + number + name.substring(dot));
    }

    // many cases

    private int runCases(Recipients recipients, Path file, Path testsFile) throws RecipientsException {
        List<Case> cases = RecipientsCases.parse(testsFile.toString(), read(testsFile));
        int failed = 0;
        for (Case one : cases) {
            List<String> differences = Expectations.differences(
                    recipients, file, one, parent.clock().instant());
            if (!differences.isEmpty()) {
                failed++;
                out().println("FAILED  " + Texts.plain(one.name()) + "  " + testsFile.getFileName() + ":"
                        + one.place());
                differences.forEach(difference -> out().println("  " + difference));
            }
        }
        out().println(
                        failed == 0
                                ? "All " + cases.size() + " cases are as expected."
                                : failed + " of " + cases.size() + " cases are not as expected.");
        out().flush();
        return failed == 0 ? 0 : Main.NO;
    }

    private String read(Path testsFile) {
        try {
            return Files.readString(testsFile);
        } catch (CharacterCodingException e) {
            throw wrong("The file " + testsFile + " is not UTF-8; save it in that encoding");
        } catch (IOException e) {
            throw wrong("There is no file of cases " + testsFile + ", or it cannot be read; name one with --tests");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
