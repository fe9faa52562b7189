package livecallbacks.receive;

import java.time.Clock;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * The bean {@code nameForQuarantine}: replaces all headers of a refused request by the name of the file that it is to
 * be kept in. A header of the request that got past here could choose another file.
 */
public final class NameForQuarantine implements Processor {

    private final Clock clock;

    /** The clock tells when it was received, which is now. */
    public NameForQuarantine(Clock clock) {
        this.clock = clock;
    }

    /** For what {@link QuarantineGate#keeps} said yes to. */
    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        Refusal refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Refusal.class);
        QuarantinedCallback callback = QuarantinedCallback.of(
                Objects.requireNonNull(refusal.mayBeFrom()),
                clock.instant(),
                refusal.reason(),
                message.getBody(byte[].class));
        message.removeHeaders("*");
        message.setHeader(Exchange.FILE_NAME, callback.path());
    }

    /** The callback that was given this name. */
    static QuarantinedCallback named(String name) {
        QuarantinedCallback callback = QuarantinedCallback.ofPath(name);
        if (callback == null) {
            throw new IllegalStateException("The message has no name for quarantine; nameForQuarantine gives it one");
        }
        return callback;
    }
}
