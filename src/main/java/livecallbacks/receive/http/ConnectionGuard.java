package livecallbacks.receive.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicLong;
import livecallbacks.receive.Refusal;

/**
 * Watches one connection between the decoder and the server: how many requests wait for their answers, how much of
 * their bodies is in memory, and how many answers there have been.
 */
final class ConnectionGuard extends ChannelDuplexHandler {

    /** Requests that a caller may send before it has the answer to the first: more would fill the memory. */
    static final int MAX_PIPELINED = 32;

    private final HttpLimits limits;
    private final AtomicLong bodies;

    private long held;
    private int unanswered;
    private int answered;
    private boolean refused;
    private boolean interim;

    /**
     * A guard of one connection.
     *
     * @param bodies bytes of the bodies of all connections
     */
    ConnectionGuard(HttpLimits limits, AtomicLong bodies) {
        this.limits = limits;
        this.bodies = bodies;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (refused) {
            ReferenceCountUtil.release(msg);
            return;
        }
        if (msg instanceof HttpRequest && ++unanswered > MAX_PIPELINED) {
            refused = true;
            ReferenceCountUtil.release(msg);
            ChannelFuture unused = ctx.close();
            return;
        }
        if (msg instanceof HttpContent content && !holds(content)) {
            refused = true;
            ReferenceCountUtil.release(msg);
            LastHttpContent end = new DefaultLastHttpContent();
            end.setDecoderResult(DecoderResult.failure(new RefusedRequest(Refusal.Cause.TOO_MANY_BODIES)));
            ctx.fireChannelRead(end);
            return;
        }
        ctx.fireChannelRead(msg);
    }

    /** What still comes after the answer is thrown away as it comes, and takes no room. */
    private boolean holds(HttpContent content) {
        int bytes = content.content().readableBytes();
        if (bytes == 0 || unanswered == 0) {
            return true;
        }
        held += bytes;
        return bodies.addAndGet(bytes) <= limits.maxBodies();
    }

    private void letGo() {
        bodies.addAndGet(-held);
        held = 0;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof HttpResponse response) {
            interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (!interim && ++answered >= limits.keepAliveRequests()) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
        }
        boolean last = msg instanceof LastHttpContent && !interim;
        ChannelFuture written = ctx.write(msg, promise.unvoid());
        if (last) {
            if (--unanswered <= 0) {
                unanswered = 0;
                letGo();
            }
            if (answered >= limits.keepAliveRequests()) {
                refused = true;
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        letGo();
    }
}
