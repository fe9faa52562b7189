package livecallbacks.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.message.LargeBodyReader;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from a queue of the embedded broker without a connection, a session or a thread that waits: the queue
 * hands them over as they come, and they are done with in groups ({@link GroupCommit}). Artemis' own bridges and
 * redistributors take messages in the same way.
 */
final class QueueTaker implements Taking {

    private static final Logger LOG = LoggerFactory.getLogger(QueueTaker.class);

    /** While one message is dealt with, another one is being committed, and the next one has come already. */
    private static final int IN_HAND_FOR_EACH = 2;

    private static final long CLOSE_MILLIS = 20_000;

    /** The broker's own properties, which no sender set and no reader needs. */
    private static final String OWN = "_AMQ";

    private final SimpleString queueName;
    private final int most;
    private final Executor threads;
    private final Consumer<Delivery> taker;
    private final GroupCommit commits;
    private final Runnable onClose;
    private final Object lock = new Object();
    private @Nullable Line line;
    private boolean suspended;
    private boolean closed;

    /**
     * Takes nothing before it is attached.
     *
     * @param concurrency how many messages are dealt with at the same time
     * @param threads where that is done; has as many of them
     * @param taker deals with one, and sees to it that it is done or failed
     * @param onClose is told when it takes no more
     */
    QueueTaker(
            String queue,
            int concurrency,
            Executor threads,
            Consumer<Delivery> taker,
            GroupCommit commits,
            Consumer<QueueTaker> onClose) {
        this.queueName = SimpleString.of(queue);
        this.most = IN_HAND_FOR_EACH * concurrency;
        this.threads = threads;
        this.taker = taker;
        this.commits = commits;
        this.onClose = () -> onClose.accept(this);
    }

    /**
     * Takes from the queue of a server that has started; of one before it, if there was one, nothing comes any more.
     *
     * @throws BrokerException if it has no such queue
     */
    void attach(ActiveMQServer server) throws BrokerException {
        Queue queue = server.locateQueue(queueName);
        if (queue == null) {
            throw new BrokerException("The broker has no queue " + queueName);
        }
        synchronized (lock) {
            if (closed) {
                return;
            }
            if (line != null) {
                line.forget();
            }
            line = new Line(queue, server.getStorageManager().generateID());
            if (!suspended) {
                line.open();
            }
        }
    }

    @Override
    public void suspend() {
        synchronized (lock) {
            suspended = true;
            if (line != null) {
                line.shut();
            }
        }
    }

    @Override
    public void resume() {
        synchronized (lock) {
            suspended = false;
            if (line != null && !closed) {
                line.open();
            }
        }
    }

    @Override
    public void close() {
        Line last;
        synchronized (lock) {
            closed = true;
            last = line;
        }
        if (last != null) {
            last.shut();
            last.awaitEmpty();
        }
        onClose.run();
    }

    /** What the queue of one server hands messages to. */
    private final class Line implements org.apache.activemq.artemis.core.server.Consumer {

        private final Queue queue;
        private final long id;
        private final Object hand = new Object();
        private boolean open;
        private int inHand;

        Line(Queue queue, long id) {
            this.queue = queue;
            this.id = id;
        }

        void open() {
            synchronized (hand) {
                if (open) {
                    return;
                }
                open = true;
            }
            try {
                queue.addConsumer(this);
            } catch (Exception e) {
                throw new IllegalStateException("Nothing can be taken from the queue " + queueName, e);
            }
            queue.deliverAsync();
        }

        void shut() {
            synchronized (hand) {
                if (!open) {
                    return;
                }
                open = false;
            }
            try {
                queue.removeConsumer(this);
            } catch (RejectedExecutionException e) {
                LOG.debug("The broker has stopped, and hands over nothing of {} any more", queueName);
            }
        }

        /** The server is gone, and with it whatever it has handed over. */
        void forget() {
            synchronized (hand) {
                open = false;
            }
        }

        void awaitEmpty() {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
            synchronized (hand) {
                long left = CLOSE_MILLIS;
                while (inHand > 0 && left > 0) {
                    try {
                        hand.wait(left);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return;
                    }
                    left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                }
            }
        }

        @Override
        public HandleStatus handle(MessageReference reference) {
            synchronized (hand) {
                if (!open || inHand >= most) {
                    return HandleStatus.BUSY;
                }
                inHand++;
            }
            reference.handled();
            reference.incrementDeliveryCount();
            return HandleStatus.HANDLED;
        }

        @Override
        public void proceedDeliver(MessageReference reference) {
            try {
                threads.execute(() -> deal(reference));
            } catch (RejectedExecutionException e) {
                giveBack(reference, false);
            }
        }

