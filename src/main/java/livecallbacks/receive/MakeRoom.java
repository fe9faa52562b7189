package livecallbacks.receive;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.RuntimeCamelException;

/**
 * The bean {@code makeRoom}: takes the oldest out of quarantine where there is no room for one more. Says no if the
 * same bytes are there already.
 */
public final class MakeRoom implements Predicate {

    private final QuarantineGate gate;

    public MakeRoom(QuarantineGate gate) {
        this.gate = gate;
    }

    /** For a message that {@code nameForQuarantine} made. */
    @Override
    public boolean matches(Exchange exchange) {
        try {
            return gate.makeRoom(
                    NameForQuarantine.named(exchange), exchange.getMessage().getBody(byte[].class).length);
        } catch (IOException e) {
            throw new RuntimeCamelException(e);
        }
    }
}
