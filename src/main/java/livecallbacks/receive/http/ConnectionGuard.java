package livecallbacks.receive.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import livecallbacks.receive.Refusal;

/**
 * Watches one connection between the decoder and the server: how many requests wait for their answers, how much of
 * their bodies is in memory, and how many answers there have been.
 */
final class ConnectionGuard extends ChannelDuplexHandler {

    /** Requests that a caller may send before it has the answer to the first: more would fill the memory. */
    static final int MAX_PIPELINED = 32;

    /** Refuses the request whose body is on its way. */
    static final AttributeKey<Consumer<Refusal.Cause>> ANSWER = AttributeKey.valueOf(ConnectionGuard.class, "answer");

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
        if (msg instanceof HttpContent content && !(msg instanceof HttpRequest)) {
            if (content.decoderResult().isFailure()) {
                refuse(ctx, content, Refusal.Cause.MALFORMED_REQUEST);
                return;
            }
            if (!holds(content)) {
                refuse(ctx, content, Refusal.Cause.TOO_MANY_BODIES);
                return;
            }
        }
        ctx.fireChannelRead(msg);
    }

    /** The server itself would close the connection at the sight of a broken body, and lose the answer. */
    private void refuse(ChannelHandlerContext ctx, HttpContent content, Refusal.Cause cause) {
        refused = true;
        ReferenceCountUtil.release(content);
        Consumer<Refusal.Cause> answer = ctx.channel().attr(ANSWER).get();
        if (unanswered == 1 && answer != null) {
            answer.accept(cause);
        } else {
            ChannelFuture unused = ctx.close();
        }
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
