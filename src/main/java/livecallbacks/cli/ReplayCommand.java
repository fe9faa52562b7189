package livecallbacks.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livecallbacks.archive.ArchivedObjects;
import livecallbacks.broker.Broker;
import livecallbacks.cli.Main.Home;
import livecallbacks.config.Settings;
import livecallbacks.config.SettingsReader;
import livecallbacks.event.Texts;
import livecallbacks.operate.Replay;
import livecallbacks.operate.ReplayRun;
import livecallbacks.operate.ReplayRuns;
import livecallbacks.parts.Clients;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * {@code ./live-callbacks replay}: archived callbacks are mailed again, or put into another bucket or folder. Works
 * while the service runs; what is sent while it does not waits for it.
 */
@Command(
        name = "replay",
        description = "Sends archived callbacks through notify once more, so that they are mailed again; or with"
                + " --archive-to into another bucket or folder. An interrupted replay can be continued.",
        sortOptions = false)
final class ReplayCommand implements Callable<Integer> {

    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9]*");

    /** No dollar and no braces: in a key they would mean something to Camel. */
    private static final Pattern TARGET =
            Pattern.compile("s3://([A-Za-z0-9][A-Za-z0-9._-]*)(?:/([A-Za-z0-9!_.'()=/+-]*))?");

    private static final int SAVED_EVERY = 20;
    private static final int MOST_NAMED = 100;
    private static final long PATIENCE_SECONDS = 20;

    private final Home home;
    private final Map<String, String> environment;
    private final Clock clock = Clock.systemUTC();

    @Spec
    private CommandSpec spec;

    @Option(names = "--source", paramLabel = "<name>", description = "Of which source; repeatable. Default: all")
    private List<String> sources = new ArrayList<>();

    @Option(
            names = "--event",
            paramLabel = "<name|number>",
            converter = EventTypes.Converter.class,
            description = "Which events, such as recording; repeatable. Default: all")
    private List<EventTypes> events = new ArrayList<>();

    @Option(
            names = "--stream",
            paramLabel = "<glob>",
            description = "Of which streams, such as 'match-*'. Default: all")
    private @Nullable String stream;

    @Option(
            names = "--from",
            paramLabel = "<time>",
            description = "From this day (UTC) or moment of the event on: 2026-11-01 or 2026-11-01T10:00:00Z.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "<time>",
            description = "To the end of this day (UTC), or to this moment: 2026-11-02 or 2026-11-02T10:00:00Z.")
    private @Nullable String to;

    @Option(names = "--limit", paramLabel = "<n>", description = "So many at most; --continue goes on behind them.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--prefix",
            paramLabel = "<prefix>",
            defaultValue = "callbacks/",
            description = "What the keys in the archive begin with, before source=. Default: ${DEFAULT-VALUE}")
    private String prefix;

    @Option(
            names = "--archive-to",
            paramLabel = "<s3://bucket/folder>",
            description = "Puts them there, in the same store, and mails nobody.")
    private @Nullable String archiveTo;

    @Option(names = "--unmarked", description = "The mails do not say that they are repeated.")
    private boolean unmarked;

    @Option(names = "--dry-run", description = "Says what would be sent, and sends nothing.")
    private boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "<n>",
            defaultValue = "20",
            description = "So many a second at most. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--continue",
            paramLabel = "<run>",
            arity = "0..1",
            fallbackValue = "",
            description = "Goes on with this run where it has stopped, or with the last one that is not finished.")
    private @Nullable String continued;

    ReplayCommand(Home home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (rate < 1 || limit < 1) {
            throw wrong((rate < 1 ? "--rate" : "--limit") + " takes a number from 1 on");
        }
        Path data = SettingsReader.dataDirectory(home.directory(), environment);
        ReplayRuns runs = new ReplayRuns(data.resolve("replay"));
        ReplayRun run = continued == null ? newRun() : unfinished(runs, continued);
        Map<String, String> beside = DevStore.environment(data, environment);
        Settings.Archive archive = SettingsReader.archive(home.directory(), beside);
        try (S3Client s3 = Clients.s3(archive)) {
            checkTarget(s3, archive, run.plan());
            Replay replay = new Replay(
                    new ArchivedObjects(s3, archive.bucket(), run.plan().prefix()), run.plan());
            Replay.Count count = replay.count(run.lastKey());
            if (dryRun) {
                show(run.plan(), count);
                return count.misfits().isEmpty() ? 0 : Main.NO;
            }
            try (Broker broker = SetAside.broker(home, beside)) {
                return send(replay, run, runs, broker, Math.min(limit, count.total()));
            }
        } catch (SdkException e) {
            throw new IOException("The archive " + archive.bucket() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private int send(Replay replay, ReplayRun begin, ReplayRuns runs, Broker broker, long total) throws Exception {
        Sender sender = new Sender(runs, begin, new Progress(err(), Progress.onTerminal(), total));
        Thread thread = Thread.currentThread();
        CountDownLatch over = new CountDownLatch(1);
        // Ctrl-C: the run ends after the callback in hand and says how to go on, before the process ends.
        Thread hook = new Thread(
                () -> {
                    thread.interrupt();
                    awaitQuietly(over);
                },
                "stop the replay");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            runs.save(begin);
            replay.send(broker.independentConnections(), begin, limit, rate, sender);
            return sender.finish();
        } catch (InterruptedException e) {
            return sender.finish();
        } catch (RuntimeException e) {
            // The store or the broker; an interruption can look like it.
            boolean interrupted = Thread.interrupted() || e instanceof AbortedException;
            sender.finish();
            if (interrupted) {
                return Main.NO;
            }
            throw e;
        } finally {
            over.countDown();
            removeQuietly(hook);
        }
    }

    /** Keeps the run's file up to date and says how it goes. */
    private final class Sender implements Replay.Listener {

        private final ReplayRuns runs;
        private final ReplayRun begin;
        private final Progress progress;
        private ReplayRun run;
        private int notSaved;
        private long named;
        private long misfits;

        Sender(ReplayRuns runs, ReplayRun begin, Progress progress) {
            this.runs = runs;
            this.begin = begin;
            this.run = begin;
            this.progress = progress;
        }

        @Override
        public void at(ReplayRun now) {
            run = now;
            if (++notSaved >= SAVED_EVERY) {
                notSaved = 0;
                try {
                    runs.save(run);
                } catch (IOException e) {
                    throw new UncheckedIOException("How far the replay has come cannot be written down", e);
                }
            }
            progress.at(run.sent() - begin.sent());
        }

        @Override
        public void misfit(String key) {
            misfits++;
            skipped(key, "does not fit the layout of the archive");
        }

        @Override
        public void skipped(String key, String why) {
            if (++named <= MOST_NAMED) {
                progress.line("skipped " + Texts.plain(key) + ": it " + why);
            }
        }

        /** Says how it ended; the exit code. */
        int finish() throws IOException {
            // An interruption would break the writing of the file.
            boolean interrupted = Thread.interrupted();
            runs.save(run);
            progress.end(run.sent() - begin.sent());
            if (named > MOST_NAMED) {
                err().println("and " + (named - MOST_NAMED) + " more skipped");
            }
            out().println("Replay " + run.id() + ": " + run.sent() + " sent to "
                    + (run.plan().bucket() == null
                            ? "notify"
                            : "archive in s3://" + run.plan().bucket() + "/"
                                    + run.plan().folder())
                    + ", " + (run.skipped() + misfits) + " skipped" + (run.finished() ? "." : " so far."));
            if (!run.finished()) {
                out().println("It is not finished; go on with: " + Main.launcher() + " replay --continue " + run.id());
            }
            out().flush();
            err().flush();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return run.skipped() + misfits == 0 && (run.finished() || run.sent() - begin.sent() == limit) ? 0 : Main.NO;
        }
    }

    private void show(ReplayRun.Plan plan, Replay.Count count) {
        PrintWriter out = out();
        out.println(count.total() + " callbacks would be sent to "
                + (plan.bucket() == null ? "notify" : "archive in s3://" + plan.bucket() + "/" + plan.folder())
                + "; nothing is sent.");
        if (count.total() > 0) {
            out.println();
            Table table = new Table("EVENT", "CALLBACKS", "FIRST", "LAST");
            count.lines()
                    .forEach((name, line) -> table.add(
                            name, Long.toString(line.count()), SHOWN.format(line.first()), SHOWN.format(line.last())));
            table.print(out);
            out.println();
            out.println("Such as");
            count.sample().forEach(key -> out.println("  " + Texts.plain(key)));
        }
        if (!count.misfits().isEmpty()) {
            out.println();
            out.println(count.misfits().size() + " skipped, because they do not fit the layout of the archive");
            count.misfits().stream().limit(MOST_NAMED).forEach(key -> out.println("  " + Texts.plain(key)));
        }
        out.flush();
    }

    private ReplayRun newRun() {
        if (sources.isEmpty() && events.isEmpty() && stream == null && from == null && to == null) {
            throw wrong("Which callbacks? Give --source, --event, --stream, --from or --to; --stream '*' for all.");
        }
        for (String source : sources) {
            if (!SOURCE.matcher(source).matches()) {
                throw wrong(
                        "--source takes lower-case letters and digits, a letter first, such as live; not " + source);
            }
        }
        Instant start = from == null ? null : moment("--from", from, false);
        Instant until = to == null ? null : moment("--to", to, true);
        if (start != null && until != null && !start.isBefore(until)) {
            throw wrong("--from is after --to; nothing lies between them");
        }
        if (prefix.startsWith("/") || !(prefix.isEmpty() || prefix.endsWith("/"))) {
            throw wrong("--prefix does not begin with a slash, but ends with one, such as callbacks/");
        }
        Matcher target = TARGET.matcher(archiveTo == null ? "" : archiveTo);
        if (archiveTo != null && !target.matches()) {
            throw wrong(
                    "--archive-to takes s3://bucket or s3://bucket/folder, of letters, digits and ! _ . ' ( ) = + -");
        }
        if (archiveTo != null && unmarked) {
            throw wrong("--unmarked is about mails, and --archive-to mails nobody; give one of them");
        }
        return ReplayRun.of(
                new ReplayRun.Plan(
                        List.copyOf(sources),
                        events.stream()
                                .flatMap(types -> types.numbers().stream())
                                .distinct()
                                .toList(),
                        stream,
                        start == null ? null : start.toString(),
                        until == null ? null : until.toString(),
                        prefix,
                        archiveTo == null ? null : target.group(1),
                        archiveTo == null ? null : folder(target.group(2)),
                        !unmarked),
                clock);
    }

    private static String folder(@Nullable String written) {
        String bare = written == null ? "" : written.replaceAll("^/+|/+$", "");
        return bare.isEmpty() ? "" : bare + "/";
    }

    private ReplayRun unfinished(ReplayRuns runs, String id) throws IOException {
        boolean asksForMore = spec.commandLine().getParseResult().matchedOptions().stream()
                .map(option -> option.longestName())
                .anyMatch(name ->
                        !List.of("--continue", "--rate", "--limit", "--dry-run").contains(name));
        if (asksForMore) {
            throw wrong(
                    "--continue goes on with what the run was about; only --rate, --limit and --dry-run go with it");
        }
        ReplayRun run = id.isEmpty() ? runs.latestUnfinished() : runs.load(id);
        if (run == null) {
            throw wrong(id.isEmpty() ? "There is no replay that is not finished." : "There is no replay " + id + ".");
        }
        return run;
    }

    private Instant moment(String option, String written, boolean end) {
        try {
            LocalDate day = LocalDate.parse(written);
            return (end ? day.plusDays(1) : day).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            try {
                // The moment itself belongs to it.
                return Instant.parse(written).plusNanos(end ? 1 : 0);
            } catch (DateTimeException alsoNoMoment) {
                throw wrong(option + " takes a day or a moment, such as 2026-11-01 or 2026-11-01T10:00:00Z; not "
                        + written);
            }
        }
    }

    /** Asked beforehand, because the route would try again and again until somebody makes the bucket. */
    private void checkTarget(S3Client s3, Settings.Archive archive, ReplayRun.Plan plan) {
        String bucket = plan.bucket();
        if (bucket == null) {
            return;
        }
        if (bucket.equals(archive.bucket()) && "".equals(plan.folder())) {
            throw wrong("--archive-to names the place where they are; name another bucket or a folder");
        }
        try {
            s3.headBucket(head -> head.bucket(bucket));
        } catch (S3Exception e) {
            // Any other answer may come from rights to put, but not to ask.
            if (e.statusCode() == 404) {
                throw wrong("--archive-to: there is no bucket " + URI.create("s3://" + bucket)
                        + "; make it first, or name another one");
            }
        }
    }

    private static void awaitQuietly(CountDownLatch over) {
        try {
            if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Thread.currentThread().interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeQuietly(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and it is this hook that has stopped the run.
            assert hook.isAlive() || hook.getState() == Thread.State.TERMINATED;
        }
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
}
