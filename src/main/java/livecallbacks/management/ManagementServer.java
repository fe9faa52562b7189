package livecallbacks.management;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import io.vertx.ext.web.handler.BasicAuthHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import livecallbacks.config.Settings;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationConfigEntry;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;

/**
 * Makes Camel's servers, and puts two things before every path of the management port: the login, if there is one, and
 * that nobody is told an exception's text. Camel's own login wants the password in a file, in the clear, and compares
 * it in a time that depends on it.
 */
public final class ManagementServer extends DefaultMainHttpServerFactory {

    /** All of them: Camel's default is the path as it stands, which lets through what is below it (CVE-2026-40022). */
    private static final String EVERY_PATH = "/*";

    private static final String REALM = "live-callbacks";

    /** Parameters by which Camel's health page would show the text, class and stack trace of an exception. */
    private static final List<String> TALKATIVE = List.of("exposureLevel", "stackTrace", "data");

    /** What a cluster asks from outside: it gets a status without reasons, and needs no login for that. */
    private static final Set<String> PROBES = Set.of("/observe/health/live", "/observe/health/ready");

    private static final String CONSOLE = "/console*";

    private final Settings.Management settings;
    private final Handler<RoutingContext> console;

    /**
     * A factory for these settings; without a user name in them, nobody has to log in.
     *
     * @param console answers everything below {@code /console}, whose reader has logged in
     */
    public ManagementServer(Settings.Management settings, Handler<RoutingContext> console) {
        this.settings = settings;
        this.console = console;
    }

    @Override
    public Service newHttpManagementServer(
            CamelContext camelContext, HttpManagementServerConfigurationProperties configuration) {
        Service service = super.newHttpManagementServer(camelContext, configuration);
        if (!(service instanceof ManagementHttpServer server)) {
            throw new IllegalStateException("Camel's management server is another than the one this is made for");
        }
        AuthenticationConfig before = server.getConfiguration().getAuthenticationConfig();
        before.getEntries().add(on(EVERY_PATH, this::handler));
        // After the login, and before the pages of Camel's own.
        before.getEntries().add(on(CONSOLE, () -> console::handle));
        before.setEnabled(true);
        return service;
    }

    /** The entry's own provider is not used: the handler knows what to compare with. */
    private static AuthenticationConfigEntry on(String path, Supplier<AuthenticationHandler> handler) {
        AuthenticationConfigEntry entry = new AuthenticationConfigEntry();
        entry.setPath(path);
        entry.setAuthenticationProviderFactory(ManagementServer::nobody);
        entry.setAuthenticationHandlerFactory(new AuthenticationConfig.AuthenticationHandlerFactory() {
            @Override
            public <T extends AuthenticationProvider> AuthenticationHandler createAuthenticationHandler(T provider) {
                return handler.get();
            }
        });
        return entry;
    }

    private AuthenticationHandler handler() {
        String username = settings.username();
        String password = settings.password();
        if (username == null || password == null) {
            return routing -> {
                hush(routing);
                routing.next();
            };
        }
        AuthenticationHandler login = BasicAuthHandler.create(new Login(username, password), REALM);
        return routing -> {
            hush(routing);
            boolean probe = PROBES.contains(routing.request().path())
                    && !routing.request().headers().contains(HttpHeaders.AUTHORIZATION);
            if (probe) {
                routing.request().params().set("exposureLevel", "oneline");
                routing.next();
            } else {
                login.handle(routing);
            }
        };
    }

    private static AuthenticationProvider nobody(Vertx vertx) {
        return new Login("", "");
    }

    private static void hush(RoutingContext routing) {
        TALKATIVE.forEach(routing.request().params()::remove);
    }

    /** One user; both parts are compared whole, in a time that tells nothing. */
    private static final class Login implements AuthenticationProvider {

        private final byte[] username;
        private final byte[] password;

        Login(String username, String password) {
            this.username = username.getBytes(StandardCharsets.UTF_8);
            this.password = password.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        @SuppressWarnings("deprecation") // the only one that has to be there
        public void authenticate(JsonObject credentials, Handler<AsyncResult<User>> result) {
            String name = credentials.getString("username", "");
            boolean nameFits = MessageDigest.isEqual(username, bytes(name));
            boolean fits = MessageDigest.isEqual(password, bytes(credentials.getString("password", ""))) && nameFits;
            result.handle(
                    fits
                            ? Future.succeededFuture(User.fromName(name))
                            : Future.failedFuture("Wrong user name or password"));
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
