package livecallbacks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import livecallbacks.broker.BrokerException;
import livecallbacks.config.ConfigurationException;
import livecallbacks.dev.TestS3;
import livecallbacks.event.CallbackEvent;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.camel.ProducerTemplate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Starting, stopping, and what happens in between when a part is away. */
@Timeout(60)
class LifecycleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private TestService start(Map<String, String> overrides) throws Exception {
        return TestService.start(folder, Clock.systemUTC(), overrides);
    }

    @Test
    void whatWasAcknowledgedBeforeAStopIsArchivedAndMailedOnceAfterTheNextStart() throws Exception {
        try (TestService service = start(Map.of())) {
            // Nothing is archived while the store is away.
            service.s3().close();
            for (int i = 0; i < 10; i++) {
                assertThat(service.post(TestService.recording("stop-" + i)).statusCode())
                        .isEqualTo(200);
            }
            assertThat(service.queued("callbacks.received")).isEqualTo(10);
            service.stopService();

            service.restartS3();
            service.startService();
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.keys()).hasSize(10);
            assertThat(service.mailbox().received("team@example.com")).hasSize(10);

            // The ids that the broker remembers survive as well.
            assertThat(service.post(TestService.recording("stop-0")).statusCode())
                    .isEqualTo(200);
            assertThat(service.queued("callbacks.received")).isZero();
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.keys()).hasSize(10);
            assertThat(service.mailbox().received("team@example.com")).hasSize(10);
        }
    }

    @Test
    void whatWasTakenWhileTheMailServerWasAwayIsMailedWhenItIsBack() throws Exception {
        try (TestService service = start(Map.of())) {
            int port = service.mailbox().port();
            service.mailbox().close();
            assertThat(service.post(TestService.recording("nomail")).statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE).until(() -> service.keys().size() == 1);
            await().atMost(PATIENCE).until(() -> service.queued("mail.outbox") == 1);
            service.restartMailbox(port);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.mailbox().received("team@example.com")).hasSize(1);
        }
    }

    @Test
    void anEventThatIsPublishedTwiceIsMailedOnceAndHoldsUpNothing() throws Exception {
        try (TestService service = start(Map.of())) {
            Instant now = Clock.systemUTC().instant();
            Map<String, Object> headers = new CallbackEvent(
                            "live", "0".repeat(64), 100, "twice", null, null, now, false, now, false, null, null)
                    .toHeaders();
            byte[] body = TestService.recording("twice").getBytes(UTF_8);
            try (ProducerTemplate producer = service.service().camel().createProducerTemplate()) {
                producer.sendBodyAndHeaders("jms:topic:callbacks.archived", body, headers);
                await().atMost(PATIENCE).until(service::isDrained);
                producer.sendBodyAndHeaders("jms:topic:callbacks.archived", body, headers);
            }
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.mailbox().received("team@example.com")).hasSize(1);
        }
    }

    @Test
    void aMailThatCannotBeQueuedIsWrittenAgainUntilItCan() throws Exception {
        try (TestService service = start(Map.of())) {
            service.service().camel().getRouteController().stopRoute("mail");
            SimpleString outbox = SimpleString.of("mail.outbox");
            service.brokerServer().destroyQueue(outbox);
            service.brokerServer().removeAddressInfo(outbox, null);
            assertThat(service.post(TestService.recording("later")).statusCode())
                    .isEqualTo(200);
            // It has been tried, and the broker brings it again later.
            await().atMost(PATIENCE)
                    .until(() -> service.brokerServer().locateQueue("notify").getScheduledCount() == 1);

            service.brokerServer()
                    .createQueue(QueueConfiguration.of(outbox)
                            .setRoutingType(RoutingType.ANYCAST)
                            .setAutoCreateAddress(true));
            service.service().camel().getRouteController().startRoute("mail");
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.mailbox().received("team@example.com")).hasSize(1);
        }
    }

    @Test
    void anotherServicesCopyInTheBucketIsSuccess() throws Exception {
        try (TestService service = start(Map.of())) {
            String body = TestService.recording("there");
            assertThat(service.post(body).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(service::isDrained);
            String key = service.keys().get(0);
            // The same event again where the broker does not know it any more: an empty data folder.
            service.stopService();
            service.environment().put("DATA_DIR", folder.resolve("other-data").toString());
            service.startService();
            assertThat(service.post(TestService.recording("there")).statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.keys()).containsExactly(key);
            assertThat(service.object(key).asUtf8String()).isEqualTo(body);
        }
    }

    @Test
    void aPutWhoseAnswerWasLostMeetsItsOwnObjectAndGoesOnToTheRoomsBehind() throws Exception {
        try (TestService service = start(Map.of());
                S3Client client = TestS3.client(service.s3())) {
            assertThat(service.post(TestService.recording("goes-on")).statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE).until(service::isDrained);
            String key = service.keys().get(0);
            Map<String, String> metadata =
                    new HashMap<>(service.object(key).response().metadata());
            service.stopService();
            service.environment().put("DATA_DIR", folder.resolve("other-data").toString());
            service.startService();
            service.service().camel().getRouteController().stopRoute("archive");
            service.service().camel().getRouteController().stopRoute("notify");
            String body = TestService.recording("goes-on");
            assertThat(service.post(body).statusCode()).isEqualTo(200);
            metadata.put("receipt", messageId(service, "callbacks.received"));
            client.putObject(
                    put -> put.bucket(TestService.BUCKET).key(key).metadata(metadata), RequestBody.fromString(body));

            service.service().camel().getRouteController().startRoute("archive");

            await().atMost(PATIENCE).until(() -> service.queued("notify") == 1);
            assertThat(service.queued("callbacks.received")).isZero();
            assertThat(service.keys()).containsExactly(key);
        }
    }

    private static String messageId(TestService service, String queue) throws JMSException {
        try (JMSContext context = service.service().broker().connections().createContext();
                QueueBrowser browser = context.createBrowser(context.createQueue(queue))) {
            return ((Message) browser.getEnumeration().nextElement()).getJMSMessageID();
        }
    }

    @Test
    void callbacksAreTakenAfterAStartWhileTheStoreIsAway() throws Exception {
        try (TestService service = start(Map.of())) {
            service.stopService();
            service.s3().close();
            service.startService();
            assertThat(service.post(TestService.recording("away")).statusCode()).isEqualTo(200);
            service.restartS3();
            await().atMost(PATIENCE).until(() -> service.keys().size() == 1);
        }
    }

    @Test
    void whatTheStoreRefusesWaitsUntilTheStoreTakesIt() throws Exception {
        try (TestService service = start(Map.of("ARCHIVE_SECRET_KEY", "wrong"))) {
            String secret = service.s3().secretKey();
            assertThat(service.post(TestService.recording("refused")).statusCode())
                    .isEqualTo(200);
            // It has been tried, and the broker brings it again later.
            await().atMost(PATIENCE)
                    .until(() -> service.brokerServer()
                                    .locateQueue("callbacks.received")
                                    .getScheduledCount()
                            == 1);
            assertThat(service.queued("notify")).isZero();
            service.stopService();

            service.environment().put("ARCHIVE_SECRET_KEY", secret);
            service.startService();
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(service.keys()).singleElement().asString().contains("/stream_id=refused/");
            assertThat(service.mailbox().received("team@example.com")).hasSize(1);
        }
    }

    @Test
    void whatCannotBeForcedToDiskIsAnswered503() throws Exception {
        try (TestService service = start(Map.of())) {
            service.brokerServer().stop();
            long before = System.nanoTime();
            HttpResponse<String> answer = service.post(
                    "/callbacks/live?X_Parameter=owned",
                    TestService.recording("lost").getBytes(UTF_8));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(answer.headers().map().keySet())
                    .isSubsetOf(":status", "content-type", "content-length", "transfer-encoding", "retry-after");
            assertThat(answer.body())
                    .isEqualTo("{\"code\":503,\"message\":\"The callback cannot be stored now: the disk is full or has"
                            + " failed. Try again.\"}");
            assertThat(service.keys()).isEmpty();
        }
    }

    @Test
    void aCallerWhoseBodyIsTooLargeMaySendItToTheEndAndThenTheConnectionEnds() throws Exception {
        byte[] part = new byte[1_000_000];
        try (TestService service = start(Map.of());
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), service.service().httpPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write("POST /callbacks/live HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n".getBytes(US_ASCII));
            out.write(part);
            // The answer is there while four fifths are still to come.
            assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 413");
            for (int i = 0; i < 4; i++) {
                out.write(part);
            }
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .endsWith("{\"code\":413,\"message\":\"The body is too large.\"}");
        }
    }

    @Test
    void aBodyThatDoesNotArriveIsAnswered408AndTheConnectionEnds() throws Exception {
        try (TestService service = start(Map.of("HTTP_BODY_TIMEOUT", "500ms"));
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), service.service().httpPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write("POST /callbacks/live HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{".getBytes(US_ASCII));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("connection: close")
                    .endsWith("{\"code\":408,\"message\":\"The body did not arrive in time.\"}");
        }
    }

    private static String answerTo(TestService service, String request) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), service.service().httpPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void aRequestThatHttpItselfForbidsIsTheCallersFaultAndNotOurs() throws Exception {
        try (TestService service = start(Map.of())) {
            String rest = " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n";
            assertThat(answerTo(service, "POST /callbacks/live" + rest + "Expect: 200-ok\r\n\r\n{}"))
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("{\"code\":400,\"message\":\"The request is malformed.\"}");
            assertThat(answerTo(service, "OPTIONS *" + rest + "\r\n{}"))
                    .startsWith("HTTP/1.1 4")
                    .contains("{\"code\":4");
            assertThat(answerTo(service, "POST callbacks/live" + rest + "\r\n{}"))
                    .startsWith("HTTP/1.1 4")
                    .contains("{\"code\":4");
        }
    }

    @Test
    void aFloodOfPathsThatAreNoneIsAtMostOneLine() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        AbstractAppender appender = new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                lines.add(event.getMessage().getFormattedMessage());
            }
        };
        appender.start();
        Logger logger = (Logger) LogManager.getLogger("io.vertx.ext.web.RoutingContext");
        logger.addAppender(appender);
        try (TestService service = start(Map.of())) {
            for (int i = 0; i < 10; i++) {
                assertThat(answerTo(service, "POST /callbacks/live% HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
                        .startsWith("HTTP/1.1 400 ");
            }
        } finally {
            logger.removeAppender(appender);
        }
        assertThat(lines).hasSizeLessThan(2);
    }

    @Test
    void aCallerWhoLeavesBeforeTheBodyIsThereIsNotCountedAsNotStored() throws Exception {
        try (TestService service = start(Map.of())) {
            answerTo(service, "POST /callbacks/live HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
            await().atMost(PATIENCE)
                    .until(() -> metrics(service).contains("livecallbacks_refused_total{cause=\"malformed_request\""));
            assertThat(metrics(service)).doesNotContain("not_stored");
        }
    }

    private static String metrics(TestService service) {
        return TestService.send(HttpRequest.newBuilder(service.managementUri("/observe/metrics")))
                .body();
    }

    @Test
    void aPortThatIsTakenIsAnErrorThatNamesTheProperty() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> start(Map.of("HTTP_PORT", port)).close())
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("http.port");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_HOST, http.host", "MANAGEMENT_HOST, management.host"})
    void aHostThatDoesNotExistIsAFaultOfTheConfiguration(String variable, String property) {
        assertThatThrownBy(() -> start(Map.of(
                                variable,
                                "no-such-host.invalid",
                                "MANAGEMENT_USERNAME",
                                "ops",
                                "MANAGEMENT_PASSWORD",
                                "5f1c0e7bd2a94c6e"))
                        .close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(property + ": ");
    }

    @Test
    void aDataFolderThatCannotBeMadeIsAFaultOfTheConfiguration() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> start(Map.of("DATA_DIR", file.resolve("data").toString()))
                        .close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("data.dir: ");
    }

    @Test
    void aSecondServiceOnTheSameDataFolderDoesNotStart() throws Exception {
        try (TestService service = start(Map.of())) {
            Map<String, String> same = Map.of("DATA_DIR", folder.resolve("data").toString());
            assertThatThrownBy(() -> TestService.start(folder.resolve("second"), Clock.systemUTC(), same)
                            .close())
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("data.dir");
            assertThat(service.post(TestService.recording("first")).statusCode())
                    .isEqualTo(200);
        }
    }
}
