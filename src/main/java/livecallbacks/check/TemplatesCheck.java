package livecallbacks.check;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import livecallbacks.check.Finding.Area;
import livecallbacks.notify.mail.TemplateProblem;
import livecallbacks.notify.mail.TemplateTrial;

/** The texts of the mails: every file of every language, filled with a sample of each event. */
final class TemplatesCheck implements AreaCheck {

    private static final String REMEDY =
            "mend it; docs/templates.md tells what a template can show. Till then a simpler mail goes out in its place";

    private final Path home;
    private final Path templates;
    private final Clock clock;
    private final Trials trials;

    /** @param templates the folder with a folder per language */
    TemplatesCheck(Path home, Path templates, Clock clock, Trials trials) {
        this.home = home;
        this.templates = templates;
        this.clock = clock;
        this.trials = trials;
    }

    @Override
    public Area area() {
        return Area.TEMPLATES;
    }

    @Override
    public List<Finding> findings() throws IOException {
        Findings findings = new Findings(area());
        for (TemplateProblem problem : new TemplateTrial(templates, clock).problems(trials.samples())) {
            Path file = problem.file().isEmpty() ? templates : templates.resolve(problem.file());
            Spot spot = problem.place() == null
                    ? Spot.of(home, file)
                    : new Spot(
                            Spot.shown(home, file),
                            problem.place().line(),
                            problem.place().column());
            findings.fault(spot, null, problem.what(), REMEDY);
        }
        return findings.list();
    }
}
