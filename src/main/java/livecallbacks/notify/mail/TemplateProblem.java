package livecallbacks.notify.mail;

import java.time.Instant;
import livecallbacks.notify.recipients.Place;
import org.jspecify.annotations.Nullable;

/**
 * A template that cannot be used as it is; mails are written without it.
 *
 * @param file below the templates' folder, such as {@code zh/recording.txt.ftl}
 * @param what what is wrong, with the line where that is known
 * @param since when it was first seen
 * @param place where in the file; null where that is not known
 */
public record TemplateProblem(
        String file, String what, Instant since, @Nullable Place place) {

    TemplateProblem(String file, String what, Instant since) {
        this(file, what, since, null);
    }
}
