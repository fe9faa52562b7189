package livecallbacks.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import livecallbacks.dev.SmtpConversation;

/**
 * In place of {@link LocalServers}: as much of S3 and SMTP as the service asks for while nothing goes wrong, for a tenth
 * of the processor, so that the service has the machine. What they take they keep as files, and answer once it is
 * written; signatures are not looked at.
 */
final class LightServers {

    private static final String HOST = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final Path objects;

    /** For each object, in few bytes, as there may be a million: a name and a value in turn, each in a line. */
    private final Map<String, String> metadata = new ConcurrentHashMap<>();

    private final Path mails;
    private long lastMail;

    private LightServers(Path folder) throws IOException {
        this.objects = Files.createDirectories(folder.resolve("s3"));
        this.mails = Files.createDirectories(folder.resolve("mail"));
    }

    /** Arguments: a folder, the port of S3, the port of SMTP. */
    public static void main(String[] args) throws IOException {
        LightServers servers = new LightServers(Path.of(args[0]));
        Future<?> unused = servers.vertx
                .createHttpServer()
                .requestHandler(servers::answer)
                .listen(Integer.parseInt(args[1]), HOST)
                .compose(store -> servers.vertx
                        .createNetServer()
                        .connectHandler(SmtpConversation.with(servers::keep))
                        .listen(Integer.parseInt(args[2]), HOST))
                .onFailure(failure -> {
                    System.err.println(failure);
                    System.exit(1);
                });
    }

    /** A put, or who has put an object; whatever else is asked is refused, and the service says so. */
    private void answer(HttpServerRequest request) {
        Path object = objects.resolve(request.path().substring(1)).normalize();
        if (request.method() == HttpMethod.PUT) {
            request.body().onSuccess(body -> put(request, object, body.getBytes()));
        } else if (request.method() == HttpMethod.HEAD) {
            String known = metadata.get(request.path());
            if (known == null) {
                request.response().setStatusCode(404).end();
            } else {
                Iterator<String> lines = known.lines().iterator();
                while (lines.hasNext()) {
                    request.response().putHeader(lines.next(), lines.next());
                }
                request.response().end();
            }
        } else {
            request.response().setStatusCode(501).end();
        }
    }

    private void put(HttpServerRequest request, Path object, byte[] body) {
        try {
            Files.createDirectories(object.getParent());
            Files.write(object, body, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            StringBuilder own = new StringBuilder();
            request.headers().forEach((name, value) -> {
                if (name.toLowerCase(Locale.ROOT).startsWith("x-amz-meta-")) {
                    own.append(name).append('\n').append(value).append('\n');
                }
            });
            metadata.put(request.path(), own.toString());
            request.response().putHeader("ETag", "\"0\"").end();
        } catch (FileAlreadyExistsException e) {
            request.response().setStatusCode(412).end("<Error><Code>PreconditionFailed</Code></Error>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections have different threads, and each mail a number of its own. */
    private synchronized void keep(Buffer mail) {
        try {
            Files.write(mails.resolve(++lastMail + ".eml"), mail.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
