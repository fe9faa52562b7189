package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PauseWhileAwayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final PauseWhileAway policy = new PauseWhileAway();
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile @Nullable Exception fault = new ConnectException("away");

    @BeforeEach
    void start() throws Exception {
        policy.setFailures(3);
        policy.setPauseMillis(50);
        policy.setExceptions("java.net.ConnectException, java.net.SocketTimeoutException");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("seda:work?concurrentConsumers=8&pollTimeout=10")
                        .routeId("work")
                        .routePolicy(policy)
                        .process(PauseWhileAwayTest.this::attempt);
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() throws IOException {
        camel.close();
    }

    private void attempt(Exchange exchange) throws Exception {
        attempts.incrementAndGet();
        if (fault != null) {
            throw new IOException("wrapped", fault);
        }
    }

    private void send(int count) {
        ProducerTemplate work = camel.createProducerTemplate();
        for (int i = 0; i < count; i++) {
            work.sendBody("seda:work?waitForTaskToComplete=Never", i);
        }
    }

    private boolean isPaused() {
        return camel.getRoute("work").getConsumer() instanceof org.apache.camel.Suspendable
                && camel.getRouteController().getRouteStatus("work") == ServiceStatus.Started
                && ((org.apache.camel.support.service.ServiceSupport)
                                camel.getRoute("work").getConsumer())
                        .isSuspended();
    }

    private int waiting() {
        return camel.getEndpoint("seda:work?concurrentConsumers=8&pollTimeout=10", SedaEndpoint.class)
                .getCurrentQueueSize();
    }

    @Test
    void whileTheTargetIsAwayFewAttemptsAreMadeAndThenAllGoesOn() {
        policy.setPauseMillis(300);
        send(500);
        await().atMost(PATIENCE).until(this::isPaused);
        assertThat(attempts.get()).isLessThan(100);
        assertThat(waiting()).isGreaterThan(300);

        fault = null;
        await().atMost(PATIENCE).until(() -> waiting() == 0 && !isPaused());
        int soFar = attempts.get();
        send(100);
        await().atMost(PATIENCE).until(() -> attempts.get() == soFar + 100);
    }

    @Test
    void itNeverStaysPausedHoweverManyFailAtOnce() {
        policy.setPauseMillis(1);
        for (int round = 0; round < 50; round++) {
            int before = attempts.get();
            send(40);
            await().atMost(PATIENCE).until(() -> attempts.get() >= before + 40);
        }
    }

    @Test
    void aFailureOfAnotherKindAndSingleOnesPauseNothing() {
        fault = new IllegalStateException("of this message only");
        send(50);
        await().atMost(PATIENCE).until(() -> attempts.get() == 50);
        assertThat(isPaused()).isFalse();
    }

    @Test
    void aRouteThatSomebodyStopsStaysStopped() throws Exception {
        policy.setPauseMillis(200);
        send(20);
        await().atMost(PATIENCE).until(this::isPaused);
        camel.getRouteController().stopRoute("work");
        fault = null;
        int before = attempts.get();
        await().during(Duration.ofMillis(600)).atMost(PATIENCE).until(() -> attempts.get() == before);
        camel.getRouteController().startRoute("work");
        send(1);
        await().atMost(PATIENCE).until(() -> attempts.get() > before);
    }
}
