package livecallbacks.receive;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The bean {@code giveUpKeeping}: says and counts that a refused callback could not be kept. */
public final class GiveUpKeeping implements Processor {

    private final QuarantineGate gate;

    public GiveUpKeeping(QuarantineGate gate) {
        this.gate = gate;
    }

    /** For a message that {@code nameForQuarantine} made, with the exception that ended its way. */
    @Override
    public void process(Exchange exchange) {
        gate.giveUp(
                NameForQuarantine.named(exchange), exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }
}
