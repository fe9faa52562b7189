package livecallbacks.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.postoffice.DuplicateIDCache;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.apache.activemq.artemis.utils.UUIDGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into the embedded broker without a connection, a session or a waiting thread for each. What comes while
 * one group is being forced to disk waits, and goes together in the next one: one transaction, one sync, for as many
 * messages as there are. A message is done when that sync is, never before.
 *
 * <p>In a backlog, messages lie on pages, which are forced to disk before the transaction ends. If all of a group do,
 * and may have copies, its transaction holds nothing but their ids, and nobody waits until the journal has these (see
 * {@link JournalOfGroups}); in all other groups the sync of the journal is waited for as well.
 */
final class GroupCommit implements AutoCloseable {

    private static final int LARGEST_GROUP = 256;

    /** Much more than there can be requests; a limit all the same, if the disk hangs. */
    private static final int MOST_WAITING = 20_000;

    private static final long LOOK_MILLIS = 500;

    /** What the properties of a message take beside its body, in bytes. */
    private static final int USUAL_PROPERTIES = 1500;

    /**
     * Half of a page of {@code broker.xml}, in bytes: whoever pages more than one has to wait until that is written.
     */
    private static final int MOST_UNWRITTEN = 256 * 1024;

    /** Before the body a message says where it ends. */
    private static final int BODY_LENGTH_BYTES = Integer.BYTES;

