package livecallbacks.console;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import livecallbacks.event.Secrets;
import livecallbacks.event.Texts;
import livecallbacks.operate.InQuarantine;
import livecallbacks.operate.InQuarantine.Found;
import livecallbacks.operate.ReceivedQueue;
import livecallbacks.receive.QuarantinedCallback;
import livecallbacks.receive.Refusal;
import livecallbacks.receive.VerifyAgain;

/** The pages about what was refused for its signature or time but may be real: look, release, drop. */
public final class QuarantineView {

    private static final int PAGE = 100;
    private static final int LONGEST = 200;

    private final InQuarantine quarantine;
    private final Supplier<VerifyAgain> verifyAgain;
    private final ConnectionFactory connections;
    private final Times times;

    /**
     * Pages of this quarantine.
     *
     * @param verifyAgain with the sources as they are configured now
     * @param connections of the broker that a released callback goes to, outside of any transaction
     */
    public QuarantineView(
            InQuarantine quarantine, Supplier<VerifyAgain> verifyAgain, ConnectionFactory connections, Clock clock) {
        this.quarantine = quarantine;
        this.verifyAgain = verifyAgain;
        this.connections = connections;
        this.times = new Times(clock);
    }

    /** One in the list. */
    public record Line(String id, Times.Moment at, String source, String event, String stream, String cause) {}

    Answer list(Ask ask) throws IOException {
        String source = ask.text("source");
        String cause = ask.text("cause");
        String before = ask.text("before");
        List<QuarantinedCallback> all = quarantine.list();
        List<Line> lines = new ArrayList<>();
        Set<String> sources = new TreeSet<>();
        Set<String> causes = new TreeSet<>();
        String older = "";
        long matching = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            QuarantinedCallback callback = all.get(i);
            sources.add(callback.source());
            causes.add(callback.causeName());
            boolean wanted = (source.isEmpty() || source.equals(callback.source()))
                    && (cause.isEmpty() || cause.equals(callback.causeName()));
            if (!wanted) {
                continue;
            }
            matching++;
            boolean behind = before.isEmpty() || place(callback).compareTo(before) < 0;
            if (behind && lines.size() < PAGE) {
                // A body is read only for what is shown: there may be many thousands.
                Found found = quarantine.find(callback);
                if (found != null) {
                    lines.add(line(found));
                    older = place(callback);
                }
            }
        }
        Map<String, Object> model = model(ask);
        model.put("lines", lines);
        model.put("older", lines.size() == PAGE ? older : "");
        model.put("sources", sources);
        model.put("causes", causes);
        model.put("all", all.size());
        model.put("matching", matching);
        return new Answer.Page("quarantine", model);
    }

    private static Map<String, Object> model(Ask ask) {
        Map<String, Object> model = new HashMap<>();
        model.put("source", ask.text("source"));
        model.put("cause", ask.text("cause"));
        model.put("before", ask.text("before"));
        model.put("done", ask.text("done"));
        model.put("stay", ask.text("stay"));
        model.put("did", FailedView.did(ask, Set.of("released", "dropped")));
        return model;
    }

    /** Sorts as the callbacks do. */
    private static String place(QuarantinedCallback callback) {
        return callback.receivedAt().toEpochMilli() + "~" + callback.path();
    }

    private Line line(Found found) {
        return new Line(
                found.callback().id(),
                times.of(found.callback().receivedAt()),
                found.callback().source(),
                found.event(),
                Texts.bounded(Texts.plain(found.stream()), LONGEST),
                found.callback().causeName());
    }

    private List<QuarantinedCallback> those(Set<String> ids) throws IOException {
        return quarantine.list().stream()
                .filter(callback -> ids.contains(callback.id()))
                .toList();
    }

    Answer show(Ask ask) throws IOException {
        Found found = null;
        for (QuarantinedCallback callback : those(Set.of(ask.text("id")))) {
            found = quarantine.find(callback);
        }
        if (found == null) {
            return Console.fault(404, "fault.gone");
        }
        Map<String, Object> model = new HashMap<>();
        model.put("line", line(found));
        model.put("causeText", found.callback().cause().text());
        model.put("bytes", found.body().length);
        model.put("body", Contents.shown(Secrets.maskBody(new String(found.body(), StandardCharsets.UTF_8))));
        model.put("refusal", refusal(found));
        return new Answer.Page("quarantine-one", model);
    }

    /** Why it would stay; empty if it would be released. */
    private String refusal(Found found) {
        try {
            verifyAgain.get().verified(found.callback(), found.body());
            return "";
        } catch (Refusal refusal) {
            return refusal.reason().text();
        }
    }

    /** Asks whether it is meant. */
    Answer confirm(Ask ask) throws IOException {
        String action = ask.text("action");
        if (!Set.of("release", "override", "drop").contains(action)) {
            return Console.fault(400, "fault.action");
        }
        List<Line> lines = new ArrayList<>();
        for (QuarantinedCallback callback : those(Choice.of(ask))) {
            Found found = quarantine.find(callback);
            if (found != null) {
                lines.add(line(found));
            }
        }
        Map<String, Object> model = new HashMap<>();
        model.put("lines", lines);
        model.put("action", action);
        return new Answer.Page("quarantine-confirm", model);
    }

    Answer release(Ask ask) throws IOException, JMSException {
        VerifyAgain again = verifyAgain.get();
        int[] counts = new int[2];
        try (ReceivedQueue queue = new ReceivedQueue(connections)) {
            quarantine.release(
                    those(Choice.of(ask)),
                    ask.text("action").equals("override") ? again::vouchedFor : again::verified,
                    queue::put,
                    (found, refusal) -> counts[1]++,
                    () -> counts[0]++);
        }
        return after("released", counts[0], counts[1]);
    }

    Answer drop(Ask ask) throws IOException {
        int dropped = 0;
        for (QuarantinedCallback callback : those(Choice.of(ask))) {
            dropped += quarantine.drop(callback) ? 1 : 0;
        }
        return after("dropped", dropped, 0);
    }

    private static Answer after(String did, int count, int stay) {
        return new Answer.Elsewhere(Console.PATH + "/quarantine?did=" + did + "&done=" + count + "&stay=" + stay);
    }
}
