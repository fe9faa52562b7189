package livecallbacks.check;

import java.time.Duration;
import java.util.List;
import livecallbacks.check.Finding.Area;

/**
 * The clock of this machine against that of the archive's store. Signatures of callbacks and of requests to S3 hold for
 * minutes: from 15 minutes on S3 refuses everything, and callbacks are refused or taken for too long before that.
 */
final class ClockCheck implements AreaCheck {

    static final Duration WARNED = Duration.ofSeconds(30);
    static final Duration WRONG = Duration.ofMinutes(5);

    private static final String REMEDY = "set the clock of this machine, by NTP (timedatectl set-ntp true)";

    private final ServerTime time;

    /** @param time known when the bucket has been looked at */
    ClockCheck(ServerTime time) {
        this.time = time;
    }

    @Override
    public Area area() {
        return Area.CLOCK;
    }

    @Override
    public List<Finding> findings() {
        Findings findings = new Findings(area());
        if (time.ahead().isEmpty()) {
            findings.note("not compared, because no answer of the store has told its time");
            return findings.list();
        }
        Duration ahead = time.ahead().get();
        Duration off = ahead.abs();
        String text = "this machine's clock is " + off.toSeconds() + " s "
                + (ahead.isNegative() ? "behind" : "ahead of") + " the store's";
        if (off.compareTo(WRONG) > 0) {
            findings.fault(Spot.NOWHERE, null, text, REMEDY);
        } else if (off.compareTo(WARNED) > 0) {
            findings.warning(Spot.NOWHERE, null, text, REMEDY);
        } else {
            findings.note(off.toSeconds() == 0 ? "this machine's clock is that of the store, to the second" : text);
        }
        return findings.list();
    }
}
