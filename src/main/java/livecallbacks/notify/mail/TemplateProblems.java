package livecallbacks.notify.mail;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with the templates at present. Each problem is logged when it is first seen, when the templates have
 * changed, and else once a minute at most. Safe for use by several threads.
 */
final class TemplateProblems {

    private static final Logger LOG = LoggerFactory.getLogger(TemplateProblems.class);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private record Seen(TemplateProblem problem, long version, Instant logged, boolean toLog) {

        Seen again(String what, Instant time) {
            TemplateProblem same = new TemplateProblem(problem.file(), what, problem.since());
            boolean due = !time.isBefore(logged.plus(QUIET));
            return new Seen(same, version, due ? time : logged, due);
        }
    }

    private final Clock clock;
    private final LongSupplier version;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /**
     * @param clock for when a problem was seen
     * @param version a number that is another one after any change of the templates
     */
    TemplateProblems(Clock clock, LongSupplier version) {
        this.clock = clock;
        this.version = version;
    }

    /**
     * This is wrong with a file.
     *
     * @param file below the templates' folder, such as {@code zh/recording.txt.ftl}
     * @param what what is wrong, what is used in its stead
     * @return whether it was logged
     */
    boolean report(String file, String what) {
        long now = version.getAsLong();
        Instant time = clock.instant();
        Seen reported = seen.compute(
                file,
                (name, before) -> before == null || before.version != now
                        ? new Seen(new TemplateProblem(name, what, time), now, time, true)
                        : before.again(what, time));
        if (reported.toLog) {
            LOG.warn("The template {} is not good: {}", file, what);
        }
        return reported.toLog;
    }

    /**
     * The file was used without a problem. That takes back a report only if something changed in between: what fails
     * for one event may well work for the next.
     */
    void worked(String file) {
        Seen before = seen.get(file);
        if (before != null && before.version != version.getAsLong()) {
            seen.remove(file, before);
            LOG.info("The template {} is good again", file);
        }
    }

    /** All of them, by file. */
    List<TemplateProblem> list() {
        return seen.values().stream()
                .map(Seen::problem)
                .sorted((a, b) -> a.file().compareTo(b.file()))
                .toList();
    }
}
