package livecallbacks.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import livecallbacks.check.Finding.Area;
import livecallbacks.check.Finding.Level;
import livecallbacks.notify.recipients.Recipients;
import livecallbacks.notify.recipients.RecipientsCases;
import livecallbacks.notify.recipients.RecipientsCases.Case;
import livecallbacks.notify.recipients.RecipientsException;
import livecallbacks.notify.recipients.RecipientsReader;
import livecallbacks.notify.recipients.Remark;
import org.jspecify.annotations.Nullable;

/** {@code recipients.yaml}, and the cases of {@code recipients.tests.yaml} beside it if there is such a file. */
final class RecipientsCheck implements AreaCheck {

    private static final String TESTS = "recipients.tests.yaml";

    private final Path home;
    private final Path file;
    private final Path templates;
    private final Trials trials;

    /**
     * @param file recipients.yaml
     * @param templates the folder with a folder per language
     * @param trials tells what becomes of a case
     */
    RecipientsCheck(Path home, Path file, Path templates, Trials trials) {
        this.home = home;
        this.file = file;
        this.templates = templates;
        this.trials = trials;
    }

    @Override
    public Area area() {
        return Area.RECIPIENTS;
    }

    @Override
    public List<Finding> findings() {
        Findings findings = new Findings(area());
        try {
            Recipients recipients =
                    RecipientsReader.read(file, language -> Files.isDirectory(templates.resolve(language)));
            recipients.remarks().forEach(warning -> add(findings, Level.WARNING, file, warning));
            cases(findings, recipients);
        } catch (RecipientsException e) {
            e.faults().forEach(fault -> add(findings, Level.FAULT, file, fault));
            e.warnings().forEach(warning -> add(findings, Level.WARNING, file, warning));
            cases(findings, null);
        }
        return findings.list();
    }

    /** Without recipients only their form is looked at. */
    private void cases(Findings findings, @Nullable Recipients recipients) {
        Path tests = file.resolveSibling(TESTS);
        if (Files.notExists(tests)) {
            return;
        }
        try {
            for (Case one : RecipientsCases.parse(tests.toString(), Files.readString(tests))) {
                List<String> differences = recipients == null ? List.of() : trials.differences(recipients, file, one);
                for (String difference : differences) {
                    findings.fault(
                            new Spot(
                                    Spot.shown(home, tests),
                                    one.place().line(),
                                    one.place().column()),
                            null,
                            "the case \"" + one.name() + "\" does not hold: " + difference,
                            "mend recipients.yaml or the case; ./live-callbacks recipients test says who is mailed and why");
                }
            }
        } catch (RecipientsException e) {
            e.faults().forEach(fault -> add(findings, Level.FAULT, tests, fault));
        } catch (IOException e) {
            findings.fault(
                    Spot.of(home, tests),
                    null,
                    "cannot be read",
                    "save it in UTF-8, readable for the user of the service");
        }
    }

    private void add(Findings findings, Level level, Path of, Remark remark) {
        Spot spot = remark.place() == null
                ? Spot.of(home, of)
                : new Spot(
                        Spot.shown(home, of),
                        remark.place().line(),
                        remark.place().column());
        findings.split(level, spot, null, remark.text(), "see the comments of recipients.yaml");
    }
}
