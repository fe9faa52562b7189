package livecallbacks.notify.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How many mails a second are taken from several threads. */
public final class MailsPerSecond {

    private MailsPerSecond() {}

    /** Sends one mail. */
    @FunctionalInterface
    public interface Sending {
        void send() throws Exception;
    }

    /**
     * Sends so many in so many threads.
     *
     * @throws java.util.concurrent.ExecutionException if one of them fails
     */
    public static double inThreads(int threads, int mails, Sending sending) throws Exception {
        ExecutorService all = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < mails; i++) {
                sent.add(all.submit(() -> {
                    sending.send();
                    return true;
                }));
            }
            for (Future<?> one : sent) {
                one.get();
            }
            return mails * 1e9 / (System.nanoTime() - start);
        } finally {
            all.shutdownNow();
        }
    }
}
