package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import livecallbacks.event.CallbackEvent;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneByOneTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();

    /** Steps that are done when the test says so. */
    private final Queue<AsyncCallback> inHand = new ArrayDeque<>();

    private final List<String> order = new ArrayList<>();

    private final AsyncProcessorSupport steps = new AsyncProcessorSupport() {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            order.add(exchange.getMessage().getBody(String.class));
            inHand.add(callback);
            return false;
        }
    };

    @AfterEach
    void stop() {
        camel.stop();
    }

    private AsyncProcessor policy(Duration patience) {
        return (AsyncProcessor) new OneByOne(patience).wrap(route(), steps);
    }

    /** The policy does not look at it. */
    private static Route route() {
        return (Route) Proxy.newProxyInstance(
                Route.class.getClassLoader(), new Class<?>[] {Route.class}, (proxy, method, arguments) -> null);
    }

    private Exchange exchange(String eventId, String body) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeader(CallbackEvent.EVENT_ID, eventId);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    private void finishOne() {
        Objects.requireNonNull(inHand.poll()).done(false);
    }

    @Test
    void copiesGoOneAfterTheOtherAndOtherEventsDoNotWait() {
        AsyncProcessor policy = policy(Duration.ofMinutes(1));
        List<String> done = new ArrayList<>();
        policy.process(exchange("a", "a1"), sync -> done.add("a1"));
        policy.process(exchange("a", "a2"), sync -> done.add("a2"));
        policy.process(exchange("a", "a3"), sync -> done.add("a3"));
        policy.process(exchange("b", "b1"), sync -> done.add("b1"));
        assertThat(order).containsExactly("a1", "b1");

        finishOne();
        assertThat(order).containsExactly("a1", "b1", "a2");
        finishOne();
        finishOne();
        finishOne();
        assertThat(order).containsExactly("a1", "b1", "a2", "a3");
        assertThat(done).containsExactly("a1", "b1", "a2", "a3");

        policy.process(exchange("a", "a4"), sync -> done.add("a4"));
        assertThat(order).endsWith("a4");
    }

    @Test
    void aCopyThatHasWaitedTooLongFailsAndTheNextOneGoesOn() {
        AsyncProcessor policy = policy(Duration.ZERO);
        Exchange second = exchange("a", "a2");
        policy.process(exchange("a", "a1"), sync -> {});
        policy.process(second, sync -> {});
        finishOne();
        assertThat(order).containsExactly("a1");
        assertThat(second.getException()).isInstanceOf(TimeoutException.class);

        policy.process(exchange("a", "a3"), sync -> {});
        assertThat(order).containsExactly("a1", "a3");
    }
}
