package livecallbacks.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Posts events over some connections from one thread, light enough to leave the machine to the target. */
final class Load {

    private static final long HIGHEST_NANOS = 60_000_000_000L;
    private static final long LONGEST_PARK_NANOS = 200_000;

    /**
     * What came of a run.
     *
     * @param acknowledged answers with 200
     * @param others answers with another status
     * @param seconds from the first request to the last answer
     * @param nanos latencies of all answers
     */
    record Result(long acknowledged, long others, double seconds, Histogram nanos) {
        double perSecond() {
            return acknowledged / seconds;
        }

        double millis(double percentile) {
            return nanos.getValueAtPercentile(percentile) / 1e6;
        }
    }

    private static final class Connection {
        final SocketChannel channel;
        final ByteBuffer out = ByteBuffer.allocateDirect(4096);
        final ByteBuffer in = ByteBuffer.allocateDirect(8192);
        long since;
        long number;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final Events events;
    private final Histogram nanos = new Histogram(HIGHEST_NANOS, 3);
    private long acknowledged;
    private long others;

    /** Hears of each 200. */
    @FunctionalInterface
    interface Acknowledged {
        /** The event of that number has its 200. */
        void event(long number);
    }

    private final Acknowledged heard;

    private Load(Events events, Acknowledged heard) {
        this.events = events;
        this.heard = heard;
    }

    /** Each connection posts its next event as soon as it has the answer: how much does the target take? */
    static Result closed(int port, Events events, int connections, double seconds) throws IOException {
        Load load = new Load(events, number -> {});
        try (Selector selector = Selector.open()) {
            List<Connection> all = load.connect(selector, port, connections);
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            for (Connection connection : all) {
                load.post(connection, System.nanoTime());
            }
            int waiting = all.size();
            while (waiting > 0) {
                selector.select(1000);
                for (SelectionKey key : selector.selectedKeys()) {
                    Connection connection = (Connection) key.attachment();
                    if (load.answered(connection)) {
                        long now = System.nanoTime();
                        if (now < end) {
                            load.post(connection, now);
                        } else {
                            waiting--;
                        }
                    }
                }
                selector.selectedKeys().clear();
                load.checkStuck(all, end);
            }
            double took = (System.nanoTime() - start) / 1e9;
            close(all);
            return new Result(load.acknowledged, load.others, took, load.nanos);
        }
    }

    /**
     * Posts at a constant rate, whatever the target does: how long does a sender wait? Latency counts from the moment at
     * which the event was due, also when it had to wait for a free connection.
     */
    static Result open(
            int port, Events events, int connections, double perSecond, double seconds, Acknowledged heard)
            throws IOException {
        Load load = new Load(events, heard);
        try (Selector selector = Selector.open()) {
            List<Connection> all = load.connect(selector, port, connections);
            Deque<Connection> idle = new ArrayDeque<>(all);
            long total = (long) (perSecond * seconds);
            long sent = 0;
            long done = 0;
            long start = System.nanoTime();
            while (done < total) {
                long now = System.nanoTime();
                while (sent < total && !idle.isEmpty() && due(start, sent, perSecond) <= now) {
                    load.post(idle.pop(), due(start, sent, perSecond));
                    sent++;
                }
                if (selector.selectNow() == 0) {
                    long wait = sent < total ? due(start, sent, perSecond) - System.nanoTime() : LONGEST_PARK_NANOS;
                    LockSupport.parkNanos(Math.max(0, Math.min(wait, LONGEST_PARK_NANOS)));
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    Connection connection = (Connection) key.attachment();
                    if (load.answered(connection)) {
                        idle.add(connection);
                        done++;
                    }
                }
                selector.selectedKeys().clear();
                load.checkStuck(all, start + (long) (seconds * 1e9));
            }
            double took = (System.nanoTime() - start) / 1e9;
            close(all);
            return new Result(load.acknowledged, load.others, took, load.nanos);
        }
    }

    private static long due(long start, long number, double perSecond) {
        return start + (long) (number * 1e9 / perSecond);
    }

    private void checkStuck(List<Connection> all, long end) throws IOException {
        if (System.nanoTime() > end + 30_000_000_000L) {
            close(all);
            throw new IOException("No answer for 30 s after the end of the run");
        }
    }

    private List<Connection> connect(Selector selector, int port, int connections) throws IOException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Connection connection = new Connection(channel);
            channel.register(selector, SelectionKey.OP_READ, connection);
            all.add(connection);
        }
        return all;
    }

    private static void close(List<Connection> all) throws IOException {
        for (Connection connection : all) {
            connection.channel.close();
        }
    }

    private void post(Connection connection, long since) throws IOException {
        connection.since = since;
        connection.number = events.next();
        connection.in.clear();
        events.fill(connection.out);
        // A request is smaller than any socket's buffer, and there is one at a time.
        while (connection.out.hasRemaining()) {
            connection.channel.write(connection.out);
        }
    }

    private boolean answered(Connection connection) throws IOException {
        ByteBuffer in = connection.in;
        if (connection.channel.read(in) < 0) {
            throw new IOException("The target closed a connection");
        }
        int header = headerLength(in);
        if (header < 0 || in.position() < header + contentLength(in, header)) {
            return false;
        }
        nanos.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - connection.since));
        if (in.get(9) == '2' && in.get(10) == '0' && in.get(11) == '0') {
            acknowledged++;
            heard.event(connection.number);
        } else {
            others++;
        }
        return true;
    }

    private static int headerLength(ByteBuffer in) {
        for (int i = 3; i < in.position(); i++) {
            if (in.get(i) == '\n' && in.get(i - 1) == '\r' && in.get(i - 2) == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private static int contentLength(ByteBuffer in, int header) throws IOException {
        byte[] bytes = new byte[header];
        in.get(0, bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int at = text.indexOf("content-length: ");
        if (at < 0) {
            if (text.contains("transfer-encoding: chunked")) {
                // The answers here are short: they are there whole when the last chunk is.
                int end = in.position();
                boolean whole = end >= 5 && in.get(end - 5) == '0' && in.get(end - 1) == '\n';
                return whole ? end - header : Integer.MAX_VALUE / 2;
            }
            throw new IOException("An answer without a length: " + text);
        }
        int from = at + "content-length: ".length();
        return Integer.parseInt(text.substring(from, text.indexOf('\r', from)));
    }
}
