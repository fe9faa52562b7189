package livecallbacks.dev;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A store and a mail server on 127.0.0.1 that take everything and keep nothing: for who wants to see the service work,
 * not what comes of it. Unlike {@link LocalS3} and {@link LocalMailbox}, they need nothing that production has not.
 */
public final class StandIns implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final long LONGEST_STEP_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch mail = new CountDownLatch(1);
    private final int storePort;
    private final int mailPort;

    private StandIns() throws IOException, InterruptedException {
        HttpServer store = await(vertx.createHttpServer()
                .requestHandler(request -> request.end()
                        .onSuccess(whole ->
                                request.response().putHeader("ETag", "\"0\"").end()))
                .listen(0, HOST));
        NetServer server = await(vertx.createNetServer()
                .connectHandler(SmtpConversation.with(taken -> mail.countDown()))
                .listen(0, HOST));
        this.storePort = store.actualPort();
        this.mailPort = server.actualPort();
    }

    /**
     * Starts both on free ports.
     *
     * @throws IOException if nobody can listen on 127.0.0.1
     */
    public static StandIns start() throws IOException, InterruptedException {
        return new StandIns();
    }

    /** The endpoint of S3, path style. */
    public String store() {
        return "http://" + HOST + ":" + storePort;
    }

    /** The port of SMTP, without login and TLS. */
    public int mailPort() {
        return mailPort;
    }

    /**
     * Waits until a mail has been taken.
     *
     * @return false if none came in half a minute
     */
    public boolean awaitMail() throws InterruptedException {
        return mail.await(LONGEST_STEP_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> T await(Future<T> step) throws IOException, InterruptedException {
        try {
            return step.toCompletionStage().toCompletableFuture().get(LONGEST_STEP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Nobody can listen on " + HOST, e);
        }
    }

    /** Begins to stop both; nobody waits for them. */
    @Override
    public void close() {
        Future<Void> unused = vertx.close();
    }
}
