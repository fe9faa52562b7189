package livecallbacks.receive.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import livecallbacks.receive.Answers;
import livecallbacks.receive.Intake;
import livecallbacks.receive.Refusal;
import livecallbacks.receive.Refusals;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.Ordered;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * What has to happen to a request before Camel sees it, and the answers that Camel never gives: it makes every answer
 * keep the contract (JSON, fixed texts), also those to what is no HTTP, bounds how long a body and an answer may take
 * and how many requests wait for theirs, keeps the body's bytes whatever the Content-Type says, and says 503 while the
 * routes are not there yet or no more.
 */
public final class HttpEdge implements ExtendedStartupListener, Ordered {

    private static final int BEFORE_ALL = Integer.MIN_VALUE;
    private static final int READ_BODY = BEFORE_ALL + 1;
    private static final int BODY_IS_THERE = BEFORE_ALL + 2;
    private static final int AFTER_ROUTES = Integer.MAX_VALUE - 1;
    private static final int AFTER_ALL = Integer.MAX_VALUE;

    /** The sender waits for 5 seconds. */
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(4_500);

    private static final Duration GRACE = Duration.ofMillis(200);

    private static final Duration LINGER = Duration.ofSeconds(2);

    /** RFC 9113, section 8.1: the answer is complete, the rest of the request is not wanted. */
    private static final long NO_ERROR = 0;

    private final Refusals refusals;
    private final Answers answers;
    private final HttpLimits limits;

    private final RequestsInHand requests;

    /**
     * An edge for the HTTP server of a Camel context, of which it has to be a startup listener.
     *
     * @param refusals counts what is refused here
     * @param answers hears how long an acknowledgement took
     * @param limits of a request
     * @param requests counts those that pass
     */
    HttpEdge(Refusals refusals, Answers answers, HttpLimits limits, RequestsInHand requests) {
        this.refusals = refusals;
        this.answers = answers;
        this.limits = limits;
        this.requests = requests;
    }

    /**
     * Adds the handlers around those of the routes. To be called before the server listens: a request has the handlers
     * that there were when it came, and without any it would be answered 404.
     *
     * @param context whose routes are to answer
     * @param router of the server
     */
    void surround(CamelContext context, VertxPlatformHttpRouter router) {
        router.route()
                .order(BEFORE_ALL)
                .handler(routing -> before(context, routing))
                .failureHandler(this::onFailure);
        router.route().order(READ_BODY).handler(BodyHandler.create(false).setBodyLimit(limits.maxBody()));
        router.route().order(BODY_IS_THERE).handler(this::time).handler(this::admit);
        // One that came just before the last of the routes, and was held up until Camel had started, finds neither them
        // nor the handler of unknown paths.
        router.route().order(AFTER_ALL).handler(routing -> refuse(routing, Refusal.Cause.STARTING_OR_STOPPING));
    }

