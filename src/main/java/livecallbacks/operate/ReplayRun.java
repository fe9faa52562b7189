package livecallbacks.operate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import livecallbacks.archive.ArchivedObjects.Query;
import org.jspecify.annotations.Nullable;

/**
 * One replay and how far it has come; kept in a file, so that it can go on after an interruption.
 *
 * @param id names it, and tells its mails from those of any other run
 * @param plan what is replayed, and whereto
 * @param lastKey the last key that was sent or skipped; null before the first one
 * @param sent how many so far
 * @param skipped how many so far
 * @param finished whether there is nothing left
 */
public record ReplayRun(String id, Plan plan, @Nullable String lastKey, long sent, long skipped, boolean finished) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /**
     * What is replayed, and whereto.
     *
     * @param sources names; empty for all
     * @param eventTypes numbers; empty for all
     * @param stream glob over the stream's id; null for all
     * @param from ISO instant; null for the beginning
     * @param until ISO instant, the first one that is too late; null for no end
     * @param prefix what the keys begin with: empty, or ending with a slash
     * @param bucket that the objects go to; null to notify instead
     * @param folder what the keys there begin with: empty, or ending with a slash; null to notify instead
     * @param marked whether the mails say that they are repeated
     */
    public record Plan(
            List<String> sources,
            List<Integer> eventTypes,
            @Nullable String stream,
            @Nullable String from,
            @Nullable String until,
            String prefix,
            @Nullable String bucket,
            @Nullable String folder,
            boolean marked) {

        /** The queue that the messages go to. */
        @JsonIgnore
        public String queue() {
            return bucket == null ? ReplayMessages.NOTIFY : ReplayMessages.ARCHIVE;
        }

        /** What to list of the archive; the glob has to be looked at besides. */
        public Query query() {
            String glob = stream == null ? "" : stream;
            return new Query(
                    new HashSet<>(sources),
                    new HashSet<>(eventTypes),
                    from == null ? null : Instant.parse(from),
                    until == null ? null : Instant.parse(until),
                    glob.split("[*?]", 2)[0]);
        }
    }

    /** A run that has not begun, under an id of its own. */
    public static ReplayRun of(Plan plan, Clock clock) {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        return new ReplayRun(
                TIME.format(clock.instant()) + "-" + HexFormat.of().formatHex(random), plan, null, 0, 0, false);
    }

    /** The run after one more key. */
    ReplayRun after(String key, boolean wasSent) {
        return new ReplayRun(id, plan, key, sent + (wasSent ? 1 : 0), skipped + (wasSent ? 0 : 1), false);
    }

    /** The run when there is nothing left. */
    ReplayRun end() {
        return new ReplayRun(id, plan, lastKey, sent, skipped, true);
    }
}