    private final Supplier<ActiveMQServer> server;
    private final BrokerMeters meters;
    private final long patienceNanos;
    private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final Set<Group> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> daemon(task, "broker-commit"));

    /** Nobody who is to be answered waits until the next group has been written. */
    private final ExecutorService doneThread = Executors.newSingleThreadExecutor(task -> daemon(task, "broker-done"));

    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "broker-commit-watch"));

    private final Future<?> looks;

    /** The names of properties and queues are few, and each is encoded once. For the thread that commits only. */
    private final SimpleString.StringSimpleStringPool names = new SimpleString.StringSimpleStringPool();

    /** What goes in together or not at all: messages, and perhaps one that is done with in the queue it came from. */
    private static final class Entry {
        final List<Sending> sendings;
        final @Nullable MessageReference taken;
        final long since = System.nanoTime();
        private final Completion completion;
        private final AtomicBoolean done = new AtomicBoolean();

        Entry(List<Sending> sendings, @Nullable MessageReference taken, Completion completion) {
            this.sendings = sendings;
            this.taken = taken;
            this.completion = completion;
        }

        /**
         * What was taken must not be given back while it may yet be done with, so for that it waits as long as it
         * takes.
         */
        boolean isOlderThan(long nanos, long now) {
            return taken == null && now - since > nanos;
        }

        void done(@Nullable Exception failure) {
            if (done.compareAndSet(false, true)) {
                completion.done(failure);
            }
        }
    }

    private final class Group implements IOCallback {
        final List<Entry> entries;
        final long since = System.nanoTime();

        /** Whether what was taken is part of the transaction, so that none of it can be tried once more by itself. */
        boolean touchesTaken;

        Group(List<Entry> entries) {
            this.entries = entries;
        }

        @Override
        public void done() {
            meters.synced(System.nanoTime() - since);
            leave();
            tell(null);
        }

        @Override
        public void onError(int errorCode, String errorMessage) {
            leave();
            tell(new BrokerException("The group could not be forced to disk: " + errorMessage));
        }

        /** By a thread of its own, since whoever is told may wait for the broker. */
        private void tell(@Nullable Exception failure) {
            Runnable tellAll = () -> entries.forEach(entry -> entry.done(failure));
            try {
                doneThread.execute(tellAll);
            } catch (RejectedExecutionException closed) {
                tellAll.run();
            }
        }

        /** For those that must know by now; the others hear of it when the disk has answered. */
        void finishImpatient(Exception failure) {
            leave();
            for (Entry entry : entries) {
                if (entry.taken == null) {
                    entry.done(failure);
                }
            }
        }

        void finish(@Nullable Exception failure) {
            leave();
            for (Entry entry : entries) {
                entry.done(failure);
            }
        }

        private void leave() {
            underWay.remove(this);
            if (!waiting.isEmpty()) {
                wake();
            }
        }
    }

    /**
     * Commits to a server, which may be another one each time it is asked for.
     *
     * @param meters hear of each sync, and of messages that are known
     * @param patienceMillis how long a message may take, before it has failed
     */
    GroupCommit(Supplier<ActiveMQServer> server, BrokerMeters meters, long patienceMillis) {
        this.server = server;
        this.meters = meters;
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        this.looks = watch.scheduleWithFixedDelay(this::giveUpOld, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Sends as {@link Broker#send} says. */
    void send(Sending sending, Completion completion) {
        put(new Entry(List.of(sending), null, completion));
    }

    /**
     * Sends messages and is done with one that was taken, in one transaction. If that fails, it is back in its queue,
     * to be brought again as the queue's redelivery says, or waits on disk for the next start of the broker.
     */
    void settle(MessageReference taken, List<Sending> sendings, Completion completion) {
        put(new Entry(sendings, taken, completion));
    }

    /**
     * Gives back what was taken.
     *
     * @param tried whether this was an attempt, after which it is brought again as the queue's redelivery says; else it
     *     is there again at once
     * @param completion told when it is back; with a failure, if it waits on disk for the next start of the broker
     */
    void giveBack(MessageReference taken, boolean tried, Completion completion) {
        try {
            thread.execute(() -> completion.done(givenBack(taken, tried)));
        } catch (RejectedExecutionException e) {
            completion.done(new BrokerException("The broker has stopped", e));
        }
    }

    private @Nullable Exception givenBack(MessageReference taken, boolean tried) {
        try {
            ActiveMQServer broker = server.get();
            checkStillThere(broker, taken);
            inContext(broker.getStorageManager(), (storage, context) -> {
                if (!tried) {
                    taken.decrementDeliveryCount();
                }
                Transaction transaction = new TransactionImpl(storage);
                taken.getQueue().cancel(transaction, taken, !tried);
                transaction.rollback();
            });
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    private void put(Entry entry) {
        // What was taken is bounded by whoever takes it, and must not be turned away.
        if (waitingCount.incrementAndGet() > MOST_WAITING && entry.taken == null) {
            waitingCount.decrementAndGet();
            entry.done(new BrokerException("Too many messages wait for the disk"));
            return;
        }
        waiting.add(entry);
        wake();
    }

    /** While a group is under way, its end wakes. */
    private void wake() {
        if (underWay.isEmpty() && woken.compareAndSet(false, true)) {
            try {
                thread.execute(this::commitWaiting);
            } catch (RejectedExecutionException e) {
                failWaiting(new BrokerException("The broker has stopped", e));
            }
        }
    }

    private void commitWaiting() {
        woken.set(false);
        while (underWay.isEmpty()) {
            List<Entry> next = takeWaiting();
            if (next.isEmpty()) {
                return;
            }
            commit(next);
        }
    }

    private List<Entry> takeWaiting() {
        List<Entry> taken = new ArrayList<>();
        while (taken.size() < LARGEST_GROUP) {
            Entry entry = waiting.poll();
            if (entry == null) {
                break;
            }
            waitingCount.decrementAndGet();
            if (!entry.done.get()) {
                taken.add(entry);
            }
        }
        return taken;
    }

    private void commit(List<Entry> entries) {
        Group group = new Group(entries);
        underWay.add(group);
        try {
            commitTogether(server.get(), entries, group);
        } catch (Exception e) {
            underWay.remove(group);
            if (group.touchesTaken || entries.size() == 1) {
                entries.forEach(entry -> entry.done(e));
            } else {
                // One of them cannot be kept; the others can.
                entries.forEach(entry -> commit(List.of(entry)));
            }
        }
    }

    private void commitTogether(ActiveMQServer broker, List<Entry> entries, Group group) throws Exception {
        if (!broker.isActive()) {
            throw new BrokerException("The broker is not active");
        }
        for (Entry entry : entries) {
            if (entry.taken != null) {
                checkStillThere(broker, entry.taken);
            }
        }
        inContext(broker.getStorageManager(), (storage, context) -> {
            GroupTransaction transaction = new GroupTransaction(storage);
            int settled = 0;
            try (HeldTasks holding = HeldTasks.hold()) {
                int unwritten = 0;
                for (Entry entry : entries) {
                    for (Sending sending : entry.sendings) {
                        unwritten += sending.body().length + USUAL_PROPERTIES;
                        if (unwritten > MOST_UNWRITTEN) {
                            holding.writePages();
                            unwritten = 0;
                        }
                        route(broker, transaction, sending);
                    }
                }
                holding.writePages();
                if (transaction.getState() == Transaction.State.ROLLBACK_ONLY) {
                    throw new BrokerException("The pages could not be forced to disk");
                }
                // Last, so that whatever fails before has not touched what the others have taken.
                for (; settled < entries.size(); settled++) {
                    MessageReference taken = entries.get(settled).taken;
                    if (taken != null) {
                        group.touchesTaken = true;
                        transaction.needsJournal = true;
                        taken.getQueue().acknowledge(transaction, taken);
                    }
                }
                transaction.setAsync(!transaction.needsJournal);
                transaction.commit();
            } catch (Exception e) {
                if (group.touchesTaken || entries.size() == 1) {
                    // The rollback gives back what is part of the transaction.
                    group.touchesTaken = true;
                    entries.subList(settled, entries.size()).forEach(entry -> cancel(transaction, entry));
                }
                transaction.tryRollback();
                throw e;
            }
            context.executeOnCompletion(group);
        });
    }

    /** After a fault of the disk there may be another server, which brings what was taken from the one before. */
    private static void checkStillThere(ActiveMQServer broker, MessageReference taken) throws BrokerException {
        if (broker.locateQueue(taken.getQueue().getName()) != taken.getQueue()) {
            throw new BrokerException("The broker has been started again since the message was taken");
        }
    }

    private static void cancel(Transaction transaction, Entry entry) {
        if (entry.taken != null) {
            entry.taken.getQueue().cancel(transaction, entry.taken, false);
        }
    }

    /** For the thread that commits only. */
    private static final class GroupTransaction extends TransactionImpl {

        /**
         * Whether what is routed next is not seen on its page before the commit. The broker keeps a note in memory of
         * each transaction with such pages, until the last message of it is done with: with one for each callback a
         * million of them would take more than the heap.
         */
        private boolean holdsBackPages = true;

        /** Whether something of it is in the journal only, so that it is done when that is forced to disk. */
        private boolean needsJournal;

        GroupTransaction(StorageManager storage) {
            super(storage);
        }

        @Override
        public boolean isAllowPageTransaction() {
            return holdsBackPages;
        }
    }

    @FunctionalInterface
    private interface InContext {
        void run(StorageManager storage, OperationContext context) throws Exception;
    }

    /** In a context of its own: where one group fails, the next one is not concerned. */
    private void inContext(StorageManager storage, InContext work) throws Exception {
        OperationContext context = storage.newContext(this::complete);
        storage.setContext(context);
        try {
            work.run(storage, context);
        } finally {
            storage.clearContext();
        }
    }

    /** What the broker has to do after a sync, such as forgetting the oldest of its ids for each new one. */
    private void complete(Runnable task) {
        doneThread.execute(() -> {
            HeldTasks.hold();
            try {
                task.run();
            } finally {
                HeldTasks.letGo();
            }
        });
    }

    private void route(ActiveMQServer broker, GroupTransaction transaction, Sending sending) throws Exception {
        StorageManager storage = broker.getStorageManager();
        Message message = LargeServerMessageImpl.checkLargeMessage(message(storage, sending), storage);
        byte[] duplicateId = message.getDuplicateIDBytes();
        if (duplicateId != null) {
            DuplicateIDCache known = broker.getPostOffice().getDuplicateIDCache(message.getAddressSimpleString());
            if (known.contains(duplicateId)) {
                // Within the transaction it would fail the others, too. Known are the ids of what is on disk.
                meters.duplicate(sending.address());
                return;
            }
        }
        transaction.holdsBackPages = !sending.mayHaveCopies();
        RoutingStatus status = broker.getPostOffice().route(message, new RoutingContextImpl(transaction), false);
        if (status != RoutingStatus.OK) {
            throw new BrokerException("The broker has no queue " + sending.address());
        }
        // Of a large message the page has only where its body is.
        if (!sending.mayHaveCopies() || !message.isPaged() || message.isLargeMessage()) {
            transaction.needsJournal = true;
        }
    }

    /** As Artemis' own JMS client makes a {@code BytesMessage}. */
    private CoreMessage message(StorageManager storage, Sending sending) {
        byte[] body = sending.body();
        CoreMessage message = new CoreMessage();
        message.setMessageID(storage.generateID());
        message.setAddress(SimpleString.of(sending.address(), names));
        message.setRoutingType(sending.isToTopic() ? RoutingType.MULTICAST : RoutingType.ANYCAST);
        message.setDurable(true);
        message.setType(Message.BYTES_TYPE);
        message.setUserID(UUIDGenerator.getInstance().generateUUID());
        sending.properties().forEach((name, value) -> message.putObjectProperty(SimpleString.of(name, names), value));
        message.initBuffer(BODY_LENGTH_BYTES + body.length + message.getHeadersAndPropertiesEncodeSize());
        message.getBodyBuffer().writeBytes(body);
        return message;
    }

    private void giveUpOld() {
        HeldTasks.releaseOlderThan(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        long now = System.nanoTime();
        Exception late = new TimeoutException("Not on disk in " + TimeUnit.NANOSECONDS.toMillis(patienceNanos) + " ms");
        for (Group group : underWay) {
            if (now - group.since > patienceNanos) {
                group.finishImpatient(late);
            }
        }
        for (Entry entry : waiting) {
            if (entry.isOlderThan(patienceNanos, now)) {
                entry.done(late);
            }
        }
    }

    private void failWaiting(Exception failure) {
        for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
            waitingCount.decrementAndGet();
            entry.done(failure);
        }
    }

    /** Ends it; what is not on disk by then has failed. */
    @Override
    public void close() {
        looks.cancel(false);
        watch.shutdown();
        thread.shutdown();
        doneThread.shutdown();
        BrokerException stopped = new BrokerException("The broker has stopped");
        failWaiting(stopped);
        for (Group group : underWay) {
            group.finish(stopped);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
