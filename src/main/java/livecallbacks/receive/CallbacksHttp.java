package livecallbacks.receive;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * The engine {@code callbacksHttp} of the endpoint that takes callbacks. Camel's own holds one of 20 threads for each
 * request until it is answered, so that 20 requests at most share a sync of the disk; with this one a request that
 * waits holds no thread. And of a request there is the method, the path and the body, not one header more.
 */
public final class CallbacksHttp extends VertxPlatformHttpEngine {

    private final Executor executor;
    private final AtomicInteger inHand = new AtomicInteger();

    /**
     * An engine.
     *
     * @param executor takes each request as far as it gets without waiting
     */
    public CallbacksHttp(Executor executor) {
        this.executor = executor;
    }

    /** How many requests are there whole and not answered yet. */
    public int inHand() {
        return inHand.get();
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        setCamelContext(endpoint.getCamelContext());
        return new Consumer(endpoint, processor, VertxPlatformHttpRouter.getRouterNameFromPort(getServerPort()));
    }

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
            inHand.incrementAndGet();
            Context eventLoop = routing.vertx().getOrCreateContext();
            Exchange exchange = createExchange(false);
            exchange.setPattern(ExchangePattern.InOut);
            Message message = exchange.getIn();
            message.setHeader(Exchange.HTTP_METHOD, routing.request().method().name());
            message.setHeader(Exchange.HTTP_PATH, routing.normalizedPath());
            Buffer body = routing.body().buffer();
            message.setBody(body == null ? null : body.getBytes());
            executor.execute(() -> process(exchange, routing, eventLoop));
        }

        private void process(Exchange exchange, RoutingContext routing, Context eventLoop) {
            try {
                createUoW(exchange);
            } catch (Exception e) {
                exchange.setException(e);
                eventLoop.runOnContext(now -> finish(exchange, routing));
                return;
            }
            getAsyncProcessor().process(exchange, doneSync -> eventLoop.runOnContext(now -> finish(exchange, routing)));
        }

        private void finish(Exchange exchange, RoutingContext routing) {
            try {
                // It was answered already if it took too long.
                if (!routing.response().ended()) {
                    answer(exchange, routing);
                }
            } finally {
                inHand.decrementAndGet();
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
            String body = message.getBody(String.class);
            if (body == null) {
                routing.end();
            } else {
                routing.end(body);
            }
        }
    }
}
