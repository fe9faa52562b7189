package livecallbacks.receive.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.traffic.GlobalTrafficShapingHandler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.SslChannelProvider;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Vert.x's server, which asks before it takes a connection. Its public API first shows a connection when the TLS
 * handshake is done; by then thousands of unfinished ones could have filled the memory.
 */
final class CountingHttpServer extends HttpServerImpl {

    private final Predicate<Channel> admission;

    CountingHttpServer(VertxInternal vertx, HttpServerOptions options, Predicate<Channel> admission) {
        super(vertx, options);
        this.admission = admission;
    }

    @Override
    protected BiConsumer<Channel, SslChannelProvider> childHandler(
            ContextInternal context, SocketAddress address, GlobalTrafficShapingHandler shaping) {
        BiConsumer<Channel, SslChannelProvider> accept = super.childHandler(context, address, shaping);
        return (channel, tls) -> {
            if (admission.test(channel)) {
                accept.accept(channel, tls);
            } else {
                ChannelFuture unused = channel.close();
            }
        };
    }
}
