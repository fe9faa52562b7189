package livecallbacks.receive.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import livecallbacks.receive.AddressRanges;
import livecallbacks.receive.Answers;
import livecallbacks.receive.ClientAddresses;
import livecallbacks.receive.Intake;
import livecallbacks.receive.Refusal;
import livecallbacks.receive.Refusals;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Camel's HTTP server with the limits, the strictness and the TLS that an open port on the internet needs, and for
 * which Camel's own has no properties.
 */
public final class EdgeServer extends VertxPlatformHttpServer {

    private static final Duration LONGEST_STEP = Duration.ofSeconds(30);
    private static final Duration LOOK_AT_CERTIFICATES = Duration.ofSeconds(2);
    private static final Duration SUMMARIES = Duration.ofSeconds(10);

    /**
     * What there is around the server.
     *
     * @param limits of every request and connection
     * @param proxies whose word is taken for whom they speak
     * @param proxyProtocol whether every connection begins with a PROXY header; then only proxies may connect
     * @param certificates null for plain HTTP
     * @param refusals counts what is refused here
     * @param answers hears how long an acknowledgement took
     * @param requests counts those that wait for their answers
     */
    public record Setup(
            HttpLimits limits,
            AddressRanges proxies,
            boolean proxyProtocol,
            @Nullable Certificates certificates,
            Refusals refusals,
            Answers answers,
            RequestsInHand requests) {}

    private final VertxPlatformHttpServerConfiguration configuration;
    private final Setup setup;
    private final HttpEdge edge;
    private final Connections connections;
    private final ClientAddresses clients;
    private final AtomicLong bodies = new AtomicLong();
    private @Nullable Vertx ownVertx;
    private @Nullable HttpServer server;

    EdgeServer(VertxPlatformHttpServerConfiguration configuration, Setup setup, HttpEdge edge) {
        super(configuration);
        this.configuration = configuration;
        this.setup = setup;
        this.edge = edge;
        this.connections =
                new Connections(setup.limits().maxConnections(), setup.limits().maxConnectionsPerAddress());
        this.clients = new ClientAddresses(setup.proxies());
    }

    /** The router of this server, which routes and handlers are added to. */
    VertxPlatformHttpRouter router() {
        return VertxPlatformHttpRouter.lookup(
                getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(configuration.getPort()));
    }

    @Override
    public @Nullable HttpServer getServer() {
        return server;
    }

    @Override
    public int getPort() {
        return server == null ? configuration.getBindPort() : server.actualPort();
    }

    @Override
    protected Vertx createVertxInstance() {
        Vertx vertx = super.createVertxInstance();
        ownVertx = vertx;
        return vertx;
    }

    /** Listens. Unlike Camel's own, it fails if it cannot. */
    @Override
    protected void startServer() throws Exception {
        VertxPlatformHttpRouter router = router();
        edge.surround(getCamelContext(), router);
        HttpServer starting = new CountingHttpServer((VertxInternal) getVertx(), options(), this::admits)
                .connectionHandler(this::watch)
                .invalidRequestHandler(edge::refuseInvalid)
                .requestHandler(router);
        await(starting.listen(configuration.getBindPort(), configuration.getBindHost()));
        server = starting;
        getVertx().setPeriodic(SUMMARIES.toMillis(), id -> setup.refusals().tellSummaries());
        Certificates certificates = setup.certificates();
        if (certificates != null) {
            getVertx()
                    .setPeriodic(
                            LOOK_AT_CERTIFICATES.toMillis(),
                            id -> getVertx().executeBlocking(() -> {
                                certificates.reloadIfChanged();
                                return null;
                            }));
        }
    }

    @Override
    protected void stopServer() {
        HttpServer running = server;
        if (running != null) {
            getCamelContext().removeComponent(PlatformHttpConstants.PLATFORM_HTTP_COMPONENT_NAME);
            await(running.close());
            server = null;
        }
    }

    @Override
    protected void stopVertx() {
        Vertx vertx = ownVertx;
        if (vertx != null) {
            await(vertx.close());
            ownVertx = null;
        }
    }

    private static void await(Future<?> step) {
        try {
            step.toCompletionStage().toCompletableFuture().get(LONGEST_STEP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the HTTP server starts or stops", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("The HTTP server does not start or stop", e);
        }
    }

    private HttpServerOptions options() {
        HttpLimits limits = setup.limits();
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(limits.maxUrl())
                .setMaxHeaderSize(limits.maxHeader())
                .setHttp2ClearTextEnabled(false)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setUseAlpn(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(limits.idleTimeout().toMillis()))
                .setUseProxyProtocol(setup.proxyProtocol())
                .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
                .setProxyProtocolTimeout(limits.headerTimeout().toMillis());
        Certificates certificates = setup.certificates();
        if (certificates != null) {
            options.setSsl(true)
                    .setKeyCertOptions(certificates.keys())
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setSslHandshakeTimeout(limits.headerTimeout().toMillis());
            if (certificates.trust() != null) {
                options.setTrustOptions(certificates.trust()).setClientAuth(ClientAuth.REQUIRED);
            }
        }
        return options;
    }

    /** Before a single byte is read: whoever is one too many is closed without an answer. */
    private boolean admits(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
            // Gone already.
            return false;
        }
        boolean proxy = setup.proxies().contains(peer.getAddress());
        if (setup.proxyProtocol() && !proxy) {
            return refused(Refusal.Cause.NOT_A_PROXY);
        }
        if (!connections.open()) {
            return refused(Refusal.Cause.TOO_MANY_CONNECTIONS);
        }
        channel.closeFuture().addListener(closed -> connections.close());
        return proxy || admitsClient(channel, peer.getAddress());
    }

    private boolean admitsClient(Channel channel, InetAddress client) {
        if (!connections.open(client)) {
            return refused(Refusal.Cause.TOO_MANY_CONNECTIONS_OF_ADDRESS);
        }
        channel.closeFuture().addListener(closed -> connections.close(client));
        return true;
    }

    private boolean refused(Refusal.Cause cause) {
        setup.refusals().count(Intake.NO_SOURCE, cause);
        return false;
    }

    /** The pipeline is there, and nothing has been read of what comes after TLS and PROXY header. */
    private void watch(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.replace("httpDecoder", "httpDecoder", new StrictRequestDecoder(options(), setup.limits()));
        pipeline.addAfter("httpEncoder", "guard", new ConnectionGuard(setup.limits(), bodies));
        if (setup.proxyProtocol()) {
            InetAddress client = clients.clientOf(connection.remoteAddress().hostAddress(), List.of());
            if (client != null && !setup.proxies().contains(client) && !admitsClient(channel, client)) {
                ChannelFuture unused = channel.close();
            }
        }
    }
}
