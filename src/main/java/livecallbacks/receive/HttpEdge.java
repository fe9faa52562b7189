package livecallbacks.receive;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * What has to happen to a request before Camel sees it, and the answers that Camel never gives: it makes every answer
 * to a request that gets as far as a route keep the contract (JSON, fixed texts), bounds how long a body and an answer
 * may take, keeps the body's bytes whatever the Content-Type says, and says 503 while the routes are not there yet or
 * no more. What is no HTTP at all, too long a header or a path such as /%, is answered by Vert.x itself, without a body
 * or in plain text.
 */
public final class HttpEdge implements StartupListener, Ordered {

    private static final int BEFORE_ALL = Integer.MIN_VALUE;
    private static final int AFTER_ALL = Integer.MAX_VALUE;

    /** The sender waits for 5 seconds. */
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(4_500);

    /** As many requests as can be in Camel's hands at once; if so many hang, the next one would too. */
    private static final int MOST_OVERDUE = 20;

    private static final String ROUTE = "receive";

    private static final Duration LINGER = Duration.ofSeconds(2);

    /** RFC 9113, section 8.1: the answer is complete, the rest of the request is not wanted. */
    private static final long NO_ERROR = 0;

    private final Refusals refusals;
    private final Duration bodyTimeout;

    /** Requests that were answered before they were done, and may not be done yet. */
    private final AtomicInteger overdue = new AtomicInteger();

    /**
     * An edge for the HTTP server of a Camel context, of which it has to be a startup listener.
     *
     * @param refusals counts what is refused here
     * @param bodyTimeout how long a request's body may take from its header on
     */
    public HttpEdge(Refusals refusals, Duration bodyTimeout) {
        this.refusals = refusals;
        this.bodyTimeout = bodyTimeout;
    }

    /** The server listens now, and the routes do not take anything yet. */
    @Override
    public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
        MainHttpServer server = context.hasService(MainHttpServer.class);
        if (server == null) {
            throw new IllegalStateException("Camel's HTTP server is off; camel.server.enabled must be true");
        }
        VertxPlatformHttpRouter router = server.getRouter();
        router.route()
                .order(BEFORE_ALL)
                .handler(routing -> before(context, routing))
                .failureHandler(this::onFailure);
        router.route().order(AFTER_ALL).handler(routing -> refuse(routing, Refusal.Cause.UNKNOWN_PATH));
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // The requests themselves ask whether it has started.
    }

    /** After the listener that starts the server. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST;
    }

    private void before(CamelContext context, RoutingContext routing) {
        if (!context.isStarted() || context.isStopping()) {
            refuse(routing, Refusal.Cause.STARTING_OR_STOPPING);
            return;
        }
        if (allHang(context)) {
            refuse(routing, Refusal.Cause.NOT_STORED);
            return;
        }
        HttpServerRequest request = routing.request();
        // A form's or multipart's type would have the server take the body apart.
        request.headers().set(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
        long timer = routing.vertx().setTimer(bodyTimeout.toMillis(), id -> {
            if (!request.isEnded()) {
                refuse(routing, Refusal.Cause.BODY_TOO_SLOW);
            }
        });
        routing.addEndHandler(end -> routing.vertx().cancelTimer(timer));
        answerInTime(routing);
        routing.next();
    }

    /** Camel does not say which of them is done, but how many it has in hand. */
    private boolean allHang(CamelContext context) {
        if (overdue.get() < MOST_OVERDUE) {
            return false;
        }
        int inHand = context.getInflightRepository().size(ROUTE);
        return overdue.updateAndGet(count -> Math.min(count, inHand)) >= MOST_OVERDUE;
    }

    /**
     * Says 503 when the broker lets a callback wait: a full one elsewhere does so for as long as it is full. If the
     * callback is stored after that, the sender's retry is known as a copy.
     */
    private void answerInTime(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        boolean bodyWasThere = request.isEnded();
        long timer = routing.vertx().setTimer(ANSWER_WITHIN.toMillis(), id -> {
            if (routing.response().ended()) {
                return;
            }
            if (!bodyWasThere && !request.isEnded()) {
                answerInTime(routing);
                return;
            }
            overdue.incrementAndGet();
            refuse(routing, Refusal.Cause.NOT_STORED);
        });
        routing.addEndHandler(end -> routing.vertx().cancelTimer(timer));
    }

    private void onFailure(RoutingContext routing) {
        refuse(routing, causeOf(routing.statusCode(), routing.request().isEnded()));
    }

    /** Until the body is there whole, nothing of ours can have failed: the request is wrong, or its caller has left. */
    private static Refusal.Cause causeOf(int status, boolean requestIsThere) {
        if (status == 413) {
            return Refusal.Cause.BODY_TOO_LARGE;
        }
        boolean callersFault = (status >= 400 && status < 500) || !requestIsThere;
        return callersFault ? Refusal.Cause.MALFORMED_REQUEST : Refusal.Cause.NOT_STORED;
    }

    private void refuse(RoutingContext routing, Refusal.Cause cause) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = routing.response();
        if (response.ended()) {
            return;
        }
        refusals.count(Intake.NO_SOURCE, cause);
        response.setStatusCode(cause.status()).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (cause.status() == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Refusal.RETRY_AFTER_SECONDS);
        }
        if (request.isEnded()) {
            response.end(cause.json());
            return;
        }
        boolean http2 = request.version() == HttpVersion.HTTP_2;
        if (!http2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end(cause.json());
        discardRest(
                routing,
                http2
                        ? () -> response.reset(NO_ERROR)
                        : () -> request.connection().close());
    }

    /**
     * Ends the request while its body is still coming. To close at once would reset the connection under a caller that
     * still sends, who would lose the answer: so the rest is read and thrown away, for a moment.
     */
    private static void discardRest(RoutingContext routing, Runnable close) {
        HttpServerRequest request = routing.request();
        long timer = routing.vertx().setTimer(LINGER.toMillis(), id -> close.run());
        request.handler(rest -> {});
        request.exceptionHandler(gone -> routing.vertx().cancelTimer(timer));
        request.endHandler(end -> {
            routing.vertx().cancelTimer(timer);
            if (request.version() != HttpVersion.HTTP_2) {
                close.run();
            }
        });
        request.resume();
    }
}
