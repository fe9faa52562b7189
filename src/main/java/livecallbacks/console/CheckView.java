package livecallbacks.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import livecallbacks.check.Check;
import livecallbacks.check.Finding;
import livecallbacks.check.Finding.Area;
import livecallbacks.check.Finding.Level;
import livecallbacks.config.Settings;
import livecallbacks.event.Texts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page about whether the configuration is right, and what the service talks to is there: what {@code live-callbacks
 * check --online} says, when somebody presses the button. One check runs at a time, and the page does not wait for it.
 */
public final class CheckView {

    private static final Logger LOG = LoggerFactory.getLogger(CheckView.class);

    private final Settings.Origin origin;
    private final Clock clock;
    private final Executor executor;
    private final Times times;

    private @Nullable Instant runningSince;
    private @Nullable Outcome last;

    /** What came of a check; no findings if it could not be finished. */
    private record Outcome(
            Instant at, Duration duration, @Nullable List<Finding> findings) {}

    /**
     * A page of checks.
     *
     * @param origin what the service was configured from; it is read again for each check, as a start would
     * @param executor runs a check, which may take as long as the timeouts of all that it asks
     */
    public CheckView(Settings.Origin origin, Clock clock, Executor executor) {
        this.origin = origin;
        this.clock = clock;
        this.executor = executor;
        this.times = new Times(clock);
    }

    /**
     * What there is to say of an area.
     *
     * @param name the end of the key of its words
     */
    public record Looked(String name, int faults, int warnings, List<Line> lines) {}

    /**
     * A finding.
     *
     * @param level the end of the key of its words
     * @param place such as {@code recipients.yaml:12:5}; empty if there is none
     * @param key the property or the like; empty if it is about none
     * @param remedy what to do about it; empty if nothing is to be done
     */
    public record Line(String level, String place, String key, String message, String remedy) {}

    synchronized Answer show(Ask ask) {
        Map<String, Object> model = new HashMap<>();
        model.put("running", runningSince == null ? null : times.of(runningSince));
        if (last != null) {
            List<Finding> findings = last.findings();
            model.put("at", times.of(last.at()));
            model.put("seconds", Long.toString(Math.max(1, last.duration().toSeconds())));
            model.put("finished", findings != null);
            model.put("areas", findings == null ? List.of() : areas(findings));
            model.put("faults", count(findings, Level.FAULT));
            model.put("warnings", count(findings, Level.WARNING));
        }
        return new Answer.Page("check", model);
    }

    private static List<Looked> areas(List<Finding> findings) {
        List<Looked> areas = new ArrayList<>();
        for (Area area : Area.values()) {
            List<Finding> here =
                    findings.stream().filter(finding -> finding.area() == area).toList();
            // Who serves plain HTTP has no certificate that there would be something to say of.
            if (!here.isEmpty() || area != Area.CERTIFICATES) {
                areas.add(new Looked(
                        area.toString(),
                        count(here, Level.FAULT),
                        count(here, Level.WARNING),
                        here.stream().map(CheckView::line).toList()));
            }
        }
        return areas;
    }

    private static int count(@Nullable List<Finding> findings, Level level) {
        return findings == null
                ? 0
                : (int) findings.stream()
                        .filter(finding -> finding.level() == level)
                        .count();
    }

    private static Line line(Finding finding) {
        return new Line(
                finding.level().toString(),
                Texts.plain(finding.place()),
                Texts.plain(Objects.requireNonNullElse(finding.key(), "")),
                Texts.plain(finding.message()),
                Texts.plain(Objects.requireNonNullElse(finding.remedy(), "")));
    }

    /** Begins a check, unless one is running already. */
    Answer run(Ask ask) {
        if (begin()) {
            try {
                executor.execute(this::check);
            } catch (RejectedExecutionException e) {
                end(null);
                throw e;
            }
        }
        return new Answer.Elsewhere(Console.PATH + "/check");
    }

    private synchronized boolean begin() {
        if (runningSince != null) {
            return false;
        }
        runningSince = clock.instant();
        return true;
    }

    private void check() {
        List<Finding> findings = null;
        try {
            Check check = new Check(origin.home(), origin.environment(), clock);
            List<Finding> found = new ArrayList<>(check.offline());
            found.addAll(check.online(null));
            findings = found;
        } catch (RuntimeException e) {
            // Its text may hold anything that is configured.
            LOG.warn(
                    "A check that the console began could not be finished: {}",
                    e.getClass().getName());
            LOG.debug("A check that the console began could not be finished", e);
        } finally {
            end(findings);
        }
    }

    private synchronized void end(@Nullable List<Finding> findings) {
        Instant now = clock.instant();
        Instant began = Objects.requireNonNullElse(runningSince, now);
        last = new Outcome(now, Duration.between(began, now), findings);
        runningSince = null;
    }
}
