package livecallbacks.archive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;

/**
 * The bean {@code newlyArchived}: the last few callbacks that this instance has put into the bucket, which can be
 * looked at before a list of a large day has come to them. Safe for use by several threads.
 */
public final class NewlyArchived implements Processor {

    private static final int MOST = 500;

    private final String prefix;
    private final Deque<ArchiveKey> keys = new ArrayDeque<>();

    /** Of keys that begin so; what does not fit the layout behind that is passed over. */
    public NewlyArchived(String prefix) {
        this.prefix = prefix;
    }

    /** In: the message with which an object was put, its key as {@code CamelAwsS3Key}. */
    @Override
    public void process(Exchange exchange) {
        add(Objects.requireNonNull(exchange.getMessage().getHeader(AWS2S3Constants.KEY, String.class), "no key"));
    }

    /** An object was put, or was there already, under this key. */
    public void add(String key) {
        ArchiveKey parsed = ArchiveKey.parse(prefix, key);
        if (parsed != null) {
            synchronized (this) {
                keys.addFirst(parsed);
                if (keys.size() > MOST) {
                    keys.removeLast();
                }
            }
        }
    }

    /** At most 500 of them, the last one first; a key may be there twice. */
    public synchronized List<ArchiveKey> last() {
        return List.copyOf(keys);
    }
}
