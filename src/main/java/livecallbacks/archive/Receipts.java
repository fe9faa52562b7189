package livecallbacks.archive;

import java.util.ArrayList;
import java.util.List;
import livecallbacks.event.Receipt;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The receipts in the bucket, found by the key of their callback, as the route {@code receipts} names them. */
public final class Receipts {

    private static final String PREFIX = "receipts/";
    private static final String ENDING = ".json";

    private final S3Client s3;
    private final String bucket;
    private final String callbacks;

    /**
     * Reads a bucket.
     *
     * @param callbacks what the keys of the callbacks begin with, and those of their receipts do not
     */
    public Receipts(S3Client s3, String bucket, String callbacks) {
        this.s3 = s3;
        this.bucket = bucket;
        this.callbacks = callbacks;
    }

    /**
     * What was found.
     *
     * @param receipts in the order of time
     * @param more how many there are besides, earlier ones
     */
    public record Found(List<Receipt> receipts, int more) {}

    /**
     * The newest receipts of a callback. What is none is passed over.
     *
     * @param most how many of them are got
     * @throws software.amazon.awssdk.core.exception.SdkException if the store does not answer or refuses
     */
    public Found of(ArchiveKey callback, int most) {
        String key = callback.key();
        String start = PREFIX + key.substring(callbacks.length(), key.length() - ENDING.length()) + "-";
        List<String> keys = keys(start);
        int more = Math.max(0, keys.size() - most);
        List<Receipt> receipts = new ArrayList<>();
        for (String each : keys.subList(more, keys.size())) {
            try {
                Receipt.parse(s3.getObjectAsBytes(GetObjectRequest.builder()
                                        .bucket(bucket)
                                        .key(each)
                                        .build())
                                .asByteArrayUnsafe())
                        .ifPresent(receipts::add);
            } catch (NoSuchKeyException e) {
                // A rule of the bucket has just removed it.
            }
        }
        return new Found(receipts, more);
    }

    private List<String> keys(String start) {
        List<String> keys = new ArrayList<>();
        boolean more = true;
        while (more) {
            String marker = keys.isEmpty() ? null : keys.get(keys.size() - 1);
            ListObjectsResponse page =
                    s3.listObjects(list -> list.bucket(bucket).prefix(start).marker(marker));
            page.contents().stream().map(S3Object::key).forEach(keys::add);
            more = Boolean.TRUE.equals(page.isTruncated()) && !page.contents().isEmpty();
        }
        return keys;
    }
}
