package livecallbacks.event;

import java.io.Serial;

/**
 * A message of the broker is none that this version can read, and never will be: another version or somebody else wrote
 * it. To try again is no use.
 */
public final class UnreadableMessageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Says what cannot be read, without any of the message's values. */
    public UnreadableMessageException(String message) {
        super(message);
    }
}
