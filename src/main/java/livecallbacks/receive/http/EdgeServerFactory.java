package livecallbacks.receive.http;

import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.main.MainHttpServerFactory;

/**
 * Camel's main asks the registry for one of these before it takes its own: makes the {@link EdgeServer} for callbacks,
 * and leaves the management server to another one.
 */
public final class EdgeServerFactory implements MainHttpServerFactory {

    private final EdgeServer.Setup setup;
    private final MainHttpServerFactory management;

    /**
     * A factory of servers with these limits and certificates.
     *
     * @param management makes the management server
     */
    public EdgeServerFactory(EdgeServer.Setup setup, MainHttpServerFactory management) {
        this.setup = setup;
        this.management = management;
    }

    /** The server for callbacks; of Camel's properties it takes host, port and path. */
    @Override
    public Service newHttpServer(CamelContext camelContext, HttpServerConfigurationProperties properties) {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setServerType(VertxPlatformHttpRouter.SERVER_TYPE_SERVER);
        configuration.setBindHost(properties.getHost());
        configuration.setBindPort(properties.getPort());
        configuration.setPath(properties.getPath());
        configuration.setMaxBodySize((long) setup.limits().maxBody());
        configuration.getBodyHandler().setHandleFileUploads(false);
        HttpEdge edge = new HttpEdge(setup.refusals(), setup.answers(), setup.limits(), setup.requests());
        EdgeServer server = new EdgeServer(configuration, setup, edge);
        server.setCamelContext(camelContext);
        try {
            camelContext.addStartupListener(edge);
        } catch (Exception e) {
            throw new IllegalStateException("Camel takes no startup listener", e);
        }
        return server;
    }

    @Override
    public Service newHttpManagementServer(
            CamelContext camelContext, HttpManagementServerConfigurationProperties properties) {
        return management.newHttpManagementServer(camelContext, properties);
    }
}