    @Override
    public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
        serverOf(context);
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // The routes' own handlers come after this.
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        serverOf(context)
                .router()
                .route()
                .order(AFTER_ROUTES)
                .handler(routing -> refuse(routing, Refusal.Cause.UNKNOWN_PATH));
    }

    private static EdgeServer serverOf(CamelContext context) {
        EdgeServer server = context.hasService(EdgeServer.class);
        if (server == null) {
            throw new IllegalStateException("Camel's HTTP server is off; camel.server.enabled must be true");
        }
        return server;
    }

    /** After the listener that starts the server, which is looked for. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST;
    }

    private void before(CamelContext context, RoutingContext routing) {
        if (!context.isStarted() || context.isStopping()) {
            refuse(routing, Refusal.Cause.STARTING_OR_STOPPING);
            return;
        }
        if (requests.manyHang()) {
            refuse(routing, Refusal.Cause.NOT_STORED);
            return;
        }
        HttpServerRequest request = routing.request();
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            // A few bytes could unpack into gigabytes.
            refuse(routing, Refusal.Cause.BODY_COMPRESSED);
            return;
        }
        // A form's or multipart's type would have the server take the body apart.
        request.headers().set(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
        ((ConnectionBase) request.connection())
                .channel()
                .attr(ConnectionGuard.ANSWER)
                .set(cause -> refuse(routing, cause, GRACE));
        long timer = routing.vertx().setTimer(limits.bodyTimeout().toMillis(), id -> {
            if (!request.isEnded()) {
                refuse(routing, Refusal.Cause.BODY_TOO_SLOW);
            }
        });
        routing.addEndHandler(end -> routing.vertx().cancelTimer(timer));
        answerInTime(routing);
        routing.next();
    }

    private void time(RoutingContext routing) {
        long since = System.nanoTime();
        routing.addEndHandler(end -> {
            if (routing.response().getStatusCode() == 200) {
                answers.acknowledged(System.nanoTime() - since);
            }
        });
        routing.next();
    }

    /** The queue in front of the routes has no bound of its own; whoever would wait too long is told so at once. */
    private void admit(RoutingContext routing) {
        if (routing.response().ended()) {
            return;
        }
        if (!requests.admit(limits.maxRequests())) {
            refuse(routing, Refusal.Cause.TOO_MANY_REQUESTS);
            return;
        }
        routing.addEndHandler(end -> requests.answered());
        routing.next();
    }

    /**
     * Answers what is no request by RFC 9112, or goes beyond the limits of one. Nothing that follows on the connection
     * is read as a request.
     */
    void refuseInvalid(HttpServerRequest request) {
        Refusal.Cause cause = causeOf(request.decoderResult().cause());
        refusals.count(Intake.NO_SOURCE, cause);
        HttpServerResponse response = request.response();
        response.setStatusCode(cause.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(
                        HttpHeaders.CONTENT_LENGTH,
                        Integer.toString(cause.json().length()))
                .write(cause.json());
        // The answer is whole; the end of the response closes the connection. A caller who still sends would lose the
        // answer if that came at once.
        Vertx.currentContext().owner().setTimer(GRACE.toMillis(), id -> {
            if (!response.closed()) {
                response.end();
            }
        });
    }

    private static Refusal.Cause causeOf(Throwable failure) {
        if (failure instanceof RefusedRequest refused) {
            return refused.reason();
        }
        if (failure instanceof TooLongHttpLineException) {
            return Refusal.Cause.URL_TOO_LONG;
        }
        return failure instanceof TooLongHttpHeaderException
                ? Refusal.Cause.HEADER_TOO_LARGE
                : Refusal.Cause.MALFORMED_REQUEST;
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
            requests.giveUp(routing);
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
        refuse(routing, cause, LINGER);
    }

    /** The answer, and the end of the connection if the request goes on for longer than this. */
    private void refuse(RoutingContext routing, Refusal.Cause cause, Duration linger) {
        HttpServerRequest request = routing.request();
        boolean wholeRequest = request.isEnded();
        // A worker may be about to give its own answer, in a route of the team's that has Camel's engine. The server's
        // monitor keeps the two apart: with the length of one and the text of the other, the caller would wait for what
        // never comes.
        synchronized (request.connection()) {
            HttpServerResponse response = routing.response();
            if (response.ended() || response.headWritten()) {
                return;
            }
            refusals.count(Intake.NO_SOURCE, cause);
            response.setStatusCode(cause.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(
                            HttpHeaders.CONTENT_LENGTH,
                            Integer.toString(cause.json().length()));
            if (cause.status() == 503) {
                response.putHeader(HttpHeaders.RETRY_AFTER, Refusal.RETRY_AFTER_SECONDS);
            }
            if (!wholeRequest && request.version() != HttpVersion.HTTP_2) {
                response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            response.end(cause.json());
        }
        if (!wholeRequest) {
            discardRest(
                    routing,
                    linger,
                    request.version() == HttpVersion.HTTP_2
                            ? () -> routing.response().reset(NO_ERROR)
                            : () -> request.connection().close());
        }
    }

    /**
     * Ends the request while its body is still coming. To close at once would reset the connection under a caller that
     * still sends, who would lose the answer: so the rest is read and thrown away, for a moment.
     */
    private static void discardRest(RoutingContext routing, Duration linger, Runnable close) {
        HttpServerRequest request = routing.request();
        long timer = routing.vertx().setTimer(linger.toMillis(), id -> close.run());
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
