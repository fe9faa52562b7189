package livecallbacks.notify.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.notify.recipients.MailSettings;
import livecallbacks.notify.recipients.Place;
import org.jspecify.annotations.Nullable;

/**
 * Tries out every mail template there is: each file is read, and filled with the events it is for. No mail is made of
 * another template in the place of one that fails, as the service does it.
 */
public final class TemplateTrial {

    private final Path directory;
    private final Clock clock;

    /** @param directory the folder that has a folder per language */
    public TemplateTrial(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * An event to fill the templates with.
     *
     * @param body the callback as received
     */
    public record Sample(CallbackEvent event, CallbackContent body) {}

    /**
     * What is wrong, with places where they are known.
     *
     * @param samples at least one for each event type
     * @throws IOException if the templates cannot be listed
     */
    public List<TemplateProblem> problems(List<Sample> samples) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of(new TemplateProblem("", "there is no such folder", clock.instant()));
        }
        MailTemplates templates = MailTemplates.asTheyAre(directory, clock);
        List<TemplateProblem> problems = new ArrayList<>(templates.check());
        for (String file : MailTemplates.filesOf(MailTemplates.MAIN_LANGUAGE, MailTemplates.GENERIC)) {
            if (!file.endsWith(".line.ftl") && !Files.isRegularFile(directory.resolve(file))) {
                problems.add(new TemplateProblem(
                        file, "is missing, and without it the service does not start", clock.instant()));
            }
        }
        Seen seen = new Seen(problems);
        for (String language : templates.folders()) {
            MailSettings settings =
                    new MailSettings(language, MailSettings.DEFAULT.timezone(), MailSettings.DEFAULT.digest(), null);
            for (Sample sample : samples) {
                tryOut(templates, sample, settings, seen);
            }
        }
        return problems;
    }

    private static void tryOut(MailTemplates templates, Sample sample, MailSettings settings, Seen seen) {
        CallbackEvent event = sample.event();
        var model = templates.model(event, sample.body(), settings);
        for (String name : List.of(EventNames.of(event.eventType()), MailTemplates.GENERIC)) {
            for (String file : MailTemplates.filesOf(settings.language(), name)) {
                templates.attempt(file, model).ifPresent(seen::add);
            }
        }
        var digest = templates.digestModel(event, model, settings);
        for (String file : MailTemplates.filesOf(settings.language(), MailTemplates.DIGEST)) {
            templates.attempt(file, digest).ifPresent(seen::add);
        }
        templates
                .attempt(settings.language() + "/" + MailTemplates.REPEATED, Map.of("subject", "match-42"))
                .ifPresent(seen::add);
    }

    /** A file that cannot be read fails with every event, and so does what it includes; each fault is told once. */
    private static final class Seen {

        private record At(String file, @Nullable Place place) {}

        private final List<TemplateProblem> problems;
        private final Set<At> known = new HashSet<>();

        Seen(List<TemplateProblem> problems) {
            this.problems = problems;
            problems.forEach(problem -> known.add(new At(problem.file(), problem.place())));
        }

        void add(TemplateProblem problem) {
            if (known.add(new At(problem.file(), problem.place()))) {
                problems.add(problem);
            }
        }
    }
}
