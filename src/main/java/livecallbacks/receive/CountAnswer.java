package livecallbacks.receive;

import livecallbacks.event.CallbackEvent;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * The beans {@code countStored} and {@code countNotStored}: count a verified callback by what became of it. They change
 * nothing. What is refused is counted where that is decided.
 */
public final class CountAnswer implements Processor {

    private final Answers answers;
    private final boolean stored;

    private CountAnswer(Answers answers, boolean stored) {
        this.answers = answers;
        this.stored = stored;
    }

    /** Counts callbacks that are on disk. */
    public static CountAnswer stored(Answers answers) {
        return new CountAnswer(answers, true);
    }

    /** Counts callbacks that could not be forced to disk; without the headers of an event, none is known. */
    public static CountAnswer notStored(Answers answers) {
        return new CountAnswer(answers, false);
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        // Where something failed before it was verified, the headers are the request's own, and say nothing.
        if (message.getHeader(CallbackEvent.SOURCE) instanceof String source
                && message.getHeader(CallbackEvent.EVENT_TYPE) instanceof Integer eventType) {
            if (stored) {
                long receivedAt = message.getHeader(CallbackEvent.RECEIVED_AT, 0L, Long.class);
                answers.stored(source, eventType, receivedAt);
            } else {
                answers.notStored(source, eventType);
            }
        } else if (!stored) {
            answers.refused(Intake.NO_SOURCE, Refusal.Cause.NOT_STORED);
        }
    }
}
