package livecallbacks.receive.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * The bean {@code callbacksHttp}: hands the requests that {@link HttpEdge} lets pass to the route, and answers them
 * with what it makes of them. Camel's own engine holds one of 20 threads for each request until it is answered, so that
 * 20 requests at most share a sync of the disk; with this one a request that waits holds no thread. And of a request
 * there is the method, the path and the body, not one header more. Answers are short and go out whole, with their
 * length.
 */
public final class CallbacksHttp extends VertxPlatformHttpEngine {

    private final Executor executor;
    private final RequestsInHand requests;

    /**
     * An engine for the server that {@link EdgeServerFactory} makes.
     *
     * @param executor takes each request as far as it gets without waiting
     * @param requests those of that server
     */
    public CallbacksHttp(Executor executor, RequestsInHand requests) {
        this.executor = executor;
        this.requests = requests;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        setCamelContext(endpoint.getCamelContext());
        return new Consumer(endpoint, processor, VertxPlatformHttpRouter.getRouterNameFromPort(getServerPort()));
    }

    /** All but the steps of the route is done by the request's event loop, as are the refusals of the edge. */
    private final class Consumer extends VertxPlatformHttpConsumer {

        Consumer(PlatformHttpEndpoint endpoint, Processor processor, String router) {
            super(endpoint, processor, List.of(), router);
        }

        @Override
        protected void handleRequest(RoutingContext routing) {
            if (isSuspended()) {
                super.handleRequest(routing);
                return;
            }
            Context eventLoop = routing.vertx().getOrCreateContext();
            Exchange exchange = createExchange(false);
            exchange.setPattern(ExchangePattern.InOut);
            exchange.setMessage(message(exchange, routing));
            try {
                // From now on it is in flight: a stop waits for it.
                createUoW(exchange);
            } catch (Exception e) {
                releaseExchange(exchange, false);
                getExceptionHandler().handleException("A request could not begin", e);
                routing.fail(e);
                return;
            }
            requests.giveToRoute(routing);
            executor.execute(() -> process(exchange, routing, eventLoop));
        }

        private static Message message(Exchange exchange, RoutingContext routing) {
            HttpServerRequest request = routing.request();
            Message message = new HttpMessage(exchange, request, routing.response());
            message.setHeader(Exchange.HTTP_METHOD, request.method().name());
            message.setHeader(Exchange.HTTP_PATH, routing.normalizedPath());
            Buffer body = routing.body().buffer();
            message.setBody(body == null ? null : body.getBytes());
            return message;
        }

        private void process(Exchange exchange, RoutingContext routing, Context eventLoop) {
            if (routing.response().ended()) {
                // It has waited too long, and its sender was told to come again.
                eventLoop.runOnContext(now -> finish(exchange, routing));
                return;
            }
            getAsyncProcessor().process(exchange, doneSync -> eventLoop.runOnContext(now -> finish(exchange, routing)));
        }

        private void finish(Exchange exchange, RoutingContext routing) {
            try {
                requests.routeIsDone(routing);
                // The edge has answered if it took too long.
                if (!routing.response().ended()) {
                    answer(exchange, routing);
                }
            } finally {
                doneUoW(exchange);
                releaseExchange(exchange, false);
            }
        }

        private void answer(Exchange exchange, RoutingContext routing) {
            if (exchange.getException() != null) {
                getExceptionHandler().handleException("A request failed", exchange, exchange.getException());
                routing.fail(exchange.getException());
                return;
            }
            Message message = exchange.getMessage();
            HttpServerResponse response = routing.response();
            response.setStatusCode(message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class));
            HeaderFilterStrategy filter = getEndpoint().getHeaderFilterStrategy();
            for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
                Object value = header.getValue();
                if (value != null && !filter.applyFilterToCamelHeaders(header.getKey(), value, exchange)) {
                    response.putHeader(header.getKey(), value.toString());
                }
            }
            // The filter keeps it back, because Camel sets it by itself.
            String contentType = message.getHeader(Exchange.CONTENT_TYPE, String.class);
            if (contentType != null) {
                response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
            }
            byte[] body = message.getBody(byte[].class);
            response.end(Buffer.buffer(body == null ? new byte[0] : body));
        }
    }
}
