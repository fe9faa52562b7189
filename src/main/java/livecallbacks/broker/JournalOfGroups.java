package livecallbacks.broker;

import java.util.concurrent.ScheduledExecutorService;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalStorageManager;
import org.apache.activemq.artemis.utils.ArtemisCloseable;
import org.apache.activemq.artemis.utils.ExecutorFactory;
import org.apache.activemq.artemis.utils.critical.CriticalAnalyzer;

/**
 * The journal of the embedded broker, which does not force to disk what nobody waits for: ids by which copies are known
 * again. Artemis would force each of them, though they say nothing of a message that is not forced to disk where it
 * lies. They are written within a moment ({@code journal-buffer-timeout}) and forced together with the next record that
 * has to be. So they outlive the process, but for those of its last moment; after a crash of the machine some may be
 * missing, and the sender's repeat of such an event is known by the object it has in the bucket already.
 */
final class JournalOfGroups extends JournalStorageManager {

    JournalOfGroups(
            Configuration configuration,
            CriticalAnalyzer analyzer,
            ExecutorFactory executors,
            ScheduledExecutorService scheduled,
            ExecutorFactory writers,
            IOCriticalErrorListener onError) {
        super(configuration, analyzer, executors, scheduled, writers, onError);
    }

    /** Commits, and nobody waits for it; Artemis' own waits until it is written. */
    @Override
    @SuppressWarnings("try") // Nobody looks at the lock.
    public void asyncCommit(long transaction) throws Exception {
        try (ArtemisCloseable lock = closeableReadLock()) {
            messageJournal.appendCommitRecord(transaction, false);
        }
    }

    /**
     * Forgets the oldest id, for each new one; Artemis forces that to disk. After a crash it is forgotten once more.
     */
    @Override
    @SuppressWarnings("try")
    public void deleteDuplicateID(long record) throws Exception {
        try (ArtemisCloseable lock = closeableReadLock()) {
            // One that is not found has been forgotten.
            messageJournal.tryAppendDeleteRecord(record, (id, found) -> {}, false);
        }
    }
}
