package livecallbacks.receive;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import livecallbacks.event.CallbackEvent;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * The policy {@code oneByOne}: what stands inside it is done for one copy of an event at a time. The broker looks up an
 * id when a message comes and remembers it when the message is stored; of copies that come between the two, each would
 * pass. No thread waits: a copy goes on when the one before it is done.
 */
public final class OneByOne implements Policy {

    private final Duration patience;

    /** The copies that wait, in their order, by the id of an event that is being stored. */
    private final Map<String, Queue<Runnable>> inHand = new HashMap<>();

    /**
     * A policy that remembers the events in hand.
     *
     * @param patience how long a copy may have waited for the one before it; if it was longer, it fails
     */
    public OneByOne(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // Nothing to prepare.
    }

    /**
     * The steps, one copy after the other by the message's {@code eventId}.
     *
     * @return fails with a {@link TimeoutException} if the copy before was not done in time
     */
    @Override
    public Processor wrap(Route route, Processor steps) {
        // The delegate starts and stops the steps, too.
        return new DelegateAsyncProcessor(steps) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                String eventId = exchange.getMessage().getHeader(CallbackEvent.EVENT_ID, String.class);
                long since = System.nanoTime();
                Runnable afterTheOneBefore = () -> {
                    if (System.nanoTime() - since > patience.toNanos()) {
                        exchange.setException(
                                new TimeoutException("Another copy of the event was not stored in " + patience));
                        goOn(eventId);
                        callback.done(false);
                        return;
                    }
                    runSteps(getProcessor(), exchange, callback, eventId);
                };
                return waits(eventId, afterTheOneBefore)
                        ? false
                        : runSteps(getProcessor(), exchange, callback, eventId);
            }
        };
    }

    private boolean runSteps(AsyncProcessor steps, Exchange exchange, AsyncCallback callback, String eventId) {
        return steps.process(exchange, doneSync -> {
            goOn(eventId);
            callback.done(doneSync);
        });
    }

    private synchronized boolean waits(String eventId, Runnable copy) {
        Queue<Runnable> copies = inHand.get(eventId);
        if (copies == null) {
            inHand.put(eventId, new ArrayDeque<>(0));
            return false;
        }
        copies.add(copy);
        return true;
    }

    private void goOn(String eventId) {
        Runnable copy = takeNext(eventId);
        if (copy != null) {
            copy.run();
        }
    }

    private synchronized @Nullable Runnable takeNext(String eventId) {
        Queue<Runnable> copies = inHand.get(eventId);
        Runnable copy = copies == null ? null : copies.poll();
        if (copy == null) {
            inHand.remove(eventId);
        }
        return copy;
    }
}
