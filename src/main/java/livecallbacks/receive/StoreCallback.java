package livecallbacks.receive;

import java.util.HashMap;
import java.util.Map;
import javax.lang.model.SourceVersion;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code storeCallback}: goes on when the callback is on disk, in the queue {@code callbacks.received}, and
 * fails if it may not be. No thread waits for the disk in between.
 */
public final class StoreCallback extends AsyncProcessorSupport {

    /** Where callbacks are kept. */
    @FunctionalInterface
    public interface Store {

        /**
         * Keeps one.
         *
         * @param headers of the event, and its duplicate id
         * @param body the bytes as they came
         * @param stored told once what came of it
         */
        void keep(Map<String, Object> headers, byte[] body, Stored stored);
    }

    /** Hears what came of a callback. */
    @FunctionalInterface
    public interface Stored {

        /** Null if it is on disk, else why it may not be. */
        void done(@Nullable Exception failure);
    }

    private final Store store;
    private final Rush rush;

    /** Keeps callbacks there, and lets {@code rush} know how many wait. */
    public StoreCallback(Store store, Rush rush) {
        this.store = store;
        this.rush = rush;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        rush.enter();
        store.keep(properties(exchange.getMessage().getHeaders()), body, failure -> {
            rush.leave();
            if (failure != null) {
                exchange.setException(failure);
            }
            callback.done(false);
        });
        return false;
    }

    /** What a message can carry; a step of yours may have set headers that it cannot. */
    private static Map<String, Object> properties(Map<String, Object> headers) {
        Map<String, Object> properties = new HashMap<>();
        headers.forEach((name, value) -> {
            if ((value instanceof String
                            || value instanceof Boolean
                            || value instanceof Integer
                            || value instanceof Long)
                    && SourceVersion.isIdentifier(name)) {
                properties.put(name, value);
            }
        });
        return properties;
    }
}
