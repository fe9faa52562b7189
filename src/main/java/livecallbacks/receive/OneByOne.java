package livecallbacks.receive;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import livecallbacks.event.CallbackEvent;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * The policy {@code oneByOne}: what stands inside it is done for one copy of an event at a time. The broker looks up an
 * id when a message comes and remembers it when the message is stored; of copies that come between the two, each would
 * pass.
 */
public final class OneByOne implements Policy {

    /** Different events share a lock now and then, which costs them a few milliseconds. */
    private static final int LOCKS = 1024;

    private final Lock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);
    private final Duration patience;

    /**
     * A policy with locks of its own.
     *
     * @param patience how long a copy waits for the one before it, before it fails
     */
    public OneByOne(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // Nothing to prepare.
    }

    /**
     * The steps, behind a lock that the message's {@code eventId} chooses.
     *
     * @return fails with a {@link TimeoutException} if the copy before is not done in time
     */
    @Override
    public Processor wrap(Route route, Processor steps) {
        return exchange -> {
            Lock lock = lockOf(exchange);
            if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("Another copy of the event is not stored in " + patience);
            }
            try {
                steps.process(exchange);
            } finally {
                lock.unlock();
            }
        };
    }

    private Lock lockOf(Exchange exchange) {
        String eventId = exchange.getMessage().getHeader(CallbackEvent.EVENT_ID, String.class);
        return locks[Math.floorMod(eventId.hashCode(), LOCKS)];
    }
}
