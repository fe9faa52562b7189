package livecallbacks.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import livecallbacks.config.ConfigurationException;
import livecallbacks.event.EventNames;
import livecallbacks.operate.CallbackBody;
import livecallbacks.operate.Samples;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ./live-callbacks simulate}: does what the sender does, signs a callback and posts it, and says what was
 * answered. The exit code is 0 if all were answered 200, 1 if one was not, and 2 for wrong usage. The key is never
 * printed, the token only as {@code ***}.
 */
@Command(
        name = "simulate",
        description = "Signs and posts a sample callback, and says what was answered.",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:answered 200", "1:another answer, or none", "2:wrong usage"})
public final class SimulateCommand implements Callable<Integer> {

    /** The sender gives up after 20 seconds; a little more shows an answer that came too late for it. */
    private static final Duration TIME_OUT = Duration.ofSeconds(25);

    private static final int LONGEST_ANSWER_SHOWN = 300;
    private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9]*");
    private static final List<String> STREAM_NAMES = List.of("stream_id", "channel_id", "streamId", "channelId");

    private final KeyLookup keyOfSource;
    private final Clock clock;
    private final RandomGenerator random;

    /** Where the key comes from that is not given. */
    @FunctionalInterface
    public interface KeyLookup {

        /**
         * The first key of a source, empty if it has none.
         *
         * @throws ConfigurationException if the configuration cannot be read
         */
        Optional<String> firstKey(String source) throws ConfigurationException;
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--event",
            paramLabel = "<name|number>",
            defaultValue = "recording",
            completionCandidates = EventCandidates.class,
            description = "Which event; a number without a sample gets the common fields only."
                    + " Names: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private String event;

    @Option(names = "--stream", paramLabel = "<id>", description = "The stream that it is about. Default: match-42")
    private @Nullable String stream;

    @Option(
            names = "--field",
            paramLabel = "<name=value>",
            description = "Sets a field at the top level, t and sign included: what is JSON as JSON, anything else as"
                    + " text. Repeatable.")
    private Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = "--file",
            paramLabel = "<body.json>",
            description = "Posts this body with a fresh t and sign instead of a sample; all else in it stays as it is.")
    private @Nullable Path file;

    @Option(
            names = "--source",
            paramLabel = "<name>",
            defaultValue = "live",
            description = "The source to post to. Default: ${DEFAULT-VALUE}")
    private String source;

    @Option(
            names = "--key",
            paramLabel = "<key>",
            description = "The callback key to sign with. Default: the first one of callbacks.<source>.keys")
    private @Nullable String key;

    @Option(names = "--token", paramLabel = "<token>", description = "The token of the source, if it has one.")
    private @Nullable String token;

    @Option(
            names = "--url",
            paramLabel = "<url>",
            defaultValue = "http://127.0.0.1:8080",
            description = "Where live-callbacks runs; /callbacks/<source> is added. Default: ${DEFAULT-VALUE}")
    private String url;

    @Option(
            names = "--expires",
            paramLabel = "<seconds>",
            defaultValue = "600",
            description = "How far t lies in the future; negative for a callback that has expired."
                    + " Default: ${DEFAULT-VALUE}, as the sender does")
    private long expires;

    @Option(names = "--unsigned", description = "Posts it without t and sign.")
    private boolean unsigned;

    @Option(
            names = "--count",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "Posts so many, one after the other, each a different event. Default: ${DEFAULT-VALUE}")
    private int count;

    @Option(names = "--print", description = "Prints the body and a curl command that posts it; posts nothing.")
    private boolean print;

    /** Signs only with {@code --key}. */
    public SimulateCommand() {
        this(source -> Optional.empty());
    }

    /**
     * Signs with the key of the configuration unless there is a {@code --key}.
     *
     * @param keyOfSource from the name of a source to its first key, if it has one
     */
    public SimulateCommand(KeyLookup keyOfSource) {
        this(keyOfSource, Clock.systemUTC(), new SplittableRandom());
    }

    SimulateCommand(KeyLookup keyOfSource, Clock clock, RandomGenerator random) {
        this.keyOfSource = keyOfSource;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Posts or prints.
     *
     * @return 0 if all were answered 200 or only printed, otherwise 1
     * @throws ParameterException for wrong usage, which picocli turns into 2
     */
    @Override
    public Integer call() throws ConfigurationException {
        int eventType = checkedEventType();
        String signingKey = checkedKey();
        URI base = checkedUrl();
        if (!SOURCE.matcher(source).matches()) {
            throw wrong("--source takes lower-case letters and digits, a letter first, such as live; not " + source);
        }
        if (count < 1) {
            throw wrong("--count takes a number from 1 on, not " + count);
        }
        if (file != null && count > 1) {
            throw wrong(
                    "--count makes each callback a different event, which --file leaves as it is; give one of them");
        }
        List<CallbackBody> bodies = new ArrayList<>();
        Instant now = clock.instant();
        for (int i = 0; i < count; i++) {
            // A second apart, the last one now: some events have no id of their own to tell them apart by.
            bodies.add(body(eventType, now.minusSeconds(count - 1L - i), signingKey));
        }
        if (print) {
            bodies.forEach(body -> printOne(body, base));
            return 0;
        }
        return post(bodies, base);
    }

    private CallbackBody body(int eventType, Instant time, @Nullable String signingKey) {
        CallbackBody body = file != null ? read(file) : sample(eventType, time);
        if (stream != null) {
            setStream(body, stream);
        }
        body.remove("t");
        body.remove("sign");
        fields.forEach((name, value) ->
                body.set(name, CallbackBody.isJson(value) ? value.strip() : CallbackBody.quoted(value)));
        if (signingKey != null) {
            if (!body.has("t")) {
                body.set("t", Long.toString(clock.instant().getEpochSecond() + expires));
            }
            if (!body.has("sign")) {
                body.set(
                        "sign",
                        CallbackBody.quoted(sign(signingKey, body.text("t").orElseThrow())));
            }
        }
        return body;
    }

    private CallbackBody sample(int eventType, Instant time) {
        try {
            return CallbackBody.of(Samples.of(eventType, time, random));
        } catch (IOException e) {
            throw new IllegalStateException("The sample of event type " + eventType + " is no JSON object", e);
        }
    }

    private CallbackBody read(Path path) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            throw wrong("--file " + path + " cannot be read");
        }
        try {
            return CallbackBody.of(bytes);
        } catch (IOException e) {
            throw wrong("--file " + path + " holds no callback: " + e.getMessage());
        }
    }

    private static void setStream(CallbackBody body, String id) {
        List<String> present = STREAM_NAMES.stream().filter(body::has).toList();
        (present.isEmpty() ? List.of("stream_id") : present).forEach(name -> body.set(name, CallbackBody.quoted(id)));
    }

    /** The sender's rule: lower-case hex MD5 of the key and the decimal t, nothing between them. */
    private static String sign(String key, String t) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest((key + t).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }

    private int post(List<CallbackBody> bodies, URI base) {
        URI target = URI.create(base + path(token == null ? "" : "/" + encoded(token)));
        String shown = base + path(token == null ? "" : "/***");
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIME_OUT)
                .build();
        List<Long> milliseconds = new ArrayList<>();
        int good = 0;
        for (CallbackBody body : bodies) {
            out().println("POST " + shown + "  " + describe(body));
            HttpRequest request = HttpRequest.newBuilder(target)
                    .timeout(TIME_OUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
                    .build();
            long start = System.nanoTime();
            HttpResponse<String> answer;
            try {
                answer = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            } catch (IOException e) {
                err().println(noAnswer(shown, e));
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                err().println("Interrupted before " + shown + " answered.");
                break;
            }
            long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
            milliseconds.add(took);
            good += answer.statusCode() == 200 ? 1 : 0;
            out().println(answer.statusCode() + " " + shortened(answer.body()) + "  in " + took + " ms");
        }
        if (bodies.size() > 1) {
            summarize(bodies.size(), good, milliseconds);
        }
        out().flush();
        err().flush();
        return good == bodies.size() ? 0 : 1;
    }

    private void summarize(int wanted, int good, List<Long> milliseconds) {
        String times = "";
        if (!milliseconds.isEmpty()) {
            List<Long> sorted = milliseconds.stream().sorted().toList();
            times = String.format(
                    Locale.ROOT,
                    "; %d ms at the median, %d ms at most",
                    sorted.get((sorted.size() - 1) / 2),
                    sorted.get(sorted.size() - 1));
        }
        out().println(good + " of " + wanted + " answered 200, " + (milliseconds.size() - good) + " otherwise, "
                + (wanted - milliseconds.size()) + " not at all" + times);
    }

    private static String noAnswer(String shown, IOException e) {
        String host = "No answer from " + shown + ": ";
        if (e instanceof HttpTimeoutException) {
            return host + "nothing came within " + TIME_OUT.toSeconds() + " seconds.";
        }
        if (e instanceof ConnectException) {
            return host + "cannot connect. Does live-callbacks run there? --url says where.";
        }
        return host + "the connection broke" + (e.getMessage() == null ? "." : " (" + printable(e.getMessage()) + ").");
    }

    private void printOne(CallbackBody body, URI base) {
        // The token stays out of the terminal and of the shell's history; its variable is the one that run reads.
        String variable = "\"$CALLBACKS_" + source.toUpperCase(Locale.ROOT) + "_TOKEN\"";
        out().println(body);
        out().println();
        out().println("curl -sS -X POST -H 'Content-Type: application/json' --data-binary "
                + shellQuoted(body.toString()) + " " + shellQuoted(base + path(token == null ? "" : "/"))
                + (token == null ? "" : variable));
        out().flush();
    }

    private String path(String afterSource) {
        return "/callbacks/" + source + afterSource;
    }

    private int checkedEventType() {
        Integer eventType = Samples.eventType(event);
        if (eventType == null) {
            throw wrong("--event takes a number or one of "
                    + String.join(", ", EventNames.all().keySet()) + "; not " + event);
        }
        return eventType;
    }

    private @Nullable String checkedKey() throws ConfigurationException {
        if (unsigned) {
            return null;
        }
        String found = key != null ? key : keyOfSource.firstKey(source).orElse("");
        if (found.isEmpty()) {
            throw wrong("No key to sign with: give --key, or set CALLBACKS_" + source.toUpperCase(Locale.ROOT)
                    + "_KEYS in the environment or callbacks." + source
                    + ".keys in application.properties; or post it with --unsigned");
        }
        return found;
    }

    private URI checkedUrl() {
        try {
            URI parsed = new URI(url.replaceAll("/+$", ""));
            boolean http = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
            if (http
                    && parsed.getHost() != null
                    && parsed.getRawUserInfo() == null
                    && parsed.getRawQuery() == null
                    && parsed.getRawFragment() == null) {
                return parsed;
            }
        } catch (URISyntaxException e) {
            throw wrong("--url is no URL: " + e.getReason());
        }
        throw wrong("--url takes http or https, a host, and perhaps a port and a path, such as http://127.0.0.1:8080");
    }

    private static String describe(CallbackBody body) {
        String type = body.text("event_type").orElse("");
        Integer number = type.isEmpty() ? null : Samples.eventType(type);
        String what = number == null ? "callback" : EventNames.of(number);
        String of = STREAM_NAMES.stream()
                .flatMap(name -> body.text(name).stream())
                .findFirst()
                .map(id -> " of " + id)
                .orElse("");
        return printable(what + of + (type.isEmpty() ? " (no event_type)" : " (event_type " + type + ")"));
    }

    private static String shortened(String answer) {
        String line = printable(answer.strip());
        return line.length() <= LONGEST_ANSWER_SHOWN ? line : line.substring(0, LONGEST_ANSWER_SHOWN) + "...";
    }

    /** What others wrote must not steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String shellQuoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private static final class EventCandidates extends ArrayList<String> {
        EventCandidates() {
            super(EventNames.all().keySet());
        }
    }
}
