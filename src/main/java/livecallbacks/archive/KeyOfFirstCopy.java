package livecallbacks.archive;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livecallbacks.event.CallbackEvent;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The bean {@code keyOfFirstCopy}: for an event that does not say when it happened, finds the object that another
 * attempt of the sender's, with another {@code t}, has become already, and puts this copy under the same key, where the
 * store says that it is there. Two instances that get such copies within one second can still make two objects: the
 * look and the put are two steps.
 */
public final class KeyOfFirstCopy implements Processor {

    private static final Pattern DATE = Pattern.compile("(?<=/date=)[0-9]{4}-[0-9]{2}-[0-9]{2}(?=/)");

    private final S3Client s3;
    private final String bucket;

    /**
     * A look into one bucket.
     *
     * @param s3 the caller closes it
     * @param bucket unless the message names another one, as {@code aws2-s3} reads it
     */
    public KeyOfFirstCopy(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * In: the key that the route made, as {@code CamelAwsS3Key}. Out: the same, or that of the copy that is there: one
     * beside it, or under the day before or after, whose name ends alike, with the start of the event's id.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if the store does not answer
     */
    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        if (!message.getHeader(CallbackEvent.UNDATED, false, Boolean.class)) {
            return;
        }
        String key = Objects.requireNonNull(message.getHeader(AWS2S3Constants.KEY, String.class), "no key yet");
        String where = message.getHeader(AWS2S3Constants.OVERRIDE_BUCKET_NAME, bucket, String.class);
        String ending = ending(key);
        folders(key).stream()
                .flatMap(folder -> in(where, folder, ending).stream())
                .findFirst()
                .ifPresent(first -> message.setHeader(AWS2S3Constants.KEY, first));
    }

    private Optional<String> in(String where, String folder, String ending) {
        return s3.listObjectsV2Paginator(list -> list.bucket(where).prefix(folder)).contents().stream()
                .map(S3Object::key)
                .filter(key -> key.endsWith(ending))
                .findFirst();
    }

    /** From the last hyphen on, which stands before the start of the event's id. */
    static String ending(String key) {
        return key.substring(key.lastIndexOf('-'));
    }

    /** The key's own folder first, then those of the neighbouring days if it names a day. */
    static List<String> folders(String key) {
        String folder = key.substring(0, key.lastIndexOf('/') + 1);
        List<String> folders = new ArrayList<>(List.of(folder));
        Matcher date = DATE.matcher(folder);
        if (date.find()) {
            try {
                LocalDate day = LocalDate.parse(date.group());
                folders.add(date.replaceFirst(day.minusDays(1).toString()));
                folders.add(date.replaceFirst(day.plusDays(1).toString()));
            } catch (DateTimeException e) {
                // A folder that only looks like a day.
            }
        }
        return folders;
    }
}
