package livecallbacks.console;

import jakarta.jms.JMSException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;
import livecallbacks.event.Secrets;
import livecallbacks.event.Texts;
import livecallbacks.operate.FailedMessage;
import livecallbacks.operate.FailedMessage.Stage;
import livecallbacks.operate.FailedMessages;
import org.jspecify.annotations.Nullable;

/** The pages about what was set aside because it could not be archived or mailed: look, retry, drop. */
public final class FailedView {

    private static final int PAGE = 100;
    private static final int LONGEST = 300;

    private final FailedMessages messages;
    private final Times times;

    /** Pages of these queues. */
    public FailedView(FailedMessages messages, Clock clock) {
        this.messages = messages;
        this.times = new Times(clock);
    }

    /** One in the list. */
    public record Line(
            String id,
            Times.Moment at,
            String stage,
            String event,
            String stream,
            String recipient,
            String rule,
            String reason) {}

    /** A header of the message. */
    public record Fact(String name, String value) {}

    Answer list(Ask ask) throws JMSException {
        String stage = ask.text("stage");
        // Only as many as are shown are kept in memory.
        PriorityQueue<FailedMessage> newest = new PriorityQueue<>(Comparator.comparing(FailedMessage::failedAt));
        long[] counts = new long[2];
        messages.browse(message -> {
            counts[0]++;
            if (stage.isEmpty() || stage.equals(message.stage().toString())) {
                counts[1]++;
                newest.add(message);
                if (newest.size() > PAGE) {
                    newest.remove();
                }
            }
        });
        List<FailedMessage> shown = new ArrayList<>(newest);
        shown.sort(Comparator.comparing(FailedMessage::failedAt).reversed());
        Map<String, Object> model = new HashMap<>();
        model.put("lines", shown.stream().map(this::line).toList());
        model.put("all", counts[0]);
        model.put("matching", counts[1]);
        model.put("stage", stage);
        model.put("stages", Stream.of(Stage.values()).map(Stage::toString).toList());
        model.put("done", ask.text("done"));
        model.put("did", did(ask, Set.of("retried", "dropped")));
        return new Answer.Page("failed", model);
    }

    /** What was done before this page, as far as it is one of those. */
    static String did(Ask ask, Set<String> known) {
        return known.contains(ask.text("did")) ? ask.text("did") : "";
    }

    private Line line(FailedMessage message) {
        return new Line(
                message.id(),
                times.of(message.failedAt()),
                message.stage().toString(),
                message.eventName(),
                shown(message.stream()),
                shown(message.recipient()),
                shown(message.text("rule")),
                shown(message.reason()));
    }

    private static String shown(String text) {
        return Texts.bounded(Texts.plain(text), LONGEST);
    }

    private @Nullable FailedMessage find(String id) throws JMSException {
        List<FailedMessage> found = new ArrayList<>();
        messages.browse(message -> {
            if (message.id().equals(id)) {
                found.add(message);
            }
        });
        return found.isEmpty() ? null : found.get(0);
    }

    Answer show(Ask ask) throws JMSException {
        FailedMessage message = find(ask.text("id"));
        if (message == null) {
            return Console.fault(404, "fault.gone");
        }
        Map<String, Object> model = new HashMap<>();
        model.put("line", line(message));
        model.put("reason", Texts.plain(message.reason()));
        model.put("queue", message.queue());
        model.put(
                "headers",
                message.headers().entrySet().stream()
                        .map(header -> new Fact(
                                Texts.plain(header.getKey()),
                                Texts.plain(Secrets.mask(header.getValue().toString()))))
                        .toList());
        String body = new String(message.body(), StandardCharsets.UTF_8);
        model.put("bytes", message.body().length);
        model.put("body", Contents.shown(message.stage().isOfMails() ? body : Secrets.maskBody(body)));
        return new Answer.Page("failed-one", model);
    }

    /** Asks whether it is meant. */
    Answer confirm(Ask ask) throws JMSException {
        String action = ask.text("action");
        if (!Set.of("retry", "drop").contains(action)) {
            return Console.fault(400, "fault.action");
        }
        Set<String> ids = Choice.of(ask);
        List<Line> lines = new ArrayList<>();
        messages.browse(message -> {
            if (ids.contains(message.id())) {
                lines.add(line(message));
            }
        });
        Map<String, Object> model = new HashMap<>();
        model.put("lines", lines);
        model.put("action", action);
        return new Answer.Page("failed-confirm", model);
    }

    Answer retry(Ask ask) throws JMSException {
        return after("retried", messages.retry(those(ask)).size());
    }

    Answer drop(Ask ask) throws JMSException {
        return after("dropped", messages.drop(those(ask)).size());
    }

    private Map<String, String> those(Ask ask) throws JMSException {
        Set<String> ids = Choice.of(ask);
        Map<String, String> found = new LinkedHashMap<>();
        messages.browse(message -> {
            if (ids.contains(message.id())) {
                found.put(message.messageId(), message.queue());
            }
        });
        return found;
    }

    private static Answer after(String did, int count) {
        return new Answer.Elsewhere(Console.PATH + "/failed?did=" + did + "&done=" + count);
    }
}
