package livecallbacks.receive;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** The bean {@code keepInQuarantine}: whether a request that was refused is to be kept, because it may be real. */
public final class KeepInQuarantine implements Predicate {

    private final QuarantineGate gate;

    public KeepInQuarantine(QuarantineGate gate) {
        this.gate = gate;
    }

    /** For an exchange whose exception is a refusal and whose body is still the request's. */
    @Override
    public boolean matches(Exchange exchange) {
        Refusal refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Refusal.class);
        return refusal != null
                && exchange.getMessage().getBody() instanceof byte[] body
                && gate.takes(refusal, body.length);
    }
}
