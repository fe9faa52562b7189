package livecallbacks.conservation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The road to the store, on one port all the time: it lets everything pass, or is closed, or slow, or answers itself,
 * or breaks when the store has done its work and says so.
 */
final class S3Road implements AutoCloseable {

    private static final Duration SLOWNESS = Duration.ofSeconds(2);

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");
    private static final String END_OF_HEADER = "\r\n\r\n";

    private static final String ERROR = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
            + "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
    private static final String SLOW_DOWN =
            "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: " + ERROR.length()
                    + "\r\nConnection: close" + END_OF_HEADER + ERROR;

    private final int port;
    private final int storePort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket server;
    private volatile Mode mode = Mode.PASS;
    private volatile CountDownLatch change = new CountDownLatch(1);

    /** What happens on it. */
    enum Mode {
        PASS,
        /** Connection refused. */
        CLOSED,
        /** Each answer takes seconds. */
        SLOW,
        /** Each request is answered 503 SlowDown and never reaches the store. */
        SLOW_DOWN,
        /** The store does what it is asked for, and its answer is lost. */
        ANSWER_LOST
    }

    /**
     * A road that lets everything pass.
     *
     * @param port where the service finds it
     * @param store where the store is
     */
    S3Road(int port, URI store) throws IOException {
        this.port = port;
        this.storePort = store.getPort();
        open();
    }

    int port() {
        return port;
    }

    /** From now on; connections that there are break. */
    synchronized void become(Mode newMode) throws IOException {
        mode = newMode;
        change.countDown();
        change = new CountDownLatch(1);
        if (newMode == Mode.CLOSED) {
            if (server != null) {
                server.close();
                server = null;
            }
        } else {
            open();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        become(Mode.CLOSED);
    }

    private void open() throws IOException {
        if (server == null) {
            ServerSocket listening = new ServerSocket();
            listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            server = listening;
            thread("road to S3", () -> accept(listening));
        }
    }

    private void accept(ServerSocket listening) throws IOException {
        while (!listening.isClosed()) {
            Socket client = listening.accept();
            open.add(client);
            Mode itsMode = mode;
            thread("road to S3, client", () -> {
                try (client) {
                    if (itsMode == Mode.SLOW_DOWN) {
                        refuse(client);
                    } else {
                        forward(client, itsMode);
                    }
                } finally {
                    open.remove(client);
                }
            });
        }
    }

    private void forward(Socket client, Mode itsMode) throws IOException {
        try (Socket store = new Socket(InetAddress.getLoopbackAddress(), storePort)) {
            open.add(store);
            thread("road to S3, answers", () -> {
                try (client;
                        store) {
                    answers(store.getInputStream(), client.getOutputStream(), itsMode);
                }
            });
            client.getInputStream().transferTo(store.getOutputStream());
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    private void answers(InputStream store, OutputStream client, Mode itsMode) throws IOException {
        CountDownLatch healed = change;
        byte[] buffer = new byte[16_384];
        for (int length = store.read(buffer); length > 0; length = store.read(buffer)) {
            boolean goOn = new String(buffer, 0, length, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 100");
            if (itsMode == Mode.ANSWER_LOST && !goOn) {
                return;
            }
            if (itsMode == Mode.SLOW && !goOn) {
                pause(healed);
            }
            client.write(buffer, 0, length);
        }
    }

    private static void pause(CountDownLatch healed) {
        try {
            boolean changed = healed.await(SLOWNESS.toMillis(), TimeUnit.MILLISECONDS);
            assert changed || healed.getCount() > 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads one request to its end, or a client that is still writing would not see the answer. */
    private static void refuse(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        while (!header.toString(StandardCharsets.ISO_8859_1).endsWith(END_OF_HEADER)) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            header.write(next);
        }
        String text = header.toString(StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(text);
        if (length.find() && !text.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
            in.skipNBytes(Long.parseLong(length.group(1)));
        }
        client.getOutputStream().write(SLOW_DOWN.getBytes(StandardCharsets.US_ASCII));
        client.shutdownOutput();
        // The client hangs up when it has read it.
        in.transferTo(OutputStream.nullOutputStream());
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // A connection broke, which is what this class is for.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
