package livecallbacks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection that sends just the bytes it is given, which no HTTP client would. */
final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final Socket socket;

    RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Opens a connection to the service. */
    static RawConnection to(TestService service) throws IOException {
        return new RawConnection(
                new Socket(InetAddress.getLoopbackAddress(), service.service().httpPort()));
    }

    /** Sends characters as bytes of ISO 8859-1; a connection that the service has closed takes them or not. */
    RawConnection send(String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (SocketException e) {
            // What has been answered can still be read.
        }
        return this;
    }

    /** All that comes until the service closes the connection; fails if it does not. */
    String readToTheEnd() throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                text.append((char) c);
            }
        } catch (SocketException e) {
            // Reset, which is an end as well.
        }
        return text.toString();
    }

    /** One answer and no more, its body as it comes, in chunks or not; what there is if the connection ends before. */
    String readAnswer() throws IOException {
        String head = readUntil("\r\n\r\n");
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            return head + new String(socket.getInputStream().readNBytes(Integer.parseInt(length.group(1))), ISO_8859_1);
        }
        return head.isEmpty() ? "" : head + readUntil("0\r\n\r\n");
    }

    private String readUntil(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < end.length() || text.indexOf(end, text.length() - end.length()) < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                break;
            }
            text.append((char) c);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
