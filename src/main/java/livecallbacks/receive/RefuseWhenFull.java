package livecallbacks.receive;

import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The bean {@code refuseWhenFull}: says no while there is no room on the disk. The broker itself would let the sender
 * wait until there is, and every other request behind it.
 */
public final class RefuseWhenFull implements Processor {

    private final BooleanSupplier full;
    private final Refusals refusals;

    /**
     * A gate.
     *
     * @param full whether there is no room now; asked with every callback, so it has to answer at once
     * @param refusals counts what is refused here
     */
    public RefuseWhenFull(BooleanSupplier full, Refusals refusals) {
        this.full = full;
        this.refusals = refusals;
    }

    /**
     * Lets the callback pass, or not.
     *
     * @throws Refusal with a 503 while there is no room
     */
    @Override
    public void process(Exchange exchange) throws Refusal {
        if (full.getAsBoolean()) {
            refusals.count(Intake.NO_SOURCE, Refusal.Cause.NO_ROOM);
            throw new Refusal(Refusal.Cause.NO_ROOM);
        }
    }
}
