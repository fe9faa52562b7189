package livecallbacks.archive;

import java.util.LinkedHashMap;
import java.util.Map;
import livecallbacks.event.CallbackEvent;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;

/** The bean {@code describeObject}: gives the object about to be put its content type and user metadata. */
public final class DescribeObject implements Processor {

    static final String EVENT_ID = "event-id";
    static final String RECEIVED_AT = "received-at";

    @Override
    public void process(Exchange exchange) {
        CallbackEvent event = CallbackEvent.fromHeaders(exchange.getMessage().getHeaders());
        exchange.getMessage().setHeader(AWS2S3Constants.CONTENT_TYPE, "application/json");
        exchange.getMessage().setHeader(AWS2S3Constants.METADATA, metadata(event));
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
        return metadata;
    }

    /** The time of receipt as the metadata have it: ISO 8601, UTC, to the millisecond that a message keeps. */
    static String receivedAt(CallbackEvent event) {
        return event.receivedAt().toString();
    }
}
