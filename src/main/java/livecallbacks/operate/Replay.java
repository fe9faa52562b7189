package livecallbacks.operate;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import livecallbacks.archive.ArchiveKey;
import livecallbacks.archive.ArchivedObjects;
import livecallbacks.archive.ArchivedObjects.Archived;
import livecallbacks.archive.ArchivedObjects.Visitor;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.notify.recipients.Glob;
import livecallbacks.receive.ArchivedCallback;
import livecallbacks.receive.ArchivedCallback.ChangedException;
import org.jspecify.annotations.Nullable;

/** Counts the archived callbacks of a plan, or sends them to the room that has to do its work again. */
public final class Replay {

    private static final int SAMPLE = 5;

    private final ArchivedObjects objects;
    private final ReplayRun.Plan plan;
    private final @Nullable Glob stream;

    /**
     * Replays a plan.
     *
     * @param objects where the callbacks of the plan lie
     */
    public Replay(ArchivedObjects objects, ReplayRun.Plan plan) {
        this.objects = objects;
        this.plan = plan;
        this.stream = plan.stream() == null ? null : new Glob(plan.stream());
    }

    /** How many there are of one event, and from when to when. */
    public record Line(long count, Instant first, Instant last) {
        private static Line of(Instant time) {
            return new Line(1, time, time);
        }

        private Line and(Line other) {
            return new Line(
                    count + other.count,
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last);
        }
    }

    /**
     * What a plan finds.
     *
     * @param lines by the event's name
     * @param sample the first few keys
     * @param misfits keys and folders that do not fit the layout
     */
    public record Count(Map<String, Line> lines, List<String> sample, List<String> misfits) {
        /** How many callbacks. */
        public long total() {
            return lines.values().stream().mapToLong(Line::count).sum();
        }
    }

    /**
     * Counts, and changes nothing.
     *
     * @param after the key behind which to begin; null for the beginning
     */
    public Count count(@Nullable String after) {
        Count count = new Count(new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        objects.walk(plan.query(), after, new Visitor<RuntimeException>() {
            @Override
            public boolean found(ArchiveKey key) {
                if (isWanted(key)) {
                    count.lines().merge(EventNames.of(key.eventType()), Line.of(key.time()), Line::and);
                    if (count.sample().size() < SAMPLE) {
                        count.sample().add(key.key());
                    }
                }
                return true;
            }

            @Override
            public void misfit(String key) {
                count.misfits().add(key);
            }
        });
        return count;
    }

    /** Who is told of each step. */
    public interface Listener {

        /** How far the run has come; to be called after each key that was sent or skipped, and at the end. */
        void at(ReplayRun run);

        /** An object of the run that is left out, and why. */
        void skipped(String key, String why);

        /** A key or folder that does not fit the layout, and so is left out. */
        void misfit(String key);
    }

    /**
     * Sends them, from where the run has got to on. What the run has sent before, and a crash has made it forget, the
     * broker knows by its id and drops.
     *
     * @param limit how many at most
     * @param perSecond how many at most in a second
     * @throws InterruptedException if the thread is interrupted; the listener knows how far it has got
     */
    public void send(ConnectionFactory connections, ReplayRun begin, long limit, int perSecond, Listener listener)
            throws InterruptedException {
        try (JMSContext context = connections.createContext()) {
            Sending sending =
                    new Sending(context, begin, limit, Duration.ofSeconds(1).dividedBy(perSecond), listener);
            objects.walk(plan.query(), begin.lastKey(), sending);
            listener.at(sending.isAtLimit ? sending.run : sending.run.end());
        }
    }

    private final class Sending implements Visitor<InterruptedException> {

        private final JMSContext context;
        private final long limit;
        private final Duration pause;
        private final Listener listener;
        private ReplayRun run;
        private long sentNow;
        private long next = System.nanoTime();
        private boolean isAtLimit;

        Sending(JMSContext context, ReplayRun begin, long limit, Duration pause, Listener listener) {
            this.context = context;
            this.run = begin;
            this.limit = limit;
            this.pause = pause;
            this.listener = listener;
        }

        @Override
        public boolean found(ArchiveKey key) throws InterruptedException {
            if (!isWanted(key)) {
                return true;
            }
            if (sentNow == limit) {
                isAtLimit = true;
                return false;
            }
            // Also where it takes no time: this is what an interruption ends.
            TimeUnit.NANOSECONDS.sleep(Math.max(1, next - System.nanoTime()));
            next = Math.max(next, System.nanoTime() - pause.toNanos()) + pause.toNanos();
            try {
                Archived object = objects.get(key);
                if (object == null) {
                    skip(key.key(), "is no longer there");
                } else {
                    send(context, run.id(), headers(key, object), object.body());
                    sentNow++;
                    run = run.after(key.key(), true);
                }
            } catch (ChangedException e) {
                skip(key.key(), String.valueOf(e.getMessage()));
            }
            listener.at(run);
            return true;
        }

        @Override
        public void misfit(String key) {
            // Not where to go on: a folder is named before what lies in the folders in front of it.
            listener.misfit(key);
        }

        private void skip(String key, String why) {
            listener.skipped(key, why);
            run = run.after(key, false);
        }
    }

    /**
     * Sends one archived callback, whether or not the plan would find it.
     *
     * @param run which its mails belong to
     * @return false if it is no longer there
     * @throws ChangedException if the object is not what was archived
     */
    public boolean sendOne(ConnectionFactory connections, ReplayRun run, ArchiveKey key) throws ChangedException {
        Archived object = objects.get(key);
        if (object == null) {
            return false;
        }
        try (JMSContext context = connections.createContext()) {
            send(context, run.id(), headers(key, object), object.body());
        }
        return true;
    }

    private void send(JMSContext context, String runId, Map<String, Object> headers, byte[] body) {
        JMSProducer producer = context.createProducer();
        headers.forEach(producer::setProperty);
        producer.setProperty("_AMQ_DUPL_ID", runId + headers.get(CallbackEvent.EVENT_ID));
        producer.setProperty(ReplayMessages.RUN, runId);
        if (plan.bucket() == null) {
            producer.setProperty(ReplayMessages.MARKED, plan.marked());
        } else {
            producer.setProperty(ReplayMessages.BUCKET, plan.bucket());
            producer.setProperty(ReplayMessages.FOLDER, Objects.requireNonNullElse(plan.folder(), ""));
        }
        producer.send(context.createQueue(plan.queue()), body);
    }

    private boolean isWanted(ArchiveKey key) {
        if (stream == null) {
            return true;
        }
        String id = key.stream();
        if (id == null) {
            Archived object = objects.get(key);
            if (object == null) {
                return false;
            }
            try {
                id = Objects.toString(headers(key, object).get(CallbackEvent.STREAM_ID), "");
            } catch (ChangedException e) {
                // To be named when its turn comes.
                return true;
            }
        }
        return stream.matches(id);
    }

    private static Map<String, Object> headers(ArchiveKey key, Archived object) throws ChangedException {
        return ArchivedCallback.headers(
                key.source(),
                key.eventType(),
                key.idStart(),
                key.time(),
                object.metadata(),
                object.storedAt(),
                object.body());
    }
}
