package livecallbacks;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The bean {@code waitWhileBusy}: what is acknowledged lets what is not go first. While callbacks come in a rush, each
 * step behind this one is put off for a moment, so that it goes on all the time, but slowly.
 */
public final class WaitWhileBusy implements Processor {

    private final BooleanSupplier busy;
    private final Duration moment;

    /**
     * Lets others go first.
     *
     * @param busy whether callbacks come in a rush now
     * @param moment how long it is put off
     */
    public WaitWhileBusy(BooleanSupplier busy, Duration moment) {
        this.busy = busy;
        this.moment = moment;
    }

    /** Returns at once, or after the moment. */
    @Override
    public void process(Exchange exchange) throws InterruptedException {
        if (busy.getAsBoolean()) {
            Thread.sleep(moment.toMillis());
        }
    }
}
