package livecallbacks.dev;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** As much of RFC 5321 as a client asks for whose mails are all taken. For use on the thread of its connection only. */
public final class SmtpConversation {

    private final NetSocket socket;
    private final Consumer<Buffer> taken;

    /** Null between two mails. */
    private @Nullable Buffer mail;

    private SmtpConversation(NetSocket socket, Consumer<Buffer> taken) {
        this.socket = socket;
        this.taken = taken;
    }

    /**
     * Has each connection to a server answered.
     *
     * @param taken gets each mail as it came over the line, before the client hears that it is taken
     */
    public static Handler<NetSocket> with(Consumer<Buffer> taken) {
        return socket -> {
            SmtpConversation conversation = new SmtpConversation(socket, taken);
            RecordParser.newDelimited("\r\n", socket).handler(conversation::hear);
            conversation.answer("220 127.0.0.1");
        };
    }

    private void hear(Buffer line) {
        Buffer content = mail;
        if (content == null) {
            obey(line.toString().toUpperCase(Locale.ROOT));
        } else if (line.length() == 1 && line.getByte(0) == '.') {
            mail = null;
            taken.accept(content);
            answer("250 taken");
        } else {
            content.appendBuffer(line).appendString("\r\n");
        }
    }

    private void obey(String command) {
        if (command.equals("DATA")) {
            mail = Buffer.buffer();
            answer("354 go on");
        } else {
            answer(command.equals("QUIT") ? "221 bye" : "250 well");
        }
    }

    private void answer(String line) {
        Future<Void> unused = socket.write(line + "\r\n");
    }
}
