package livecallbacks.receive;

import livecallbacks.event.CallbackEvent;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * The bean {@code verifyCallback}: replaces all headers of the request by those of the event. A header or query
 * parameter of the request that got past here could steer the mail, S3 and JMS endpoints behind.
 */
public final class VerifyCallback implements Processor {

    private final Intake intake;
    private final Refusals refusals;

    public VerifyCallback(Intake intake, Refusals refusals) {
        this.intake = intake;
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
            CallbackEvent event = intake.take(method, path, body == null ? new byte[0] : body);
            message.setHeaders(event.toHeaders());
        } catch (Refusal refusal) {
            refusals.count(intake.sourceName(path), refusal.reason());
            throw refusal;
        }
    }
}
