package livecallbacks.archive;

import java.util.LinkedHashMap;
import java.util.Map;
import livecallbacks.event.CallbackEvent;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.component.jms.JmsConstants;
import org.jspecify.annotations.Nullable;

/** The bean {@code describeObject}: gives the object about to be put its content type and user metadata. */
public final class DescribeObject implements Processor {

    static final String EVENT_ID = "event-id";
    static final String RECEIVED_AT = "received-at";

    /** The id of the message that brought the callback: no other copy of the event has it, in no broker. */
    static final String RECEIPT = "receipt";

    @Override
    public void process(Exchange exchange) {
        CallbackEvent event = CallbackEvent.fromHeaders(exchange.getMessage().getHeaders());
        exchange.getMessage().setHeader(AWS2S3Constants.CONTENT_TYPE, "application/json");
        Map<String, String> metadata = metadata(event);
        String receipt = receipt(exchange);
        if (receipt != null) {
            metadata.put(RECEIPT, receipt);
        }
        exchange.getMessage().setHeader(AWS2S3Constants.METADATA, metadata);
    }

    /** The metadata by name, all of it plain ASCII; times are ISO 8601 in UTC. */
    static Map<String, String> metadata(CallbackEvent event) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(EVENT_ID, event.eventId());
        metadata.put("source", event.source());
        metadata.put(RECEIVED_AT, receivedAt(event));
        metadata.put("late", Boolean.toString(event.late()));
        if (event.keyId() != null) {
            metadata.put("key-id", event.keyId());
        }
        if (event.release() != null) {
            metadata.put("release", event.release());
        }
        return metadata;
    }

    /** What tells this copy of the callback from all others; null if the message came from no broker. */
    static @Nullable String receipt(Exchange exchange) {
        return exchange.getMessage().getHeader(JmsConstants.JMS_HEADER_MESSAGE_ID, String.class);
    }

    /** The time of receipt as the metadata have it: ISO 8601, UTC, to the millisecond that a message keeps. */
    static String receivedAt(CallbackEvent event) {
        return event.receivedAt().toString();
    }
}
