package livecallbacks.archive;

import java.util.LinkedHashMap;
import java.util.Map;
import livecallbacks.event.CallbackEvent;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;

/** The bean {@code describeObject}: gives the object about to be put its content type and user metadata. */
public final class DescribeObject implements Processor {

    @Override
    public void process(Exchange exchange) {
        CallbackEvent event = CallbackEvent.fromHeaders(exchange.getMessage().getHeaders());
        exchange.getMessage().setHeader(AWS2S3Constants.CONTENT_TYPE, "application/json");
        exchange.getMessage().setHeader(AWS2S3Constants.METADATA, metadata(event));
    }

    /** The metadata by name, all of it plain ASCII; times are ISO 8601 in UTC. */
    static Map<String, String> metadata(CallbackEvent event) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("event-id", event.eventId());
        metadata.put("source", event.source());
        metadata.put("received-at", event.receivedAt().toString());
        metadata.put("late", Boolean.toString(event.late()));
        if (event.keyId() != null) {
            metadata.put("key-id", event.keyId());
        }
        if (event.release() != null) {
            metadata.put("release", event.release());
        }
        return metadata;
    }
}