        private void deal(MessageReference reference) {
            boolean isOpen;
            synchronized (hand) {
                isOpen = open;
            }
            if (!isOpen) {
                giveBack(reference, false);
                return;
            }
            Taken taken;
            try {
                taken = new Taken(this, reference);
            } catch (ActiveMQException | RuntimeException e) {
                LOG.warn("A message of {} could not be read; the broker brings it again: {}", queueName, e.toString());
                giveBack(reference, true);
                return;
            }
            try {
                taker.accept(taken);
            } catch (RuntimeException e) {
                LOG.warn(
                        "A message of {} could not be dealt with; the broker brings it again: {}",
                        queueName,
                        e.toString());
                taken.failed();
            }
        }

        void giveBack(MessageReference reference, boolean tried) {
            commits.giveBack(reference, tried, this::free);
        }

        /** As soon as there is room for half of them, more can come. */
        void free(@Nullable Exception failure) {
            boolean ask;
            synchronized (hand) {
                inHand--;
                ask = open && (inHand == most / 2 || inHand == 0);
                if (inHand == 0) {
                    hand.notifyAll();
                }
            }
            if (failure != null) {
                LOG.warn("A message could not be handled; the broker brings it again: {}", failure.toString());
            }
            if (ask) {
                try {
                    queue.deliverAsync();
                } catch (RejectedExecutionException e) {
                    LOG.debug("The broker has stopped; its next start hands over what is in {}", queueName);
                }
            }
        }

        @Override
        public @Nullable Filter getFilter() {
            return null;
        }

        @Override
        public List<MessageReference> getDeliveringMessages() {
            return List.of();
        }

        @Override
        public String debug() {
            return toManagementString();
        }

        @Override
        public String toManagementString() {
            return "QueueTaker[" + queueName + "]";
        }

        @Override
        public void disconnect() {
            // There is no connection.
        }

        @Override
        public void failed(Throwable failure) {
            LOG.warn("The queue {} cannot hand over a message: {}", queueName, failure.toString());
        }

        @Override
        public long sequentialID() {
            return id;
        }
    }

    /** One message in hand. */
    private final class Taken implements Delivery {

        private final Line from;
        private final MessageReference reference;
        private final ICoreMessage message;
        private final @Nullable Object body;
        private final List<Sending> sendings = new ArrayList<>();
        private boolean settled;

        Taken(Line from, MessageReference reference) throws ActiveMQException {
            this.from = from;
            this.reference = reference;
            this.message = reference.getMessage().toCore();
            this.body = body(reference.getMessage());
        }

        private @Nullable Object body(Message stored) throws ActiveMQException {
            return switch (message.getType()) {
                case Message.BYTES_TYPE -> bytes(stored);
                case Message.TEXT_TYPE ->
                    stored.isLargeMessage()
                            ? null
                            : Objects.toString(message.getReadOnlyBodyBuffer().readNullableSimpleString(), null);
                default -> null;
            };
        }

        private byte[] bytes(Message stored) throws ActiveMQException {
            if (stored instanceof LargeServerMessage large) {
                LargeBodyReader reader = large.getLargeBodyReader();
                reader.open();
                try {
                    ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(reader.getSize()));
                    reader.readInto(whole);
                    return whole.array();
                } finally {
                    reader.close();
                }
            }
            ActiveMQBuffer buffer = message.getReadOnlyBodyBuffer();
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            return bytes;
        }

        @Override
        public Map<String, Object> properties() {
            Map<String, Object> properties = new HashMap<>();
            for (SimpleString key : message.getPropertyNames()) {
                String name = key.toString();
                if (!name.startsWith(OWN) && !name.startsWith("__AMQ")) {
                    Object value = message.getObjectProperty(key);
                    properties.put(name, value instanceof SimpleString text ? text.toString() : value);
                }
            }
            return properties;
        }

        @Override
        public @Nullable Object body() {
            return body;
        }

        @Override
        public @Nullable String messageId() {
            Object id = message.getUserID();
            return id == null ? null : "ID:" + id;
        }

        @Override
        public long timestamp() {
            return message.getTimestamp();
        }

        @Override
        public int attempt() {
            return reference.getDeliveryCount();
        }

        @Override
        public synchronized boolean send(Sending sending) {
            if (settled) {
                return false;
            }
            sendings.add(sending);
            return true;
        }

        @Override
        public void done() {
            settle(true);
        }

        @Override
        public void failed() {
            settle(false);
        }

        private synchronized void settle(boolean done) {
            if (settled) {
                return;
            }
            settled = true;
            if (done) {
                commits.settle(reference, List.copyOf(sendings), from::free);
            } else {
                from.giveBack(reference, true);
            }
        }
    }
}
