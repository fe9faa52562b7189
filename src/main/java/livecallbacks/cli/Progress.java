package livecallbacks.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import livecallbacks.config.Durations;

/** Says on standard error how far something has come: a bar on a terminal, elsewhere a line every five seconds. */
final class Progress {

    private static final int WIDTH = 30;
    private static final Duration BETWEEN_BARS = Duration.ofMillis(200);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintWriter err;
    private final boolean terminal;
    private final long total;
    private final long begin = System.nanoTime();
    private long said = begin;

    /**
     * A progress at its beginning.
     *
     * @param total what there is to do
     */
    Progress(PrintWriter err, boolean terminal, long total) {
        this.err = err;
        this.terminal = terminal;
        this.total = total;
    }

    /** Whether standard error is a terminal; asked of {@code test}, because Java knows of standard output only. */
    static boolean onTerminal() {
        try {
            return new ProcessBuilder("test", "-t", "2").inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** So much is done now; says it if it is time to. */
    void at(long done) {
        long now = System.nanoTime();
        if (now - said >= (terminal ? BETWEEN_BARS : BETWEEN_LINES).toNanos()) {
            said = now;
            say(done, Duration.ofNanos(now - begin));
        }
    }

    /** A line of its own, which the bar does not write over. */
    void line(String text) {
        err.println((terminal ? "\r\u001b[K" : "") + text);
        err.flush();
    }

    /** So much is done, and it is over. */
    void end(long done) {
        if (terminal) {
            say(done, Duration.ofNanos(System.nanoTime() - begin));
            err.println();
            err.flush();
        }
    }

    private void say(long done, Duration elapsed) {
        long of = Math.max(total, done);
        long left = done == 0 ? 0 : elapsed.toMillis() * (of - done) / done;
        String figures = done + " of " + of + "  " + (of == 0 ? 100 : 100 * done / of) + " %  "
                + Durations.shown(Duration.ofMillis(left)) + " left";
        if (terminal) {
            int full = of == 0 ? WIDTH : (int) (WIDTH * done / of);
            err.print("\r\u001b[K[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "] " + figures);
        } else {
            err.println(figures);
        }
        err.flush();
    }
}
