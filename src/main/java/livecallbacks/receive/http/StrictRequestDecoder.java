package livecallbacks.receive.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livecallbacks.receive.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The server's decoder, made strict: what it reads as the head of a request is judged once more by {@link RequestHead},
 * as the bytes that came, and has to come in time. A request that is refused goes on as a message whose decoding has
 * failed, which the server hands to its handler of invalid requests; nothing that follows on the connection is read.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

    private static final int USUAL_HEAD = 512;

    private static final int CR_LF = 2;

    /** With extensions, which mean nothing here; Netty takes a size with anything behind a space. */
    private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,8})(?:[ \\t]*;[\\t -~]*)?");

    private final HttpLimits limits;

    /** The head as it came, as far as Netty has read it. */
    private byte[] head = new byte[USUAL_HEAD];

    private int headLength;
    private boolean inHead = true;

    /** Whether the body in hand comes in chunks, and what of them comes next. */
    private boolean chunked;

    private boolean beforeSize;
    private boolean inTrailer;

    private boolean refused;
    private @Nullable ScheduledFuture<?> timer;

    StrictRequestDecoder(HttpServerOptions options, HttpLimits limits) {
        super(options);
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        // A new connection has no longer for its first byte than for its first header.
        arm(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        disarm();
        super.handlerRemoved0(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        disarm();
        super.channelInactive(ctx);
    }

    /** Who asks and asks and does not read the answers is cut off before they fill the memory. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        if (!ctx.channel().isWritable()) {
            ChannelFuture unused = ctx.close();
        }
        super.channelWritabilityChanged(ctx);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (refused) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        int from = buffer.readerIndex();
        int known = out.size();
        boolean head = inHead;
        super.decode(ctx, buffer, out);
        if (chunked && !head && !isStrict(buffer, from, out, known)) {
            refuseChunk(out, known);
            return;
        }
        boolean fits = !head || keep(buffer, from);
        for (int i = known; i < out.size() && !refused; i++) {
            decoded((HttpObject) out.get(i));
            while (refused && out.size() > i + 1) {
                out.remove(i + 1);
            }
        }
        if (!fits && !refused) {
            refuse(Refusal.Cause.HEADER_TOO_LARGE, out);
        }
        if (inHead && !refused && (headLength > 0 || buffer.isReadable())) {
            arm(ctx);
        }
    }

    /** Of the parts of a message Netty makes one object each, in their order. */
    private void decoded(HttpObject object) {
        if (object instanceof HttpRequest request) {
            disarm();
            if (request.decoderResult().isSuccess()) {
                Refusal.Cause fault = RequestHead.faultOf(head, headLength, limits.maxHeaders());
                if (fault != null) {
                    request.setDecoderResult(DecoderResult.failure(new RefusedRequest(fault)));
                }
            }
            if (request.decoderResult().isFailure()) {
                // The answer has the version of the request, which can be anything.
                request.setProtocolVersion(HttpVersion.HTTP_1_1);
            }
            headLength = 0;
            if (head.length > 2 * USUAL_HEAD) {
                head = new byte[USUAL_HEAD];
            }
            inHead = false;
            chunked = request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
            beforeSize = true;
            inTrailer = false;
        }
        if (object.decoderResult().isFailure()) {
            refused = true;
        } else if (object instanceof LastHttpContent) {
            inHead = true;
        }
    }

    /**
     * Whether what stands between the chunks is what should: their sizes and ends of lines, and no trailer. Netty reads
     * a line as a whole, and in one go no more than a size, a part of its chunk and the end of the chunk.
     */
    private boolean isStrict(ByteBuf buffer, int from, List<Object> out, int known) {
        int read = buffer.readerIndex() - from;
        int content = 0;
        for (Object part : out.subList(known, out.size())) {
            if (((HttpObject) part).decoderResult().isFailure()) {
                return true;
            }
            content += ((HttpContent) part).content().readableBytes();
        }
        if (read == 0) {
            return true;
        }
        if (inTrailer) {
            return read == CR_LF;
        }
        int line = 0;
        if (beforeSize) {
            line = buffer.indexOf(from, buffer.readerIndex(), (byte) '\n') - from + 1;
            Matcher size = CHUNK_SIZE.matcher(buffer.toString(from, Math.max(0, line - CR_LF), ISO_8859_1));
            if (!size.matches()) {
                return false;
            }
            inTrailer = Integer.parseUnsignedInt(size.group(1), 16) == 0;
        }
        beforeSize = read - line - content == CR_LF;
        return true;
    }

    private void refuseChunk(List<Object> out, int known) {
        refused = true;
        while (out.size() > known) {
            ReferenceCountUtil.release(out.remove(out.size() - 1));
        }
        LastHttpContent end = new DefaultLastHttpContent();
        end.setDecoderResult(DecoderResult.failure(new RefusedRequest(Refusal.Cause.MALFORMED_REQUEST)));
        out.add(end);
    }

    /**
     * Keeps what Netty has just read of a head; false if that becomes more than any head within the limits can have.
     */
    private boolean keep(ByteBuf buffer, int from) {
        int read = buffer.readerIndex() - from;
        // Netty's limits do not count the ends of lines, of which the shortest lines have as many bytes as of text.
        if (headLength + read > limits.maxUrl() + 2 * limits.maxHeader() + 8) {
            return false;
        }
        if (headLength + read > head.length) {
            head = Arrays.copyOf(head, Math.max(2 * head.length, headLength + read));
        }
        buffer.getBytes(from, head, headLength, read);
        headLength += read;
        return true;
    }

    private void arm(ChannelHandlerContext ctx) {
        if (timer == null) {
            timer = ctx.executor()
                    .schedule(() -> late(ctx), limits.headerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void late(ChannelHandlerContext ctx) {
        if (refused || !inHead || !ctx.channel().isActive()) {
            return;
        }
        if (headLength == 0 && actualReadableBytes() == 0) {
            // Nothing has been asked, so nothing is answered.
            ChannelFuture unused = ctx.close();
            return;
        }
        List<Object> out = new ArrayList<>();
        refuse(Refusal.Cause.HEADER_TOO_SLOW, out);
        out.forEach(ctx::fireChannelRead);
        ctx.fireChannelReadComplete();
    }

    private void refuse(Refusal.Cause cause, List<Object> out) {
        refused = true;
        disarm();
        HttpMessage invalid = createInvalidMessage();
        invalid.setProtocolVersion(HttpVersion.HTTP_1_1);
        invalid.setDecoderResult(DecoderResult.failure(new RefusedRequest(cause)));
        out.add(invalid);
    }
}
