package livecallbacks.parts;

import java.util.HashMap;
import java.util.Map;
import javax.lang.model.SourceVersion;
import livecallbacks.broker.Completion;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * The beans {@code storeCallback} and {@code storeMail}: the message goes into a queue of the broker, outside of any
 * transaction, and the route goes on when it is on disk, or fails if it may not be. No thread of this step waits for
 * the disk in between, and what is stored at the same time shares a sync. A {@code _AMQ_DUPL_ID} that the broker knows
 * makes it drop the message, which is then stored all the same.
 */
public final class StoreMessage extends AsyncProcessorSupport {

    /** Where messages are kept. */
    @FunctionalInterface
    public interface Store {

        /**
         * Keeps one.
         *
         * @param properties of the message, its duplicate id among them
         * @param body is kept byte for byte
         * @param stored told once what came of it
         */
        void keep(Map<String, Object> properties, byte[] body, Completion stored);
    }

    private final Store store;

    /** Keeps messages there. */
    public StoreMessage(Store store) {
        this.store = store;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        store.keep(properties(exchange.getMessage().getHeaders()), body, failure -> {
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
