package livecallbacks.console;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import livecallbacks.broker.QueueState;
import livecallbacks.config.Durations;
import livecallbacks.management.Away;
import livecallbacks.management.LastMinute;
import livecallbacks.management.LastMinute.Acknowledged;
import org.jspecify.annotations.Nullable;

/** The page <i>Now</i>: what comes in, what waits, and what is wrong, in words. */
public final class NowView {

    /** The stages in the order in which a callback goes through them, and what was set aside. */
    private static final List<String> STAGES = List.of(
            "callbacks.received",
            "callbacks.archived.notify",
            "mail.digest",
            "mail.digest.held",
            "mail.outbox",
            "receipts",
            "replay.notify",
            "replay.archive",
            "callbacks.failed",
            "mail.failed");

    private final Sight sight;
    private final Times times;

    /**
     * What the page is made from; nothing of it waits for anything.
     *
     * @param meters have {@code livecallbacks.last.received}
     * @param queues how they stand
     * @param takes whether callbacks can be forced to disk now
     * @param away which routes wait
     * @param targets what a route sends to, in words for people, by the route's id
     * @param recipients what is wrong with recipients.yaml
     */
    public record Sight(
            LastMinute lastMinute,
            MeterRegistry meters,
            Supplier<List<QueueState>> queues,
            BooleanSupplier takes,
            Supplier<List<Away>> away,
            Map<String, String> targets,
            Supplier<Optional<String>> recipients) {}

    /** A page of this. */
    public NowView(Sight sight, java.time.Clock clock) {
        this.sight = sight;
        this.times = new Times(clock);
    }

    /** A line of what waits. */
    public record Stage(
            String queue, long messages, @Nullable String oldest) {}

    /** The last callback of a source; no time if there was none since the start. */
    public record Last(String source, Times.@Nullable Moment at) {}

    Answer show(Ask ask) {
        Language language = ask.language();
        Map<String, Object> model = new HashMap<>();
        model.put("faults", faults(language));
        model.put("requests", sight.lastMinute().requests());
        Acknowledged acknowledged = sight.lastMinute().acknowledged();
        model.put("acknowledged", acknowledged.count());
        model.put("median", millis(acknowledged.median()));
        model.put("slowest", millis(acknowledged.slowest()));
        model.put("stages", stages());
        model.put("lasts", lasts());
        return new Answer.Page("now", model);
    }

    private List<String> faults(Language language) {
        List<String> faults = new ArrayList<>();
        if (!sight.takes().getAsBoolean()) {
            faults.add(language.of("now.fault.intake"));
        }
        Map<String, Long> waiting = new HashMap<>();
        sight.queues().get().forEach(state -> waiting.put(state.queue(), state.messages()));
        for (Away away : sight.away().get()) {
            faults.add(language.of(
                    "now.fault.away",
                    sight.targets().getOrDefault(away.route(), away.route()),
                    language.of(AwayReason.of(away.failure()).words()),
                    times.of(away.since()).text(),
                    away.route()));
        }
        count(waiting, "callbacks.failed").ifPresent(n -> faults.add(language.of("now.fault.callbacksFailed", n)));
        count(waiting, "mail.failed").ifPresent(n -> faults.add(language.of("now.fault.mailFailed", n)));
        sight.recipients().get().ifPresent(problem -> faults.add(language.of("now.fault.recipients", problem)));
        return faults;
    }

    private static Optional<Long> count(Map<String, Long> waiting, String queue) {
        return Optional.ofNullable(waiting.get(queue)).filter(messages -> messages > 0);
    }

    private List<Stage> stages() {
        Function<QueueState, Integer> place = state -> {
            int index = STAGES.indexOf(state.queue());
            return index < 0 ? STAGES.size() : index;
        };
        return sight.queues().get().stream()
                .sorted(Comparator.comparing(place).thenComparing(QueueState::queue))
                .map(state -> new Stage(state.queue(), state.messages(), age(state.oldestSince())))
                .toList();
    }

    private @Nullable String age(@Nullable Long since) {
        return since == null ? null : Durations.shown(Duration.between(Instant.ofEpochMilli(since), times.now()));
    }

    private List<Last> lasts() {
        List<Last> lasts = new ArrayList<>();
        for (Gauge gauge : sight.meters().find("livecallbacks.last.received").gauges()) {
            // The gauge is in seconds, with the milliseconds behind the point.
            long at = Math.round(gauge.value() * 1000);
            String source = Objects.requireNonNullElse(gauge.getId().getTag("source"), "");
            lasts.add(new Last(source, at <= 0 ? null : times.of(Instant.ofEpochMilli(at))));
        }
        lasts.sort(Comparator.comparing(Last::source));
        return lasts;
    }

    private static @Nullable String millis(@Nullable Duration duration) {
        return duration == null ? null : Long.toString(Math.max(1, duration.toMillis()));
    }
}
