package livecallbacks.broker;

import java.io.Serial;

/** The broker did not start or stop; the message says which one and why, for an operator. */
public final class BrokerException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    BrokerException(String message) {
        super(message);
    }

    BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
