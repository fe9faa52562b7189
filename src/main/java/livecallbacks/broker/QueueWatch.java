package livecallbacks.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.jspecify.annotations.Nullable;

/** Looks at the queues of the embedded broker, in a time that does not depend on how much is in them. */
final class QueueWatch {

    /** Beyond so many, only the one that is due next is looked at; it is among the oldest. */
    private static final int MOST_LOOKED_AT = 100;

    /** A property of what the routes send: milliseconds since 1970. */
    private static final String RECEIVED_AT = "receivedAt";

    private QueueWatch() {}

    /** All durable queues, those of routes of the team's own included. */
    static List<QueueState> of(ActiveMQServer server) {
        if (!server.isActive()) {
            return List.of();
        }
        return server.getPostOffice()
                .getAllBindings()
                .filter(LocalQueueBinding.class::isInstance)
                .map(binding -> ((LocalQueueBinding) binding).getQueue())
                .filter(queue -> queue.isDurable() && !queue.isTemporary() && !queue.isInternalQueue())
                .map(queue -> new QueueState(queue.getName().toString(), queue.getMessageCount(), oldest(queue)))
                .toList();
    }

    private static @Nullable Long oldest(Queue queue) {
        List<MessageReference> candidates = new ArrayList<>();
        Optional.ofNullable(queue.peekFirstMessage()).ifPresent(candidates::add);
        if (queue.getDeliveringCount() > 0) {
            queue.getDeliveringMessages().values().stream()
                    .flatMap(List::stream)
                    .limit(MOST_LOOKED_AT)
                    .forEach(candidates::add);
        }
        int scheduled = queue.getScheduledCount();
        if (scheduled > 0 && scheduled <= MOST_LOOKED_AT) {
            candidates.addAll(queue.getScheduledMessages());
        } else if (scheduled > 0) {
            Optional.ofNullable(queue.peekFirstScheduledMessage()).ifPresent(candidates::add);
        }
        return candidates.stream()
                .flatMap(reference -> since(reference.getMessage()))
                .min(Long::compare)
                .orElse(null);
    }

    /** The time of sending; what was put into the queue without one has the time of receipt. */
    private static Stream<Long> since(Message message) {
        if (message.getTimestamp() > 0) {
            return Stream.of(message.getTimestamp());
        }
        return message.getObjectProperty(RECEIVED_AT) instanceof Long receivedAt ? Stream.of(receivedAt) : Stream.of();
    }
}
