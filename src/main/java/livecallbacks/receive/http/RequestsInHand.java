package livecallbacks.receive.http;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that wait for their answers, and those that were answered for a route that hangs. */
public final class RequestsInHand {

    /** If so many hang, the next one would, too. */
    private static final int MANY_HANG = 20;

    private static final String WITH_ROUTE = RequestsInHand.class.getName() + ".withRoute";

    private static final String OVERDUE = RequestsInHand.class.getName() + ".overdue";

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger hanging = new AtomicInteger();

    /** No request yet. */
    public RequestsInHand() {
        // Both counters begin with none.
    }

    /** One more is there, unless that were more than {@code most}; {@link #answered} has to follow if this is true. */
    boolean admit(int most) {
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            return false;
        }
        return true;
    }

    /** One that was admitted has its answer, or its caller is gone. */
    void answered() {
        waiting.decrementAndGet();
    }

    /** A route has this one now; {@link #routeIsDone} has to follow. Event loop of the request only. */
    void giveToRoute(RoutingContext routing) {
        routing.put(WITH_ROUTE, true);
    }

    /** It is answered without waiting any longer for the route, if one has it. Event loop of the request only. */
    void giveUp(RoutingContext routing) {
        if (routing.get(WITH_ROUTE) != null) {
            routing.put(OVERDUE, true);
            hanging.incrementAndGet();
        }
    }

    /** The route is done with this one, in time or not. Event loop of the request only. */
    void routeIsDone(RoutingContext routing) {
        if (routing.get(OVERDUE) != null) {
            hanging.decrementAndGet();
        }
    }

    /** Whether routes have so many requests for too long that another one would have to wait as long. */
    boolean manyHang() {
        return hanging.get() >= MANY_HANG;
    }
}
