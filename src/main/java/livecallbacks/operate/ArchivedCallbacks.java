package livecallbacks.operate;

import jakarta.jms.ConnectionFactory;
import java.time.Clock;
import java.util.List;
import livecallbacks.archive.ArchiveKey;
import livecallbacks.archive.ArchivedObjects;
import livecallbacks.archive.ArchivedObjects.Archived;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.receive.ArchivedCallback;
import livecallbacks.receive.ArchivedCallback.ChangedException;
import org.jspecify.annotations.Nullable;

/** The archive of the running service, one callback at a time. */
public final class ArchivedCallbacks {

    /** What the keys of the archive begin with, unless a team has changed its route. */
    public static final String PREFIX = "callbacks/";

    private final ArchivedObjects objects;
    private final ConnectionFactory connections;
    private final Clock clock;

    /**
     * Reads this archive.
     *
     * @param connections of the broker that a replay goes to
     */
    public ArchivedCallbacks(ArchivedObjects objects, ConnectionFactory connections, Clock clock) {
        this.objects = objects;
        this.connections = connections;
        this.clock = clock;
    }

    /**
     * One that was found.
     *
     * @param event as the metadata of the object say; null if the object is not what was archived
     * @param change what is not as it was archived; null if and only if there is an event
     */
    public record Found(
            ArchiveKey key,
            Archived object,
            @Nullable CallbackEvent event,
            @Nullable String change) {

        /** The event to be tried out; null if the object is not what was archived. */
        public @Nullable TestedEvent tested() {
            return event == null ? null : new TestedEvent(event, new CallbackContent(object.body()));
        }
    }

    /**
     * Gets one.
     *
     * @param key of its object; may be anything
     * @return null if the key is none of the archive's, or there is nothing under it
     * @throws software.amazon.awssdk.core.exception.SdkException if the store does not answer or refuses
     */
    public @Nullable Found find(String key) {
        return find(objects, key);
    }

    /**
     * Gets one from an archive that nothing is replayed from.
     *
     * @param key of its object; may be anything
     * @return null if the key is none of the archive's, or there is nothing under it
     * @throws software.amazon.awssdk.core.exception.SdkException if the store does not answer or refuses
     */
    public static @Nullable Found find(ArchivedObjects objects, String key) {
        ArchiveKey parsed = objects.key(key);
        Archived object = parsed == null ? null : objects.get(parsed);
        if (parsed == null || object == null) {
            return null;
        }
        try {
            return new Found(
                    parsed,
                    object,
                    CallbackEvent.fromHeaders(ArchivedCallback.headers(
                            parsed.source(),
                            parsed.eventType(),
                            parsed.idStart(),
                            parsed.time(),
                            object.metadata(),
                            object.storedAt(),
                            object.body())),
                    null);
        } catch (ChangedException e) {
            return new Found(parsed, object, null, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Sends one through notify once more; its mails say that they are repeated.
     *
     * @return the id of the replay; null if it is no longer there, or is not what was archived
     * @throws software.amazon.awssdk.core.exception.SdkException if the store does not answer or refuses
     * @throws jakarta.jms.JMSRuntimeException if the broker does not take it
     */
    public @Nullable String replay(String key) {
        ArchiveKey parsed = objects.key(key);
        if (parsed == null) {
            return null;
        }
        ReplayRun.Plan plan = new ReplayRun.Plan(
                List.of(parsed.source()), List.of(parsed.eventType()), null, null, null, PREFIX, null, null, true);
        ReplayRun run = ReplayRun.of(plan, clock);
        try {
            return new Replay(objects, plan).sendOne(connections, run, parsed) ? run.id() : null;
        } catch (ChangedException e) {
            return null;
        }
    }
}
