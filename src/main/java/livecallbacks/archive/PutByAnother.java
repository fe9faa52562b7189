package livecallbacks.archive;

import java.util.Map;
import livecallbacks.event.CallbackEvent;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bean {@code putByAnother}, asked after a put: whether the object was there already and is that of another copy of
 * this callback, so that there is nothing left to do. Only then does it ask the store.
 */
public final class PutByAnother implements Predicate {

    private static final Logger LOG = LoggerFactory.getLogger(PutByAnother.class);

    private final S3Client s3;
    private final String bucket;

    /**
     * A question to one bucket.
     *
     * @param s3 the caller closes it
     * @param bucket unless the message names another one, as {@code aws2-s3} reads it
     */
    public PutByAnother(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * Asks.
     *
     * @throws S3Exception if the store does not say what it has: a later attempt may learn it
     * @throws livecallbacks.event.UnreadableMessageException if the object is another event's
     */
    @Override
    public boolean matches(Exchange exchange) {
        if (!(exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof S3Exception answer)
                || !CreateOnly.alreadyArchived(answer)) {
            return false;
        }
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        String key = exchange.getMessage().getHeader(AWS2S3Constants.KEY, String.class);
        String where = exchange.getMessage().getHeader(AWS2S3Constants.OVERRIDE_BUCKET_NAME, bucket, String.class);
        CallbackEvent event = CallbackEvent.fromHeaders(headers);
        Map<String, String> metadata =
                s3.headObject(head -> head.bucket(where).key(key)).metadata();
        FirstCopy first = FirstCopy.of(event, DescribeObject.receipt(exchange), metadata);
        if (first == FirstCopy.UNKNOWN) {
            LOG.warn(
                    "The store keeps no metadata, so it is not known whose copy of eventId={} was first; if it was"
                            + " another instance's, people are mailed twice",
                    event.eventId());
        }
        return first == FirstCopy.ANOTHER;
    }
}
