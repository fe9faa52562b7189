package livecallbacks.check;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import livecallbacks.archive.CreateOnly;
import livecallbacks.check.Finding.Area;
import livecallbacks.config.Settings;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bucket, with the rights that the archive needs: puts one object twice, gets it, lists it, and deletes it if that
 * is allowed. It has always the same key, so that no more than one ever stays behind; its name begins with an
 * underscore, which those who query the archive pass over.
 */
final class BucketCheck implements AreaCheck {

    static final String KEY = "callbacks/_check/live-callbacks.txt";
    static final String RECEIPT = "receipts/_check/live-callbacks.txt";

    private static final String METADATA = "event-id";

    private final Settings.Archive archive;
    private final Supplier<S3Client> clients;
    private final Clock clock;
    private final ServerTime time;

    /**
     * @param clients makes the client as the service has it
     * @param clock for what is written
     * @param time is told the times of the answers
     */
    BucketCheck(Settings.Archive archive, Supplier<S3Client> clients, Clock clock, ServerTime time) {
        this.archive = archive;
        this.clients = clients;
        this.clock = clock;
        this.time = time;
    }

    @Override
    public Area area() {
        return Area.BUCKET;
    }

    @Override
    public List<Finding> findings() {
        Findings findings = new Findings(area());
        try (S3Client s3 = clients.get()) {
            Instant now = clock.instant();
            String first = "The first of two texts of live-callbacks check, " + now + "\n";
            Boolean created = put(s3, first, "put", findings);
            if (created != null) {
                Boolean again = put(s3, "The second of two texts, " + now + "\n", "put again", findings);
                if (again != null) {
                    judge(again, findings);
                }
                get(s3, created, first, again, findings);
                list(s3, findings);
                if (archive.receipts()) {
                    putReceipt(s3, findings);
                }
                delete(s3, findings);
            }
        } catch (IllegalArgumentException | SdkException e) {
            // The message may hold what was given.
            findings.fault(
                    Spot.NOWHERE,
                    "archive.endpoint",
                    "no client can be made for it (" + e.getClass().getSimpleName() + ")",
                    "check archive.endpoint and archive.region");
        }
        return findings.list();
    }

    /** Whether the object was created; null if the store did not take the request. */
    private @Nullable Boolean put(S3Client s3, String text, String what, Findings findings) {
        Instant asked = clock.instant();
        try {
            var answer = s3.putObject(
                    put -> put.bucket(archive.bucket())
                            .key(KEY)
                            .contentType("text/plain")
                            .metadata(Map.of(METADATA, "check")),
                    RequestBody.fromString(text));
            time.answered(asked, answer.sdkHttpResponse(), clock.instant());
            return true;
        } catch (S3Exception e) {
            time.answered(asked, e, clock.instant());
            if (!archive.createOnly().equals("none") && CreateOnly.alreadyArchived(e)) {
                return false;
            }
            StoreFaults.add(findings, archive, what, "s3:PutObject", e);
        } catch (SdkException e) {
            StoreFaults.add(findings, archive, e);
        }
        return null;
    }

    private void judge(boolean overwritten, Findings findings) {
        String mode = "archive.create-only=" + archive.createOnly();
        if (archive.createOnly().equals("none")) {
            findings.note("a second copy of an event replaces the first (" + mode + ")");
        } else if (overwritten) {
            findings.fault(
                    Spot.NOWHERE,
                    "archive.create-only",
                    "the store does not honour " + archive.createOnly()
                            + ": a second put of the same key replaced the first",
                    archive.createOnly().equals("cos")
                            ? "COS honours it in buckets without versions only; else use if-none-match or none"
                            : "use cos for Tencent COS, none for a store that has nothing of the kind; docs/stores.md");
        } else {
            findings.note("the store refuses a second copy of an event, and the first one stays (" + mode + ")");
        }
    }

    private void get(S3Client s3, boolean created, String first, @Nullable Boolean overwritten, Findings findings) {
        try {
            ResponseBytes<GetObjectResponse> object =
                    s3.getObjectAsBytes(get -> get.bucket(archive.bucket()).key(KEY));
            String text = object.asString(StandardCharsets.UTF_8);
            boolean ours = created && !Boolean.TRUE.equals(overwritten) && overwritten != null;
            if (ours && !text.equals(first)) {
                findings.fault(
                        Spot.NOWHERE,
                        "archive.bucket",
                        "what was got is not what was put",
                        "archive.checksums=when-required helps where a store does not understand the SDK's own");
            }
            if (!object.response().metadata().containsKey(METADATA)) {
                findings.warning(
                        Spot.NOWHERE,
                        "archive.bucket",
                        "the store keeps no metadata, so an event that reaches two instances can be mailed by both",
                        "use a store that does, or one instance");
            }
        } catch (S3Exception e) {
            StoreFaults.add(findings, archive, "get", "s3:GetObject", e);
        } catch (SdkException e) {
            StoreFaults.add(findings, archive, e);
        }
    }

    private void list(S3Client s3, Findings findings) {
        try {
            s3.listObjectsV2(list ->
                    list.bucket(archive.bucket()).prefix("callbacks/_check/").maxKeys(1));
        } catch (S3Exception e) {
            StoreFaults.add(findings, archive, "list", "s3:ListBucket", e);
        } catch (SdkException e) {
            StoreFaults.add(findings, archive, e);
        }
    }

    private void putReceipt(S3Client s3, Findings findings) {
        try {
            s3.putObject(
                    put -> put.bucket(archive.bucket()).key(RECEIPT).contentType("text/plain"),
                    RequestBody.fromString("A text of live-callbacks check\n"));
        } catch (S3Exception e) {
            if (!CreateOnly.alreadyArchived(e)) {
                StoreFaults.add(findings, archive, "put, under receipts/,", "s3:PutObject", e);
            }
        } catch (SdkException e) {
            StoreFaults.add(findings, archive, e);
        }
    }

    /** The service needs no right to delete, so it is no fault if there is none. */
    private void delete(S3Client s3, Findings findings) {
        try {
            s3.deleteObject(delete -> delete.bucket(archive.bucket()).key(KEY));
            if (archive.receipts()) {
                s3.deleteObject(delete -> delete.bucket(archive.bucket()).key(RECEIPT));
            }
            findings.note("put, get and list work; the object of this check is deleted again");
        } catch (SdkException e) {
            findings.note("s3://" + archive.bucket() + "/" + KEY
                    + " stays, because we may not delete; it is always the same one, and no query finds it");
        }
    }
}
