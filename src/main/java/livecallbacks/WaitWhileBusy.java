package livecallbacks;

import java.time.Duration;
import java.util.function.IntSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The bean {@code waitWhileBusy}: what is acknowledged lets what is not go first. While many callbacks wait for their
 * answer, each step behind this one is put off for a moment, so that it goes on all the time, but slowly.
 */
public final class WaitWhileBusy implements Processor {

    private final IntSupplier waiting;
    private final int many;
    private final Duration moment;

    /**
     * Lets others go first.
     *
     * @param waiting how many callbacks wait for their answer now
     * @param many so many are many
     * @param moment how long it is put off
     */
    public WaitWhileBusy(IntSupplier waiting, int many, Duration moment) {
        this.waiting = waiting;
        this.many = many;
        this.moment = moment;
    }

    /** Returns at once, or after the moment. */
    @Override
    public void process(Exchange exchange) throws InterruptedException {
        if (waiting.getAsInt() >= many) {
            Thread.sleep(moment.toMillis());
        }
    }
}
