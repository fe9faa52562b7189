package livecallbacks;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import livecallbacks.config.CallbackFiles;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.Settings;
import livecallbacks.receive.Source;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every two seconds whether the keys, tokens and rules of the sources have changed, and hands on those that have.
 * Faulty ones are said and change nothing.
 */
final class WatchedSources extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedSources.class);
    private static final long SECONDS = 2;

    private final CamelContext context;
    private final CallbackFiles files;
    private final Consumer<Settings.Callbacks> changed;
    private final Consumer<Map<String, Source>> use;
    private @Nullable Future<?> looking;

    /**
     * Watches as long as it is started.
     *
     * @param changed hears of new settings before they are in use
     * @param use puts the sources in use
     */
    WatchedSources(
            CamelContext context,
            CallbackFiles files,
            Consumer<Settings.Callbacks> changed,
            Consumer<Map<String, Source>> use) {
        this.context = context;
        this.files = files;
        this.changed = changed;
        this.use = use;
    }

    @Override
    protected void doStart() {
        ScheduledExecutorService thread =
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "watchedSources");
        looking = thread.scheduleWithFixedDelay(this::look, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    /** Camel ends the thread with its others. */
    @Override
    protected void doStop() {
        if (looking != null) {
            looking.cancel(false);
        }
    }

    private void look() {
        try {
            files.changed().ifPresent(callbacks -> {
                changed.accept(callbacks);
                use.accept(Sources.of(callbacks));
                callbacks
                        .sources()
                        .forEach((name, source) -> LOG.info(
                                "callbacks.{} was read again and is in use, with {} keys",
                                name,
                                source.keys().size()));
            });
        } catch (ConfigurationException e) {
            LOG.error(
                    "The changed configuration of the sources cannot be used, the last good one stays:\n  {}",
                    String.join("\n  ", e.problems()));
        } catch (RuntimeException e) {
            // Or the executor would not look again.
            LOG.error("The configuration of the sources could not be looked at: {}", e.toString());
        }
    }
}
