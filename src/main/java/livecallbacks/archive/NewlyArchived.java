package livecallbacks.archive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The bean {@code newlyArchived}: the last few callbacks that this instance has put into the bucket, which can be
 * looked at before a list of a large day has come to them. Safe for use by several threads.
 */
public final class NewlyArchived {

    private static final int MOST = 500;

    private final String prefix;
    private final Deque<ArchiveKey> keys = new ArrayDeque<>();

    /** Of keys that begin so; what does not fit the layout behind that is passed over. */
    public NewlyArchived(String prefix) {
        this.prefix = prefix;
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
