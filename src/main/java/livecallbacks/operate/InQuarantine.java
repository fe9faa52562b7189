package livecallbacks.operate;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.BiConsumer;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.receive.QuarantineFolder;
import livecallbacks.receive.QuarantinedCallback;
import livecallbacks.receive.Refusal;
import livecallbacks.receive.VerifyAgain;
import org.jspecify.annotations.Nullable;

/** The quarantine as people look at it and let callbacks out of it. The service goes on filling it meanwhile. */
public final class InQuarantine {

    private final QuarantineFolder folder;

    /** What lies in this folder. */
    public InQuarantine(QuarantineFolder folder) {
        this.folder = folder;
    }

    /**
     * One callback with what it says of itself.
     *
     * @param body as it came
     * @param claimed the event that it would be; null if its form is none that this version reads
     */
    @SuppressWarnings("ArrayRecordComponent") // It is shown and never compared.
    public record Found(
            QuarantinedCallback callback,
            byte[] body,
            @Nullable CallbackEvent claimed) {

        /** What people call the event, {@code -} if the body names none. */
        public String event() {
            return claimed == null ? "-" : EventNames.of(claimed.eventType());
        }

        /** The stream as sent, {@code -} if the body names none. */
        public String stream() {
            return claimed == null || claimed.streamId() == null ? "-" : claimed.streamId();
        }
    }

    /**
     * Everything in it, oldest first.
     *
     * @throws IOException if a folder cannot be read
     */
    public List<QuarantinedCallback> list() throws IOException {
        return folder.list();
    }

    /**
     * One callback with its body.
     *
     * @return null if the service or somebody else has taken it away meanwhile
     * @throws IOException if it cannot be read
     */
    public @Nullable Found find(QuarantinedCallback callback) throws IOException {
        byte[] body;
        try {
            body = folder.read(callback);
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            return new Found(callback, body, VerifyAgain.claimed(callback, body));
        } catch (Refusal formless) {
            return new Found(callback, body, null);
        }
    }

    /** Whether a callback may go on, such as {@link VerifyAgain#verified} or {@link VerifyAgain#vouchedFor}. */
    public interface Judge {
        /**
         * The event that goes on.
         *
         * @throws Refusal why the callback stays
         */
        CallbackEvent judge(QuarantinedCallback callback, byte[] body) throws Refusal;
    }

    /** Where a callback goes that may go on, such as {@link ReceivedQueue#put}. */
    public interface Destination {
        /**
         * Takes it; when this returns, the quarantine need not keep it any more.
         *
         * @throws JMSException if the broker does not take it
         */
        void put(CallbackEvent event, byte[] body) throws JMSException;
    }

    /**
     * Lets those go on that are good, in this order.
     *
     * @param destination null to try only: nothing is sent, and all stay
     * @param stays is told of each that is not good
     * @param released is told of each that is
     * @throws JMSException if the broker does not take one; those before it have gone
     * @throws IOException if one cannot be read or deleted
     */
    public void release(
            List<QuarantinedCallback> wanted,
            Judge judge,
            @Nullable Destination destination,
            BiConsumer<Found, Refusal> stays,
            Runnable released)
            throws JMSException, IOException {
        for (QuarantinedCallback callback : wanted) {
            Found found = find(callback);
            if (found == null) {
                continue;
            }
            CallbackEvent event;
            try {
                event = judge.judge(callback, found.body());
            } catch (Refusal refusal) {
                stays.accept(found, refusal);
                continue;
            }
            if (destination != null) {
                destination.put(event, found.body());
                // After the send: killed in between, it is released again, and the broker knows it.
                folder.delete(callback);
            }
            released.run();
        }
    }

    /**
     * Removes one for good.
     *
     * @return false if it was gone already
     * @throws IOException if it cannot be deleted
     */
    public boolean drop(QuarantinedCallback callback) throws IOException {
        return folder.delete(callback);
    }
}
