package livecallbacks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import livecallbacks.management.Away;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A route policy for a route whose target can be away: after so many failures in a row it lets the route take nothing
 * for a while, then tries again, and one more failure is enough for the next pause. So a message that waits in the
 * queue is not put off for minutes by attempts that could not succeed. (Camel's own ThrottlingExceptionRoutePolicy can
 * stay open for ever if two consumers fail at the same moment.)
 */
public final class PauseWhileAway extends RoutePolicySupport {

    private static final Logger LOG = LoggerFactory.getLogger(PauseWhileAway.class);

    private int failures = 10;
    private long pauseMillis = 5000;
    private List<Class<?>> exceptions = List.of(Exception.class);

    private final Object state = new Object();
    private int inARow;
    private boolean paused;
    private @Nullable Away away;
    private @Nullable MeterRegistry meters;
    private @Nullable Gauge gauge;
    private @Nullable Future<?> end;
    private @Nullable ScheduledExecutorService timer;

    /** Sets after how many failures in a row it pauses, from 1 on; 10 if it is not set. */
    public void setFailures(int failures) {
        this.failures = failures;
    }

    /** Sets how long it pauses, in milliseconds; 5000 if it is not set. */
    public void setPauseMillis(long pauseMillis) {
        this.pauseMillis = pauseMillis;
    }

    /**
     * Sets what counts as a failure, itself or among its causes: names of classes, separated by commas. Others say
     * nothing about the target being away. Every exception, if it is not set.
     *
     * @throws ClassNotFoundException if there is no such class
     */
    public void setExceptions(String names) throws ClassNotFoundException {
        List<Class<?>> found = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            found.add(Class.forName(name.strip()));
        }
        this.exceptions = List.copyOf(found);
    }

    /** Registers the gauge {@code livecallbacks.away} of the route, where there are meters. */
    @Override
    public void onInit(Route route) {
        meters = route.getCamelContext().getRegistry().findSingleByType(MeterRegistry.class);
        if (meters != null) {
            gauge = Gauge.builder(
                            "livecallbacks.away", this, policy -> policy.away().isEmpty() ? 0 : 1)
                    .description("1 while what a route sends to is away, so that messages wait")
                    .tag("route", route.getRouteId())
                    .register(meters);
        }
    }

    /** What is known while what the route sends to is away: from the first pause until something has succeeded. */
    public Optional<Away> away() {
        synchronized (state) {
            return Optional.ofNullable(away);
        }
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        synchronized (state) {
            if (exchange.getException() == null) {
                inARow = 0;
                away = null;
            } else if (isFailure(exchange) && ++inARow >= failures && !paused) {
                Instant since = Instant.ofEpochMilli(exchange.getClock().getCreated());
                away = new Away(route.getRouteId(), away == null ? since : away.since(), exchange.getException());
                pause(route);
            }
        }
    }

    @Override
    public void onStop(Route route) {
        synchronized (state) {
            // Whoever stops the route decides when it goes on.
            paused = false;
            inARow = 0;
            away = null;
            if (end != null) {
                end.cancel(false);
            }
        }
    }

    @Override
    public void onRemove(Route route) {
        synchronized (state) {
            if (meters != null && gauge != null) {
                // A changed route file brings another policy.
                meters.remove(gauge);
            }
            if (timer != null) {
                route.getCamelContext().getExecutorServiceManager().shutdownNow(timer);
                timer = null;
            }
        }
    }

    private boolean isFailure(Exchange exchange) {
        return exceptions.stream().anyMatch(exception -> exchange.getException(exception) != null);
    }

    private void pause(Route route) {
        try {
            suspendOrStopConsumer(route.getConsumer());
        } catch (Exception e) {
            LOG.error("The route {} could not be paused; it goes on", route.getRouteId(), e);
            return;
        }
        paused = true;
        if (timer == null) {
            timer = route.getCamelContext()
                    .getExecutorServiceManager()
                    .newSingleThreadScheduledExecutor(this, "pause-" + route.getRouteId());
        }
        end = timer.schedule(() -> goOn(route), pauseMillis, TimeUnit.MILLISECONDS);
    }

    private void goOn(Route route) {
        synchronized (state) {
            if (!paused) {
                return;
            }
            inARow = failures - 1;
            try {
                resumeOrStartConsumer(route.getConsumer());
                paused = false;
            } catch (Exception e) {
                LOG.error("The route {} could not go on after a pause; it is tried again", route.getRouteId(), e);
                pause(route);
            }
        }
    }
}
