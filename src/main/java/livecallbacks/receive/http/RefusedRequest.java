package livecallbacks.receive.http;

import java.io.Serial;
import livecallbacks.receive.Refusal;

/** Marks a message on its way through the server as refused, and says why. */
final class RefusedRequest extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Refusal.Cause reason;

    /** Without a stack trace: refusing must stay cheap under a flood. */
    RefusedRequest(Refusal.Cause reason) {
        super(reason.text(), null, false, false);
        this.reason = reason;
    }

    /** Why. */
    Refusal.Cause reason() {
        return reason;
    }
}
