package livecallbacks.notify.digest;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the broker for windows that are over. A timer calls it, so there is no alarm that could be lost: what was
 * not said in time is said at the next look, by whichever instance is there.
 */
public final class DueWindows implements Processor {

    /** As many are said at a look; the next look finds the others. */
    private static final int MOST = 500;

    /** How often everything that waits is looked through for what has no window. There should never be any. */
    private static final Duration BETWEEN_SEARCHES = Duration.ofMinutes(10);

    private final ConnectionFactory connections;
    private final Clock clock;
    private @Nullable Instant lastSearch;

    /**
     * A look by this clock.
     *
     * @param connections outside of any transaction
     */
    public DueWindows(ConnectionFactory connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /**
     * Out: a list of messages for {@code mail.digest} as body, one for each window that is over. The duplicate id has
     * the broker take each only once a minute, whoever says it.
     *
     * @throws JMSException if the broker fails
     */
    @Override
    public void process(Exchange exchange) throws JMSException {
        Instant now = clock.instant();
        // By window, the id of the message that stands for it.
        Map<String, String> over = new LinkedHashMap<>();
        try (JMSContext context = connections.createContext()) {
            context.start();
            browse(context, DigestWindows.OPEN, DigestWindows.dueAt(now), message -> {
                String window = window(message);
                if (window != null) {
                    over.put(window, String.valueOf(message.getJMSMessageID()));
                }
                return over.size() < MOST;
            });
            if (lastSearch == null || lastSearch.plus(BETWEEN_SEARCHES).isBefore(now)) {
                withoutWindow(context).forEach(window -> over.put(window, "none"));
                lastSearch = now;
            }
        }
        long minute = now.getEpochSecond() / 60;
        List<org.apache.camel.Message> messages = new ArrayList<>();
        over.forEach((window, opened) -> {
            org.apache.camel.Message message = new DefaultMessage(exchange.getContext());
            message.setHeader(DigestEntry.WINDOW, window);
            message.setHeader(DigestMails.OVER, true);
            message.setHeader(DigestMails.GROUP, window);
            message.setHeader("_AMQ_DUPL_ID", window + "-" + opened + "-" + minute);
            messages.add(message);
        });
        exchange.getMessage().setBody(messages);
    }

    /** The windows of what waits although none is open; at most so many. */
    private static Set<String> withoutWindow(JMSContext context) throws JMSException {
        Set<String> open = new HashSet<>();
        browse(context, DigestWindows.OPEN, null, message -> {
            open.add(String.valueOf(window(message)));
            return true;
        });
        Set<String> without = new HashSet<>();
        browse(context, DigestWindows.HELD, null, message -> {
            String window = window(message);
            if (window != null && !open.contains(window)) {
                without.add(window);
            }
            return without.size() < MOST;
        });
        return without;
    }

    private static @Nullable String window(Message message) throws JMSException {
        return message.getStringProperty(DigestEntry.WINDOW);
    }

    private interface Visitor {
        /** Whether to go on. */
        boolean visit(Message message) throws JMSException;
    }

    private static void browse(JMSContext context, String queue, @Nullable String selector, Visitor visitor)
            throws JMSException {
        try (QueueBrowser browser = context.createBrowser(context.createQueue(queue), selector)) {
            Enumeration<?> messages = browser.getEnumeration();
            boolean goOn = true;
            while (goOn && messages.hasMoreElements()) {
                goOn = visitor.visit((Message) messages.nextElement());
            }
        }
    }
}
