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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** An SMTP server that answers as a test wants: to each command what the script says, or 250 where it says nothing. */
public final class ScriptedSmtp implements AutoCloseable {

    /** What the script answers to have the connection dropped instead. */
    public static final String DROP = "drop";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final UnaryOperator<String> script;
    private final List<String> accepted = new CopyOnWriteArrayList<>();

    /**
     * A server on any free port.
     *
     * @param script from a command, such as {@code RCPT TO:<a@example.com>} or {@code .} for the end of the data, to
     *     the answer; an empty answer for the usual one
     */
    public ScriptedSmtp(UnaryOperator<String> script) throws IOException {
        this.script = script;
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

    @Override
    public void close() throws IOException {
        server.close();
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
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            OutputStream out = socket.getOutputStream();
            answer(out, "220 scripted");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String answer = script.apply(line);
                if (answer.equals(DROP)) {
                    return;
                }
                if (line.startsWith("DATA") && answer.isEmpty()) {
                    answer(out, "354 go on");
                    String mail = data(in);
                    String end = script.apply(".");
                    if (end.isEmpty() || end.equals(DROP)) {
                        accepted.add(mail);
                    }
                    if (end.equals(DROP)) {
                        return;
                    }
                    answer(out, end.isEmpty() ? "250 taken" : end);
                } else {
                    answer(out, answer.isEmpty() ? (line.startsWith("QUIT") ? "221 bye" : "250 good") : answer);
                }
            }
        } catch (IOException e) {
            // The client has gone; what it wanted to know it knows.
            assert !socket.isConnected() || socket.isClosed();
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
