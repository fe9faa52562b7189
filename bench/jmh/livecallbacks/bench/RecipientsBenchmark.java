package livecallbacks.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.Recipients;
import livecallbacks.notify.recipients.RecipientsException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to find out who is mailed about an event, and to read the file that says so. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = {"-Xmx256m", "-XX:+UseParallelGC"})
public class RecipientsBenchmark {

    private static final int ROUTES = 10_000;
    private static final int RECEIVERS = 200;
    private static final int EVENTS = 1024;

    private static final Path EXAMPLE = Path.of(System.getProperty("bench.home", "."), "recipients.yaml");

    private static String text(String tree) throws IOException {
        return switch (tree) {
            case "example" -> Files.readString(EXAMPLE);
            case "streams" -> routes(i -> "stream: \"match-" + i + "\"");
            case "prefixes" -> routes(i -> "stream: \"match-" + i + "-*\", event: [recording, stream-ended]");
            case "suffixes" -> routes(i -> "stream: \"*-" + i + "\"");
            case "fields" -> routes(i -> "field.task_id: \"1820625260475" + i + "\"");
            case "inner" -> routes(i -> "stream: \"*-" + i + "-*\"");
            case "mixed" -> routes(RecipientsBenchmark::mixed);
            default -> throw new IllegalArgumentException(tree);
        };
    }

    /** What the file of a large platform may look like: of every ten routes three are globs, one an expression. */
    private static String mixed(int i) {
        return switch (i % 10) {
            case 0, 1 -> "stream: \"team-" + i + "-*\"";
            case 2 -> "stream: \"*-" + i + "\", event: [recording, stream-ended]";
            case 3 -> "stream: \"/^vip-" + i + "-[0-9]+$/\"";
            case 4 -> "stream: \"cup-" + i + "\", field.file_format: mp4";
            case 5 -> "domain: \"push" + i + ".example.com\", event: recording-exception";
            default -> "stream: \"match-" + i + "\", event: [recording, stream-ended]";
        };
    }

    private static String routes(IntFunction<String> match) {
        return "receivers:\n"
                + IntStream.range(0, RECEIVERS)
                        .mapToObj(i -> "  r" + i + ": {to: r" + i + "@example.com}\n")
                        .collect(Collectors.joining())
                + "default: [r0]\nroutes:\n"
                + IntStream.range(0, ROUTES)
                        .mapToObj(i -> "  - match: {" + match.apply(i) + "}\n    receivers: [r" + i % RECEIVERS + "]\n")
                        .collect(Collectors.joining());
    }

    private static Recipients parse(String text) throws RecipientsException {
        return Recipients.parse("recipients.yaml", text, language -> true);
    }

    /** A tree, and events of which half are matched by none of its many routes and the others by one in their midst. */
    @State(Scope.Thread)
    public static class Tree {

        /** The file that comes with the product, or ten thousand routes of a kind; see {@code text}. */
        @Param({"example", "mixed", "streams", "prefixes", "suffixes", "fields", "inner"})
        public String tree;

        private Recipients recipients;
        private CallbackEvent[] events;
        private byte[][] bodies;
        private int next;

        @Setup
        public void read() throws IOException, RecipientsException {
            recipients = parse(text(tree));
            events = new CallbackEvent[EVENTS];
            bodies = new byte[EVENTS][];
            for (int i = 0; i < EVENTS; i++) {
                int route = i % 2 == 0 ? ROUTES / 2 + i : ROUTES + i;
                String stream = tree.equals("example") ? (i % 4 == 0 ? "test-" : "match-") + i : stream(route);
                // All events match in the example, or fall to its default, but for the screenshots.
                int type = tree.equals("example") ? List.of(100, 0, 332, 200).get(i / 4 % 4) : 100;
                events[i] = event(stream, type);
                bodies[i] = ("{\"app\":\"push.example.com\",\"appname\":\"live\",\"event_type\":" + type
                                + ",\"file_format\":\"mp4\",\"file_id\":\"1250000000_783c543e415d41a8a4c16da76f83eb81\","
                                + "\"file_size\":2868282540,\"stream_id\":\"" + stream
                                + "\",\"stream_param\":\"txSecret=0123456789abcdef0123456789abcdef&txTime=69560F80\","
                                + "\"task_id\":\"1820625260475" + route
                                + "\",\"video_url\":\"https://example.com/recordings/" + stream + ".mp4\"}")
                        .getBytes(StandardCharsets.UTF_8);
            }
        }

        private String stream(int route) {
            return switch (tree) {
                case "prefixes" -> "match-" + route + "-final";
                case "inner" -> "cup-" + route + "-final";
                default -> "match-" + route;
            };
        }

        private static CallbackEvent event(String stream, int type) {
            return new CallbackEvent(
                    "live",
                    "0".repeat(64),
                    type,
                    stream,
                    "push.example.com",
                    "live",
                    Instant.ofEpochSecond(1_767_225_600),
                    false,
                    Instant.ofEpochSecond(1_767_225_601),
                    false,
                    null,
                    null);
        }
    }

    /** The text of a file, to be read. */
    @State(Scope.Thread)
    public static class File {

        @Param({"example", "mixed", "streams", "prefixes"})
        public String tree;

        private String text;

        @Setup
        public void prepare() throws IOException {
            text = text(tree);
        }
    }

    /** Who is mailed. */
    @Benchmark
    public List<Addressee> match(Tree tree) {
        int i = tree.next++ & (EVENTS - 1);
        return tree.recipients.addressees(tree.events[i], new CallbackContent(tree.bodies[i]));
    }

    /** What a change of the file costs. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Recipients read(File file) throws RecipientsException {
        return parse(file.text);
    }
}
