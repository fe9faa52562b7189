package livecallbacks.receive;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import livecallbacks.event.CallbackEvent;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code verifyCallback}: replaces all headers of the request by those of the event. A header or query
 * parameter of the request that got past here could steer the mail, S3 and JMS endpoints behind.
 */
public final class VerifyCallback implements Processor {

    /**
     * What the next part of a trace refers to (W3C Trace Context). Camel's tracer has set it, if there is one; no
     * header of a request is among those of the message.
     */
    private static final String TRACE = "traceparent";

    private final Intake intake;
    private final ClientAddresses clients;
    private final Refusals refusals;

    /**
     * A processor for the requests of Camel's HTTP server.
     *
     * @param intake decides
     * @param clients finds out who sent a request
     * @param refusals counts what is refused, and hears of what is taken
     */
    public VerifyCallback(Intake intake, ClientAddresses clients, Refusals refusals) {
        this.intake = intake;
        this.clients = clients;
        this.refusals = refusals;
    }

    /**
     * Verifies the request and makes the message that of the event; the body becomes its bytes in any case.
     *
     * @throws Refusal with the answer to give
     */
    @Override
    public void process(Exchange exchange) throws Refusal {
        Message message = exchange.getMessage();
        String method = message.getHeader(Exchange.HTTP_METHOD, "", String.class);
        String path = message.getHeader(Exchange.HTTP_PATH, "", String.class);
        byte[] body = message.getBody(byte[].class);
        message.setBody(body);
        try {
            CallbackEvent event = intake.take(method, path, body == null ? new byte[0] : body, clientOf(message));
            Object trace = message.getHeader(TRACE);
            message.setHeaders(event.toHeaders());
            if (trace != null) {
                message.setHeader(TRACE, trace);
            }
            refusals.taken(event);
        } catch (Refusal refusal) {
            refusals.count(intake.sourceName(path), refusal);
            throw refusal;
        }
    }

    /** Of the request itself: headers of the message could be query parameters. Null if nobody asks for it. */
    private @Nullable InetAddress clientOf(Message message) {
        if (!intake.asksForTheClient()) {
            return null;
        }
        if (!(message instanceof HttpMessage http) || http.getRequest() == null) {
            return null;
        }
        HttpServerRequest request = http.getRequest();
        SocketAddress peer = request.remoteAddress();
        return clients.clientOf(
                peer == null ? null : peer.hostAddress(), request.headers().getAll("X-Forwarded-For"));
    }
}
