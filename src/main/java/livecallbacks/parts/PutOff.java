package livecallbacks.parts;

import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/**
 * The bean {@code putOff}: for how many milliseconds a {@code delay} has to wait. Camel evaluates it as it is, while
 * for {@code method} it would look for the method and call it by reflection, for each message.
 */
public final class PutOff extends ExpressionAdapter {

    private final LongSupplier millis;

    /**
     * Asks each time.
     *
     * @param millis from 0 on
     */
    public PutOff(LongSupplier millis) {
        this.millis = millis;
    }

    @Override
    public Object evaluate(Exchange exchange) {
        return millis.getAsLong();
    }
}
