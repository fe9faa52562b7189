package livecallbacks.archive;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The archived callbacks, found by what their keys say. Only the folders in question are listed, in the order of their
 * keys and with the first version of the list request, which every store has.
 */
public final class ArchivedObjects {

    private static final String SOURCE = "source=";
    private static final String EVENT_TYPE = "event_type=";
    private static final String DATE = "date=";
    private static final String STREAM = "stream_id=";

    /** Longer beginnings of a stream's id may have been cut in the key. */
    private static final int LONGEST_START = 100;

    private final S3Client s3;
    private final String bucket;
    private final String prefix;

    /**
     * Reads a bucket.
     *
     * @param prefix what the keys begin with: empty, or ending with a slash, such as {@code callbacks/}
     */
    public ArchivedObjects(S3Client s3, String bucket, String prefix) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /**
     * Which objects.
     *
     * @param sources names; empty for all
     * @param eventTypes numbers; empty for all
     * @param from the first moment; null for the beginning
     * @param until the first moment that is too late; null for no end
     * @param streamStart what the stream's id begins with; empty for anything
     */
    public record Query(
            Set<String> sources,
            Set<Integer> eventTypes,
            @Nullable Instant from,
            @Nullable Instant until,
            String streamStart) {

        private boolean mayHold(LocalDate day) {
            Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            return (from == null || from.isBefore(end)) && (until == null || until.isAfter(start));
        }

        private boolean holds(Instant time) {
            return (from == null || !time.isBefore(from)) && (until == null || time.isBefore(until));
        }
    }

    /** Who is told what is found, in the order of the keys. */
    public interface Visitor<E extends Exception> {

        /** An object that the query asks for, as far as its key tells; false ends the walk. */
        boolean found(ArchiveKey key) throws E;

        /** A key, or a folder that was not looked into (it ends with a slash), that does not fit the layout. */
        void misfit(String key) throws E;
    }

    /**
     * One archived callback.
     *
     * @param metadata the user's, by lower-case name; empty on stores that keep none
     * @param storedAt when it was put
     */
    @SuppressWarnings("ArrayRecordComponent") // It is handed on and never compared.
    public record Archived(byte[] body, Map<String, String> metadata, Instant storedAt) {}

    /**
     * Walks through the objects.
     *
     * @param after the key behind which to begin; null for the beginning
     * @throws software.amazon.awssdk.core.exception.SdkException if the store does not answer or refuses
     */
    public <E extends Exception> void walk(Query query, @Nullable String after, Visitor<E> visitor) throws E {
        Walk<E> walk = new Walk<>(after, visitor);
        List<String> sources = walk.folders(prefix, SOURCE, List.copyOf(query.sources()), name -> true);
        for (String source : sources) {
            List<String> types = query.eventTypes().stream()
                    .map(type -> Integer.toString(type))
                    .toList();
            for (String type : walk.folders(source, EVENT_TYPE, types, ArchivedObjects::isNumber)) {
                for (String day : walk.folders(type, DATE, List.of(), ArchivedObjects::isDay)) {
                    String date = day.substring(type.length() + DATE.length(), day.length() - 1);
                    if (query.mayHold(LocalDate.parse(date)) && !walk.objects(day + start(query), query)) {
                        return;
                    }
                }
            }
        }
    }

    /** What a key says; null if it does not fit the layout. */
    public @Nullable ArchiveKey key(String key) {
        return ArchiveKey.parse(prefix, key);
    }

    /**
     * Gets an object.
     *
     * @return null if it is no longer there
     * @throws software.amazon.awssdk.core.exception.SdkException if the store does not answer or refuses
     */
    public @Nullable Archived get(ArchiveKey key) {
        try {
            ResponseBytes<GetObjectResponse> object =
                    s3.getObjectAsBytes(get -> get.bucket(bucket).key(key.key()));
            return new Archived(
                    object.asByteArray(),
                    object.response().metadata(),
                    object.response().lastModified());
        } catch (NoSuchKeyException e) {
            return null;
        }
    }

    private static String start(Query query) {
        String start = query.streamStart();
        // A text of dots only has another form in the key than one that begins with dots.
        if (start.isEmpty() || start.startsWith(".")) {
            return "";
        }
        String encoded = new KeySegment().of(start);
        return encoded.length() > LONGEST_START ? "" : STREAM + encoded;
    }

    private static boolean isNumber(String text) {
        return text.matches("-?[0-9]{1,10}");
    }

    private static boolean isDay(String text) {
        try {
            return LocalDate.parse(text).getYear() <= 9999;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** One walk, from one end to the other. */
    private final class Walk<E extends Exception> {

        private final @Nullable String after;
        private final Visitor<E> visitor;

        Walk(@Nullable String after, Visitor<E> visitor) {
            this.after = after;
            this.visitor = visitor;
        }

        /** The folders {@code <parent><name><value>/}: of these values, or without any, those that are there. */
        List<String> folders(String parent, String name, List<String> values, Predicate<String> fits) throws E {
            List<String> folders = new ArrayList<>();
            if (!values.isEmpty()) {
                values.forEach(value -> folders.add(parent + name + value + "/"));
            } else {
                for (String folder : listed(parent)) {
                    boolean fitting = folder.startsWith(parent + name)
                            && folder.endsWith("/")
                            && fits.test(folder.substring(parent.length() + name.length(), folder.length() - 1));
                    if (fitting) {
                        folders.add(folder);
                    } else if (!isBehindUs(folder)) {
                        visitor.misfit(folder);
                    }
                }
            }
            folders.removeIf(this::isBehindUs);
            folders.sort(Comparator.naturalOrder());
            return folders;
        }

        private boolean isBehindUs(String folder) {
            return after != null && after.compareTo(folder) >= 0 && !after.startsWith(folder);
        }

        private List<String> listed(String parent) {
            List<String> names = new ArrayList<>();
            String marker = null;
            boolean more = true;
            while (more) {
                ListObjectsResponse page = page(parent, "/", marker);
                List<String> all = new ArrayList<>();
                page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(all::add);
                page.contents().stream().map(S3Object::key).forEach(all::add);
                all.remove(parent);
                names.addAll(all);
                marker = page.nextMarker() != null
                        ? page.nextMarker()
                        : all.stream().max(Comparator.naturalOrder()).orElse(null);
                more = Boolean.TRUE.equals(page.isTruncated()) && marker != null;
            }
            return names;
        }

        /** Whether to go on. */
        boolean objects(String start, Query query) throws E {
            String marker = after != null && after.startsWith(start) ? after : null;
            boolean more = true;
            while (more) {
                ListObjectsResponse page = page(start, null, marker);
                for (S3Object object : page.contents()) {
                    marker = object.key();
                    if (after != null && marker.compareTo(after) <= 0) {
                        continue;
                    }
                    ArchiveKey key = ArchiveKey.parse(prefix, marker);
                    if (key == null) {
                        visitor.misfit(marker);
                    } else if (query.holds(key.time()) && !visitor.found(key)) {
                        return false;
                    }
                }
                more = Boolean.TRUE.equals(page.isTruncated())
                        && !page.contents().isEmpty();
            }
            return true;
        }

        private ListObjectsResponse page(String start, @Nullable String delimiter, @Nullable String marker) {
            return s3.listObjects(list ->
                    list.bucket(bucket).prefix(start).delimiter(delimiter).marker(marker));
        }
    }
}
