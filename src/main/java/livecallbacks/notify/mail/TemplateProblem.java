package livecallbacks.notify.mail;

import java.time.Instant;

/**
 * A template that cannot be used as it is; mails are written without it.
 *
 * @param file below the templates' folder, such as {@code zh/recording.txt.ftl}
 * @param what what is wrong, with the line where that is known
 * @param since when it was first seen
 */
public record TemplateProblem(String file, String what, Instant since) {}
