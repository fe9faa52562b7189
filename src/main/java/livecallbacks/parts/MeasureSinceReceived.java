package livecallbacks.parts;

import java.util.Map;
import livecallbacks.event.SinceReceived;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The beans {@code sinceReceivedTillArchived} and {@code sinceReceivedTillMailed}: measure each message that comes by,
 * by its headers.
 */
public final class MeasureSinceReceived implements Processor {

    private final SinceReceived timer;

    /** Measures with this timer. */
    public MeasureSinceReceived(SinceReceived timer) {
        this.timer = timer;
    }

    @Override
    public void process(Exchange exchange) {
        measure(exchange.getMessage().getHeaders());
    }

    /** The same for a route that hands over the headers, as {@code method: measure(${headers})}. */
    public void measure(Map<String, Object> headers) {
        timer.measure(headers);
    }
}
