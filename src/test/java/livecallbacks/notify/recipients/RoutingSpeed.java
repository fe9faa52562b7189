package livecallbacks.notify.recipients;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.Events;

/**
 * How many events a second go through a tree of two thousand routes, on one thread: {@link RecipientsTest} holds that
 * to a bound. {@code bench/micro} measures this and other trees.
 */
final class RoutingSpeed {

    static final int ROUTES = 2000;

    private static final byte[] BODY =
            ("{\"event_type\":100,\"file_format\":\"mp4\",\"size\":18446744073709551615,\"a\":\"" + "x".repeat(2000)
                            + "\"}")
                    .getBytes(StandardCharsets.UTF_8);

    /** What a file of a large team may look like: of every ten routes three are globs, one is a regular expression. */
    static String mixed(int i) {
        return switch (i % 10) {
            case 0, 1 -> "stream: \"team-" + i + "-*\"";
            case 2 -> "stream: \"*-" + i + "\", event: [recording, stream-ended]";
            case 3 -> "stream: \"/^vip-" + i + "-[0-9]+$/\"";
            case 4 -> "stream: \"cup-" + i + "\", field.file_format: mp4";
            case 5 -> "domain: \"push" + i + ".example.com\", event: recording-exception";
            default -> "stream: \"match-" + i + "\", event: [recording, stream-ended]";
        };
    }

    private RoutingSpeed() {}

    static Recipients tree(IntFunction<String> match) throws RecipientsException {
        return Recipients.parse("recipients.yaml", text(match), language -> true);
    }

    static String text(IntFunction<String> match) {
        return "receivers: {a: {to: a@example.com}, b: {to: b@example.com}}\ndefault: [a]\nroutes:\n"
                + IntStream.range(0, ROUTES)
                        .mapToObj(i -> "  - match: {" + match.apply(i) + "}\n    receivers: [b]\n")
                        .collect(Collectors.joining());
    }

    /** Events a second, measured for so long: half of them match no route, the others one in the second half. */
    static double perSecond(Recipients recipients, int seconds) {
        List<CallbackEvent> events = IntStream.range(0, 1000)
                .mapToObj(i -> Events.recordingOf("match-" + (i % 2 == 0 ? i + 1000 : i + 9000)))
                .toList();
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        long done = 0;
        long mailed = 0;
        long now = start;
        while (now < end) {
            for (CallbackEvent event : events) {
                mailed +=
                        recipients.addressees(event, new CallbackContent(BODY)).size();
            }
            done += events.size();
            now = System.nanoTime();
        }
        if (mailed != done) {
            throw new IllegalStateException("Each event has one addressee, but there were " + mailed + " for " + done);
        }
        return done * 1e9 / (now - start);
    }
}
