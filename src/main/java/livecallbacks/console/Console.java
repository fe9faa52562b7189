package livecallbacks.console;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers everything below {@code /console} on the management port. Pages are made on two threads of its own, so that
 * neither health nor metrics wait for a slow store, nor does anything that has to do with callbacks.
 */
public final class Console implements Handler<RoutingContext> {

    /** Where it begins. */
    public static final String PATH = "/console";

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);

    private static final String LANGUAGE = "console-language";
    private static final int THREADS = 2;
    private static final int MOST_WAITING = 32;

    /** The longest callback, of which about half the characters are written with percent signs. */
    private static final int LONGEST_FORM = 512 * 1024;

    /** Everything from this server and nothing written into the page; the icons of the style sheet are data. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self';"
                    + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /** A mail brings its styles with it. It is of no origin, runs nothing, loads nothing and leads nowhere. */
    private static final String MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
            + " form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox";

    private final Map<String, View> gets;
    private final Map<String, View> posts;
    private final Admission admission;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Made when somebody asks for the first time: most of the time nobody looks. */
    private @Nullable Router router;

    /**
     * A console of these pages.
     *
     * @param login whether the management port asks everybody to log in; without it only this machine is let in
     */
    public Console(boolean login, Views views) {
        this.admission = new Admission(login);
        this.gets = Map.ofEntries(
                entry("/now", views.now()::show),
                entry("/callbacks", views.callbacks()::list),
                entry("/callback", views.callbacks()::show),
                entry("/callback/download", views.callbacks()::download),
                entry("/failed", views.failed()::list),
                entry("/failed/one", views.failed()::show),
                entry("/quarantine", views.quarantine()::list),
                entry("/quarantine/one", views.quarantine()::show),
                entry("/recipients", views.recipients()::show),
                entry("/recipients/mail", views.recipients()::mail),
                entry("/check", views.check()::show));
        this.posts = Map.ofEntries(
                entry("/callback/replay", views.callbacks()::replay),
                entry("/failed/confirm", views.failed()::confirm),
                entry("/failed/retry", views.failed()::retry),
                entry("/failed/drop", views.failed()::drop),
                entry("/quarantine/confirm", views.quarantine()::confirm),
                entry("/quarantine/release", views.quarantine()::release),
                entry("/quarantine/drop", views.quarantine()::drop),
                // Changes nothing: a body is too long for a URL, and its secrets have no place there.
                entry("/recipients", views.recipients()::show),
                entry("/check/run", views.check()::run));
    }

    /** What there is to look at. */
    public record Views(
            NowView now,
            CallbacksView callbacks,
            FailedView failed,
            QuarantineView quarantine,
            RecipientsView recipients,
            CheckView check) {}

    private static Map.Entry<String, View> entry(String path, View view) {
        return Map.entry(path, view);
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (!admission.admits(routing.request())) {
            response.setStatusCode(403)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .end(
                            "Forbidden: without a login the console is for this machine only, at an address and not a name;"
                                    + " and what changes something has to come from a page of the console.\n");
            return;
        }
        router(routing.vertx()).handleContext(routing);
    }

    private synchronized Router router(Vertx vertx) {
        if (router == null) {
            router = make(vertx);
        }
        return router;
    }

    private Router make(Vertx vertx) {
        Assets assets = new Assets();
        Pages pages = new Pages(assets.paths());
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("console", THREADS, 1, TimeUnit.MINUTES);
        Router made = Router.router(vertx);
        // The paths of a router within another one are those behind its place.
        made.get("/").handler(routing -> redirect(routing, PATH + "/now"));
        made.get("/language").handler(Console::choose);
        made.get("/assets/*").handler(routing -> asset(assets, routing));
        gets.forEach((path, view) ->
                made.get(path).handler(routing -> answer(routing, routing.queryParams(), view, pages, workers)));
        posts.forEach((path, view) -> made.post(path)
                .handler(routing -> readForm(routing, form -> answer(routing, form, view, pages, workers))));
        made.route()
                .handler(routing ->
                        answer(routing, routing.queryParams(), ask -> fault(404, "fault.notFound"), pages, workers));
        made.route().failureHandler(routing -> {
            int status = routing.statusCode() < 400 ? 500 : routing.statusCode();
            if (status == 500) {
                LOG.warn("The console could not answer {}", routing.normalizedPath(), routing.failure());
            }
            routing.response().setStatusCode(status).end();
        });
        return made;
    }

    /** Browsers say how long a form is; what comes in chunks is not read. */
    private static void readForm(RoutingContext routing, Consumer<MultiMap> then) {
        HttpServerRequest request = routing.request();
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            routing.fail(411);
            return;
        }
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // The server has refused what is no number.
        long length = header == null ? 0 : Long.parseLong(header);
        if (length > LONGEST_FORM) {
            routing.fail(413);
            return;
        }
        request.body().onComplete(read -> {
            if (read.failed()) {
                routing.fail(400);
                return;
            }
            MultiMap fields;
            try {
                fields = Forms.fields(read.result().toString(StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                routing.fail(400);
                return;
            }
            then.accept(fields);
        });
    }

    private void answer(RoutingContext routing, MultiMap parameters, View view, Pages pages, WorkerExecutor workers) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            routing.response()
                    .setStatusCode(503)
                    .putHeader(HttpHeaders.RETRY_AFTER, "5")
                    .end();
            return;
        }
        Language language = language(routing);
        Ask ask = new Ask(parameters, language);
        workers.executeBlocking(() -> ready(routing, view, ask, pages), false).onComplete(done -> {
            waiting.decrementAndGet();
            if (done.succeeded()) {
                done.result().run();
            } else {
                routing.fail(500, done.cause());
            }
        });
    }

    /** Does what takes time; what it returns is then done on the thread of the connection. */
    private static Runnable ready(RoutingContext routing, View view, Ask ask, Pages pages) {
        Answer answer;
        try {
            answer = view.answer(ask);
        } catch (Exception e) {
            // What it asked is away, or somebody has removed what it was about. Its text may name people.
            LOG.warn(
                    "The console could not answer {}: {}",
                    routing.normalizedPath(),
                    e.getClass().getName());
            LOG.debug("The console could not answer {}", routing.normalizedPath(), e);
            answer = fault(502, "fault.away");
        }
        HttpServerResponse response = routing.response();
        if (answer instanceof Answer.Elsewhere elsewhere) {
            return () -> redirect(routing, elsewhere.path());
        }
        if (answer instanceof Answer.Download download) {
            return () -> response.putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                    .putHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + download.name() + "\"")
                    .end(Buffer.buffer(download.content()));
        }
        if (answer instanceof Answer.Mail mail) {
            return () -> response.putHeader("Content-Security-Policy", MAIL_POLICY)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                    .end(mail.html());
        }
        Answer.Page page = (Answer.Page) answer;
        String here = routing.request().method().name().equals("GET")
                ? routing.request().uri()
                : PATH + "/now";
        byte[] html = pages.write(page, ask.language(), here).getBytes(StandardCharsets.UTF_8);
        return () -> response.setStatusCode(page.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CONTENT_LANGUAGE, ask.language().code())
                .putHeader(HttpHeaders.VARY, "Accept-Language, Cookie")
                .end(Buffer.buffer(html));
    }

    /** A page that says what is wrong. */
    static Answer.Page fault(int status, String words) {
        return new Answer.Page(status, "fault", Map.of("fault", words));
    }

    private static Language language(RoutingContext routing) {
        Cookie cookie = routing.request().getCookie(LANGUAGE);
        Language chosen = cookie == null ? null : Language.ofCode(cookie.getValue());
        return chosen == null ? Language.wanted(routing.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE)) : chosen;
    }

    /** Keeps the language, and goes back to where the reader was. */
    private static void choose(RoutingContext routing) {
        Language chosen = Language.ofCode(routing.queryParams().get("code"));
        if (chosen != null) {
            routing.response()
                    .addCookie(Cookie.cookie(LANGUAGE, chosen.code())
                            .setPath(PATH)
                            .setHttpOnly(true)
                            .setMaxAge(TimeUnit.DAYS.toSeconds(365))
                            .setSameSite(CookieSameSite.STRICT));
        }
        String back = routing.queryParams().get("back");
        boolean ours =
                back != null && back.startsWith(PATH + "/") && back.chars().allMatch(c -> c > ' ' && c < 127);
        redirect(routing, ours ? back : PATH + "/now");
    }

    private static void asset(Assets assets, RoutingContext routing) {
        Assets.Asset asset = assets.get(routing.normalizedPath());
        if (asset == null) {
            routing.response().setStatusCode(404).end();
            return;
        }
        routing.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, asset.type())
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable")
                .end(Buffer.buffer(asset.content()));
    }

    /** 303: whatever it was, the next one is a GET. */
    private static void redirect(RoutingContext routing, String path) {
        routing.response()
                .setStatusCode(303)
                .putHeader(HttpHeaders.LOCATION, path)
                .end();
    }
}
