package livecallbacks.receive;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The bean {@code countKept}: counts a refused callback that is in quarantine now. */
public final class CountKept implements Processor {

    private final QuarantineGate gate;

    public CountKept(QuarantineGate gate) {
        this.gate = gate;
    }

    /** For a message that {@code nameForQuarantine} made, after it was written. */
    @Override
    public void process(Exchange exchange) {
        gate.countKept(NameForQuarantine.named(exchange));
    }
}
