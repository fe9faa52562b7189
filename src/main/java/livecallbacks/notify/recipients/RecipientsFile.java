package livecallbacks.notify.recipients;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code recipients.yaml} that lies in a directory and is edited while the service runs. A changed file takes
 * effect with the next event, a second later at most; a broken one keeps the last good one. Safe for use by several
 * threads.
 */
public final class RecipientsFile {

    private static final Logger LOG = LoggerFactory.getLogger(RecipientsFile.class);
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);
    private static final int MOST_WARNINGS = 20;

    private final Path file;
    private final Clock clock;
    private final Predicate<String> languages;

    private Recipients recipients;
    private byte @Nullable [] seen;
    private Instant checked;
    private @Nullable String problem;

    /**
     * Reads the file.
     *
     * @param clock tells when the next look at the file is due
     * @param languages whether there are templates in a language
     * @throws RecipientsException if it is missing, cannot be read or is broken
     */
    public RecipientsFile(Path file, Clock clock, Predicate<String> languages) throws RecipientsException {
        this.file = file;
        this.clock = clock;
        this.languages = languages;
        this.checked = clock.instant();
        byte[] bytes = RecipientsReader.bytes(file);
        this.recipients = RecipientsReader.parse(file, bytes, languages);
        this.seen = bytes;
        warn();
    }

    /** Who is mailed about this event, by the last good version of the file. See {@link Recipients#addressees}. */
    public List<Addressee> addressees(CallbackEvent event, CallbackContent body) {
        return current().addressees(event, body);
    }

    /** What is wrong with the file as it lies there now, without anyone's address in it; empty if nothing is. */
    public synchronized Optional<String> problem() {
        current();
        return Optional.ofNullable(problem);
    }

    /**
     * What mails are decided by.
     *
     * @param recipients the last good version of the file
     * @param problem what is wrong with the file as it lies there now, a line each, without anyone's address in it;
     *     null if nothing is, so that it is the version in use
     */
    public record InUse(Recipients recipients, @Nullable String problem) {}

    /** What mails are decided by now. */
    public synchronized InUse inUse() {
        return new InUse(current(), problem);
    }

    private synchronized Recipients current() {
        Instant now = clock.instant();
        if (Duration.between(checked, now).abs().compareTo(BETWEEN_CHECKS) >= 0) {
            checked = now;
            check();
        }
        return recipients;
    }

    /**
     * Compares the content, not the time stamp: two edits within the file system's clock tick, a time stamp that a copy
     * carried along, or a rename over the file are all noticed so, and the file is small.
     */
    private void check() {
        byte @Nullable [] before = seen;
        seen = null;
        try {
            byte[] bytes = RecipientsReader.bytes(file);
            seen = bytes;
            if (!Arrays.equals(bytes, before)) {
                recipients = RecipientsReader.parse(file, bytes, languages);
                problem = null;
                LOG.info("{} was read again and is in use", file);
                warn();
            }
        } catch (RecipientsException e) {
            String now = String.join("\n", e.problems());
            boolean toldBefore = seen == null && now.equals(problem);
            problem = now;
            if (!toldBefore) {
                LOG.error("{} is broken, the last good version stays in use:\n{}", file, problem);
            }
        }
    }

    private void warn() {
        recipients.warnings().stream().limit(MOST_WARNINGS).forEach(LOG::warn);
        if (recipients.warnings().size() > MOST_WARNINGS) {
            LOG.warn(
                    "{}: and {} more warnings; ./live-callbacks recipients show lists them",
                    file,
                    recipients.warnings().size() - MOST_WARNINGS);
        }
    }
}
