package livecallbacks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** An SMTP server that answers as a test wants: to each command what the script says, or 250 where it says nothing. */
public final class ScriptedSmtp implements AutoCloseable {

    /** What the script answers to have the connection dropped instead. */
    public static final String DROP = "drop";

    /** What stands for a command before the first one: that there is a connection. */
    public static final String GREETING = "(a connection)";

    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Supplier<Conversation> conversations;
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final @Nullable SSLContext tls;

    /** One connection. */
    public interface Conversation {

        /**
         * From a command, such as {@code RCPT TO:<a@example.com>} or {@code .} for the end of the data, to the answer;
         * an empty answer for the usual one.
         */
        String answer(String command);

        /** A mail is taken; it is called before the client is told, and also if it never will be. */
        void taken(String mail);
    }

    /**
     * A server on any free port.
     *
     * @param script from a command, such as {@code RCPT TO:<a@example.com>} or {@code .} for the end of the data, to
     *     the answer; an empty answer for the usual one
     */
    public ScriptedSmtp(UnaryOperator<String> script) throws IOException {
        this(script, null);
    }

    /**
     * The same with a certificate: STARTTLS is offered, and only after it the script is asked.
     *
     * @param tls null for none
     */
    public ScriptedSmtp(UnaryOperator<String> script, @Nullable SSLContext tls) throws IOException {
        this.server = listen(0);
        this.tls = tls;
        this.conversations = () -> new Conversation() {
            @Override
            public String answer(String command) {
                return script.apply(command);
            }

            @Override
            public void taken(String mail) {
                accepted.add(mail);
            }
        };
        start();
    }

    /**
     * A server that keeps no mail itself.
     *
     * @param port 1 to 65535
     * @param conversations makes what answers in a new connection
     */
    public ScriptedSmtp(int port, Supplier<Conversation> conversations) throws IOException {
        this.server = listen(port);
        this.tls = null;
        this.conversations = conversations;
        start();
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    }

    private void start() {
        Thread thread = new Thread(this::accept, "scripted SMTP");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The mails taken, as they came; also those whose answer was dropped. */
    public List<String> accepted() {
        return accepted;
    }

    /** How many connections there have been. */
    public int opened() {
        return opened.get();
    }

    /** How many connections there are. */
    public int open() {
        return connections.size();
    }

    /** Closes every connection; new ones are taken. */
    public void hangUp() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
    }

    /** Hangs up in every connection, too. */
    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> talk(socket), "scripted SMTP connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void talk(Socket socket) {
        Conversation conversation = conversations.get();
        opened.incrementAndGet();
        connections.add(socket);
        try (socket) {
            String greeting = conversation.answer(GREETING);
            if (greeting.equals(DROP)) {
                return;
            }
            BufferedReader in = reader(socket);
            OutputStream out = socket.getOutputStream();
            answer(out, greeting.isEmpty() ? "220 scripted" : greeting);
            if (tls == null || !greeting.isEmpty()) {
                talk(conversation, in, out);
                return;
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("STARTTLS")) {
                    answer(out, "220 go on");
                    try (Socket secure = secured(tls, socket)) {
                        talk(conversation, reader(secure), secure.getOutputStream());
                    }
                    return;
                }
                answer(out, line.startsWith("EHLO") ? "250-scripted\r\n250 STARTTLS" : "530 5.7.0 STARTTLS first");
            }
        } catch (IOException e) {
            // The client has gone; what it wanted to know it knows.
            assert !socket.isConnected() || socket.isClosed();
        } finally {
            connections.remove(socket);
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static Socket secured(SSLContext tls, Socket socket) throws IOException {
        SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secure.setUseClientMode(false);
        return secure;
    }

    private static void talk(Conversation conversation, BufferedReader in, OutputStream out) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer = conversation.answer(line);
            if (answer.equals(DROP)) {
                return;
            }
            if (line.startsWith("DATA") && answer.isEmpty()) {
                answer(out, "354 go on");
                String mail = data(in);
                String end = conversation.answer(".");
                if (end.isEmpty() || end.equals(DROP)) {
                    conversation.taken(mail);
                }
                if (end.equals(DROP)) {
                    return;
                }
                answer(out, end.isEmpty() ? "250 taken" : end);
            } else {
                answer(out, answer.isEmpty() ? (line.startsWith("QUIT") ? "221 bye" : "250 good") : answer);
            }
        }
    }

    private static String data(BufferedReader in) throws IOException {
        StringBuilder mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line).append('\n');
        }
        return mail.toString();
    }

    private static void answer(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
