package livecallbacks.console;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import livecallbacks.archive.ArchiveKey;
import livecallbacks.archive.Receipts;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.event.Receipt;
import livecallbacks.event.Receipt.Mailing;
import livecallbacks.event.Secrets;
import livecallbacks.event.Texts;
import livecallbacks.operate.ArchivedCallbacks;
import livecallbacks.operate.ArchivedCallbacks.Found;
import livecallbacks.operate.NewestScan;
import livecallbacks.operate.Scans;
import org.jspecify.annotations.Nullable;

/** The pages about what is in the bucket: a day's callbacks, newest first, and one of them with its life. */
public final class CallbacksView {

    /** How many callbacks a page has; a walk has to keep one more, to know whether there is another page. */
    public static final int PAGE = 50;

    private static final int LONGEST_STREAM = 200;
    private static final int MOST_RECEIPTS = 50;
    private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9]*");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{1,64}");

    private final ArchivedCallbacks archive;
    private final Scans scans;
    private final Receipts receipts;
    private final Times times;

    /** Pages of this archive. */
    public CallbacksView(ArchivedCallbacks archive, Scans scans, Receipts receipts, Clock clock) {
        this.archive = archive;
        this.scans = scans;
        this.receipts = receipts;
        this.times = new Times(clock);
    }

    /** A callback in the list. */
    public record Line(String key, Times.Moment at, String source, String event, String stream) {}

    /**
     * What became of a mail or a replay.
     *
     * @param outcome the key of the words for it
     * @param whom an address or a place
     * @param rule empty for none
     * @param answer the mail server's; empty for none
     * @param replay the run that it belongs to; empty for none
     */
    public record Outcome(
            Times.Moment at,
            String outcome,
            String whom,
            String rule,
            String answer,
            int attempt,
            int events,
            String replay) {}

    /** A line of the metadata. */
    public record Fact(String name, String value) {}

    Answer list(Ask ask) throws InterruptedException {
        Map<String, Object> model = new HashMap<>();
        List<String> faults = new ArrayList<>();
        String day = ask.text("day").isEmpty() ? today() : ask.text("day");
        for (String name : List.of("source", "event", "stream", "id", "before")) {
            model.put(name, ask.text(name));
        }
        model.put("day", day);
        model.put("events", EventNames.all().keySet());
        Scans.Filter filter = filter(ask, day, faults);
        model.put("faults", faults);
        if (filter != null) {
            NewestScan.State state = scans.look(filter);
            List<ArchiveKey> keys = state.newest();
            List<ArchiveKey> shown = keys.subList(0, Math.min(PAGE, keys.size()));
            model.put("lines", shown.stream().map(this::line).toList());
            model.put("seen", state.seen());
            model.put("whole", state.whole());
            if (keys.size() > PAGE) {
                ArchiveKey last = shown.get(PAGE - 1);
                model.put("older", last.time().getEpochSecond() + "~" + last.key());
            }
        }
        return new Answer.Page(faults.isEmpty() ? 200 : 400, "callbacks", model);
    }

    private String today() {
        return LocalDate.ofInstant(times.now(), ZoneOffset.UTC).toString();
    }

    /** Null if something of it makes no sense, which is then among the faults. */
    private static Scans.@Nullable Filter filter(Ask ask, String day, List<String> faults) {
        LocalDate date = null;
        try {
            date = LocalDate.parse(day);
        } catch (DateTimeException e) {
            faults.add("callbacks.fault.day");
        }
        String source = ask.text("source");
        if (!source.isEmpty() && !SOURCE.matcher(source).matches()) {
            faults.add("callbacks.fault.source");
        }
        Set<Integer> types = types(ask.text("event"), faults);
        String id = ask.text("id").toLowerCase(Locale.ROOT);
        if (!id.isEmpty() && !ID.matcher(id).matches()) {
            faults.add("callbacks.fault.id");
        }
        Scans.Place before = place(ask.text("before"), faults);
        if (date == null || !faults.isEmpty()) {
            return null;
        }
        return new Scans.Filter(
                source.isEmpty() ? Set.of() : Set.of(source), types, date, ask.text("stream"), id, before);
    }

    private static Set<Integer> types(String event, List<String> faults) {
        if (event.isEmpty()) {
            return Set.of();
        }
        Set<Integer> named = EventNames.all().get(event);
        if (named != null) {
            return named;
        }
        try {
            return Set.of(Integer.parseInt(event));
        } catch (NumberFormatException e) {
            faults.add("callbacks.fault.event");
            return Set.of();
        }
    }

    private static Scans.@Nullable Place place(String before, List<String> faults) {
        int sign = before.indexOf('~');
        if (sign < 0) {
            return null;
        }
        try {
            return new Scans.Place(
                    Instant.ofEpochSecond(Long.parseLong(before.substring(0, sign))), before.substring(sign + 1));
        } catch (NumberFormatException | DateTimeException e) {
            faults.add("callbacks.fault.before");
            return null;
        }
    }

    private Line line(ArchiveKey key) {
        String stream = key.stream();
        return new Line(
                key.key(),
                times.of(key.time()),
                key.source(),
                EventNames.of(key.eventType()),
                stream == null ? "…" : Texts.bounded(Texts.plain(stream), LONGEST_STREAM));
    }

    Answer show(Ask ask) {
        Found found = archive.find(ask.text("key"));
        if (found == null) {
            return Console.fault(404, "fault.noCallback");
        }
        Map<String, Object> model = new HashMap<>();
        ArchiveKey key = found.key();
        model.put("line", line(key));
        model.put("eventType", key.eventType());
        model.put("storedAt", times.of(found.object().storedAt()));
        model.put(
                "body",
                Contents.shown(Secrets.maskBody(new String(found.object().body(), StandardCharsets.UTF_8))));
        model.put("bytes", found.object().body().length);
        CallbackEvent event = found.event();
        model.put("changed", event == null);
        model.put("replayed", ask.text("replayed"));
        Receipts.Found kept = receipts.of(key, MOST_RECEIPTS);
        model.put("outcomes", kept.receipts().stream().map(this::outcome).toList());
        model.put("moreOutcomes", kept.more());
        if (event != null) {
            model.put("receivedAt", times.of(event.receivedAt()));
            model.put("late", event.late());
            model.put("stream", event.streamId() == null ? "" : Texts.plain(event.streamId()));
        }
        model.put(
                "metadata",
                found.object().metadata().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> new Fact(Texts.plain(entry.getKey()), Texts.plain(entry.getValue())))
                        .toList());
        return new Answer.Page("callback", model);
    }

    private Outcome outcome(Receipt receipt) {
        Mailing mail = receipt.mail();
        return new Outcome(
                times.of(receipt.at()),
                "callback.outcome." + receipt.outcome().word(),
                Texts.plain(mail == null ? Objects.requireNonNullElse(receipt.place(), "") : mail.address()),
                mail == null ? "" : Texts.plain(Objects.requireNonNullElse(mail.rule(), "")),
                mail == null ? "" : Texts.plain(mail.answer()),
                mail == null ? 1 : mail.attempt(),
                mail == null ? 1 : mail.events(),
                Texts.plain(Objects.requireNonNullElse(receipt.replay(), "")));
    }

    Answer download(Ask ask) {
        Found found = archive.find(ask.text("key"));
        if (found == null) {
            return Console.fault(404, "fault.noCallback");
        }
        return new Answer.Download(
                found.key().source() + "-" + found.key().eventType() + "-"
                        + found.key().idStart() + ".json",
                found.object().body());
    }

    Answer replay(Ask ask) {
        String key = ask.text("key");
        String run = archive.replay(key);
        if (run == null) {
            return Console.fault(404, "fault.noCallback");
        }
        return new Answer.Elsewhere(
                Console.PATH + "/callback?key=" + Urls.encoded(key) + "&replayed=" + Urls.encoded(run));
    }
}
