package livecallbacks.operate;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The queues of the messages that were set aside. Plain JMS, so that it works on any broker. */
public final class FailedMessages {

    static final String CALLBACKS = "callbacks.failed";
    static final String MAILS = "mail.failed";

    /** What the broker and the flow have said about the failure, which is over when the message is tried again. */
    private static final Pattern LEFT_BEHIND = Pattern.compile(
            "_AMQ.*|JMS.*|" + String.join("|", FailedMessage.STAGE, FailedMessage.FAILED_AT, FailedMessage.REASON));

    private static final int BATCH = 50;

    /** A message that has not come by then is no longer there: somebody else has taken it meanwhile. */
    private static final long PATIENCE_MILLISECONDS = 3000;

    private final ConnectionFactory connections;

    /**
     * Looks into the queues over these connections.
     *
     * @param connections of the broker where they lie
     */
    public FailedMessages(ConnectionFactory connections) {
        this.connections = connections;
    }

    /**
     * Shows every message, one after the other; all stay where they are.
     *
     * @throws JMSException if the broker fails
     */
    public void browse(Consumer<FailedMessage> visitor) throws JMSException {
        try (JMSContext context = connections.createContext()) {
            context.start();
            for (String queue : List.of(CALLBACKS, MAILS)) {
                try (QueueBrowser browser = context.createBrowser(context.createQueue(queue))) {
                    for (Enumeration<?> all = browser.getEnumeration(); all.hasMoreElements(); ) {
                        visitor.accept(FailedMessage.of(queue, (Message) all.nextElement()));
                    }
                }
            }
        }
    }

    /** What is to be done with a message that was taken from its queue. */
    private interface Step {
        void take(JMSContext context, FailedMessage failed, Message message) throws JMSException;
    }

    /**
     * Sends messages back to where they came from, each in one transaction with taking it from its queue.
     *
     * @param messages by the broker's id of the message, the queue where it lies
     * @return those that went; the others were no longer there
     * @throws JMSException if the broker fails; what had gone until then has gone
     */
    public List<FailedMessage> retry(Map<String, String> messages) throws JMSException {
        return take(
                messages,
                (context, failed, message) -> context.createProducer()
                        .send(context.createQueue(failed.origin()), copy(context, failed, message)));
    }

    /**
     * Removes messages for good.
     *
     * @param messages by the broker's id of the message, the queue where it lies
     * @return those that are gone now; the others were no longer there
     * @throws JMSException if the broker fails; what had gone until then has gone
     */
    public List<FailedMessage> drop(Map<String, String> messages) throws JMSException {
        return take(messages, (context, failed, message) -> {});
    }

    private List<FailedMessage> take(Map<String, String> messages, Step step) throws JMSException {
        Map<String, List<String>> byQueue = new LinkedHashMap<>();
        messages.forEach((id, queue) ->
                byQueue.computeIfAbsent(queue, name -> new ArrayList<>()).add(id));
        List<FailedMessage> taken = new ArrayList<>();
        try (JMSContext context = connections.createContext(JMSContext.SESSION_TRANSACTED)) {
            for (Map.Entry<String, List<String>> queue : byQueue.entrySet()) {
                List<String> ids = queue.getValue();
                for (int i = 0; i < ids.size(); i += BATCH) {
                    List<String> batch = ids.subList(i, Math.min(ids.size(), i + BATCH));
                    taken.addAll(takeBatch(context, queue.getKey(), batch, step));
                }
            }
        }
        return taken;
    }

    private static List<FailedMessage> takeBatch(JMSContext context, String queue, List<String> ids, Step step)
            throws JMSException {
        String selector = ids.stream()
                .map(id -> "'" + id.replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "JMSMessageID IN (", ")"));
        List<FailedMessage> taken = new ArrayList<>();
        try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue), selector)) {
            while (taken.size() < ids.size()) {
                Message message = consumer.receive(PATIENCE_MILLISECONDS);
                if (message == null) {
                    break;
                }
                FailedMessage failed = FailedMessage.of(queue, message);
                step.take(context, failed, message);
                taken.add(failed);
            }
            context.commit();
        }
        return taken;
    }

    private static Message copy(JMSContext context, FailedMessage failed, Message message) throws JMSException {
        Message copy;
        if (message instanceof TextMessage text) {
            copy = context.createTextMessage(text.getText());
        } else if (message instanceof BytesMessage) {
            BytesMessage bytes = context.createBytesMessage();
            bytes.writeBytes(failed.body());
            copy = bytes;
        } else {
            copy = context.createMessage();
        }
        for (Map.Entry<String, Object> header : headersToKeep(failed).entrySet()) {
            copy.setObjectProperty(header.getKey(), header.getValue());
        }
        return copy;
    }

    private static Map<String, Object> headersToKeep(FailedMessage failed) {
        Map<String, Object> headers = new HashMap<>(failed.headers());
        headers.keySet().removeIf(name -> LEFT_BEHIND.matcher(name).matches());
        return headers;
    }
}
