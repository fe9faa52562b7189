package livecallbacks.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a command running until the process is told to end (SIGTERM, Ctrl-C), and then stops its parts in good order.
 */
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private Shutdown() {}

    /** Waits for good; the parts are closed in the order given, each one even if another failed to. */
    static void await(AutoCloseable... parts) throws InterruptedException {
        Thread hook = new Thread(() -> close(List.of(parts)), "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        new CountDownLatch(1).await();
    }

    private static void close(List<AutoCloseable> parts) {
        LOG.info("Stopping: no more callbacks are taken, what is in hand is finished");
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("A part did not stop in good order; what is on disk stays there", e);
            }
        }
        LOG.info("Stopped");
        LogManager.shutdown();
    }
}
