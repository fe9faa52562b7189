package livecallbacks.archive;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bean {@code alreadyArchived}: whether what the store answered to a put means that the object is there already.
 */
public final class AlreadyArchived implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        S3Exception answer = exchange.getException(S3Exception.class);
        return answer != null && CreateOnly.alreadyArchived(answer);
    }
}
