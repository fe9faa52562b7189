package livecallbacks.receive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Notices what strangers do not do: that not one callback of a source is right, for a while, and always for the same
 * reason. Then the key or a clock is likely to be wrong, and the operator is told.
 */
final class OperatorHints {

    /** So few wrong ones in a row can be anybody's. */
    private static final int ENOUGH = 5;

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);
    private static final Duration QUIET = Duration.ofHours(1);

    /** The sender repeats a callback, with the same time, for about 12 minutes. */
    private static final long SAME_WITHIN_SECONDS = 900;

    /** The sender's callbacks expire this long after they are made. */
    private static final long VALID_SECONDS = 600;

    private enum Kind {
        SIGN,
        CLOCK
    }

    /** What has come since the last right one. */
    private record Row(
            Kind kind,
            Instant since,
            int count,
            long leastLate,
            long mostLate,
            @Nullable Instant told) {}

    private final Clock clock;
    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    OperatorHints(Clock clock) {
        this.clock = clock;
    }

    /** A callback of this source was right. */
    void taken(String source) {
        rows.remove(source);
    }

    /**
     * A callback of this source was refused.
     *
     * @return a sentence for the operator, if there is reason to say it now
     */
    Optional<String> refused(String source, Refusal refusal) {
        Kind kind = kindOf(refusal.reason());
        if (kind == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        long late = refusal.secondsLate();
        Row row = rows.merge(
                source,
                new Row(kind, now, 1, late, late, null),
                (before, one) -> before.kind() != kind
                        ? one
                        : new Row(
                                kind,
                                before.since(),
                                before.count() + 1,
                                Math.min(before.leastLate(), late),
                                Math.max(before.mostLate(), late),
                                before.told()));
        boolean reason = row.count() >= ENOUGH
                && !now.isBefore(row.since().plus(LONG_ENOUGH))
                && (kind == Kind.SIGN || row.mostLate() - row.leastLate() <= SAME_WITHIN_SECONDS)
                && (row.told() == null || now.isAfter(row.told().plus(QUIET)));
        // Of two that come at once only one replaces the row.
        boolean tell = reason
                && rows.replace(
                        source, row, new Row(kind, row.since(), row.count(), row.leastLate(), row.mostLate(), now));
        return tell ? Optional.of(sentence(source, row, now)) : Optional.empty();
    }

    private static @Nullable Kind kindOf(Refusal.Cause cause) {
        return switch (cause) {
            case SIGN_WRONG -> Kind.SIGN;
            case EXPIRED, T_TOO_FAR_AHEAD -> Kind.CLOCK;
            default -> null;
        };
    }

    private static String sentence(String source, Row row, Instant now) {
        String all = "All " + row.count() + " callbacks of source " + source + " in the last "
                + Math.max(1, Duration.between(row.since(), now).toMinutes()) + " min ";
        if (row.kind() == Kind.SIGN) {
            return all + "had a wrong sign: is callbacks." + source + ".keys the callback key of the sender's template?"
                    + " Once it is, ./live-callbacks quarantine release takes what was refused. (Or a stranger has"
                    + " found the URL.)";
        }
        long off = (row.leastLate() + row.mostLate()) / 2 + VALID_SECONDS;
        return all + "were rightly signed and out of time by about the same: is this machine's clock, which is at "
                + now
                + ", about " + Math.abs(off) / 60 + " min " + (off < 0 ? "slow" : "fast")
                + "? Once it is right, ./live-callbacks quarantine release --override takes what was refused.";
    }
}
