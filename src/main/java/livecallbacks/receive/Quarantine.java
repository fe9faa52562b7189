package livecallbacks.receive;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the quarantine within its bounds: what is in the folder, known in memory, and the oldest taken away when one
 * more comes. Safe for several threads.
 */
public final class Quarantine {

    /** Disks give room in blocks of this many bytes. */
    static final long BLOCK = 4096;

    /** Commands take files away without telling; so often, at most, is looked. */
    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final QuarantineFolder folder;
    private final int maxCount;
    private final long maxBytes;
    private final Clock clock;

    /** Each callback with its bytes on disk, oldest first. */
    private final TreeMap<QuarantinedCallback, Long> held = new TreeMap<>();

    private final Map<String, QuarantinedCallback> byId = new HashMap<>();

    /** Counted in, but not to be seen in the folder yet. */
    private final Set<QuarantinedCallback> beingWritten = new HashSet<>();

    private long bytes;
    private Instant lastLook;

    /**
     * Looks what the folder holds; takes away what a killed process left half written, and what is beyond the bounds.
     *
     * @param folder of the files
     * @param maxCount how many callbacks may lie there; with 0 nothing is kept, and what is there stays
     * @param maxBytes how many bytes they may take, each counted as a multiple of {@value #BLOCK}
     * @param clock tells when to look into the folder again
     * @throws IOException if the folder cannot be read
     */
    public Quarantine(QuarantineFolder folder, int maxCount, long maxBytes, Clock clock) throws IOException {
        this.folder = folder;
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.lastLook = clock.instant();
        folder.deleteHalfWritten();
        look();
        if (maxCount > 0) {
            evict(maxCount, maxBytes);
        }
    }

    /** Whether anything is to be kept at all. */
    boolean isOn() {
        return maxCount > 0;
    }

    /**
     * Makes room for a callback that is written next, and counts it in; {@link #written} or {@link #undo} follows.
     *
     * @param size of its body in bytes
     * @return false if it is not to be written: the same bytes are there, or it is larger than all may be together
     * @throws IOException if an old file cannot be deleted; nothing is counted in then
     */
    synchronized boolean makeRoom(QuarantinedCallback callback, long size) throws IOException {
        long needed = onDisk(size);
        QuarantinedCallback same = byId.get(callback.id());
        if (same != null && folder.holds(same)) {
            return false;
        }
        if (same != null) {
            forget(same);
        }
        if (needed > maxBytes || maxCount == 0) {
            return false;
        }
        if (isBeyond(maxCount - 1, maxBytes - needed)) {
            lookAgain();
            evict(maxCount - 1, maxBytes - needed);
        }
        remember(callback, needed);
        beingWritten.add(callback);
        return true;
    }

    /** The callback is in its file now. */
    synchronized void written(QuarantinedCallback callback) {
        beingWritten.remove(callback);
    }

    /** Counts a callback out that could not be written after all, and takes away what is left of it. */
    synchronized void undo(QuarantinedCallback callback) throws IOException {
        beingWritten.remove(callback);
        forget(callback);
        folder.deleteHalfWritten(callback);
    }

    /** How many callbacks lie there. */
    synchronized int count() throws IOException {
        lookAgain();
        return held.size();
    }

    /** How many bytes they take on disk. */
    synchronized long bytes() throws IOException {
        lookAgain();
        return bytes;
    }

    private void lookAgain() throws IOException {
        Instant now = clock.instant();
        // A clock that was put back must not make this wait.
        if (now.isBefore(lastLook) || !now.isBefore(lastLook.plus(BETWEEN_LOOKS))) {
            lastLook = now;
            look();
        }
    }

    private void look() throws IOException {
        Set<QuarantinedCallback> there = new HashSet<>(folder.list());
        there.addAll(beingWritten);
        for (QuarantinedCallback gone :
                held.keySet().stream().filter(one -> !there.contains(one)).toList()) {
            forget(gone);
        }
        for (QuarantinedCallback one : there) {
            if (!held.containsKey(one)) {
                remember(one, onDisk(folder.size(one)));
            }
        }
    }

    private boolean isBeyond(int count, long bytesOnDisk) {
        return held.size() > count || bytes > bytesOnDisk;
    }

    private void evict(int count, long bytesOnDisk) throws IOException {
        while (isBeyond(count, bytesOnDisk)) {
            QuarantinedCallback oldest = held.firstKey();
            folder.delete(oldest);
            forget(oldest);
        }
    }

    private void remember(QuarantinedCallback callback, long needed) {
        held.put(callback, needed);
        byId.put(callback.id(), callback);
        bytes += needed;
    }

    private void forget(QuarantinedCallback callback) {
        @Nullable Long freed = held.remove(callback);
        if (freed != null) {
            bytes -= freed;
        }
        byId.remove(callback.id(), callback);
    }

    private static long onDisk(long size) {
        return Math.max(1, (size + BLOCK - 1) / BLOCK) * BLOCK;
    }
}
