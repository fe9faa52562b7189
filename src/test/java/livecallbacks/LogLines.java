package livecallbacks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What a class, or a part of the service, logs while this is open, a text a line. Safe for use by several threads. */
public final class LogLines implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final AbstractAppender appender = new AbstractAppender("lines", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage());
        }
    };

    private LogLines(String logging) {
        this.logger = (Logger) LogManager.getLogger(logging);
        appender.start();
        logger.addAppender(appender);
    }

    /** Listens from now on. */
    public static LogLines of(Class<?> logging) {
        return new LogLines(logging.getName());
    }

    /** Listens from now on to all loggers whose names begin with this one. */
    public static LogLines below(String name) {
        return new LogLines(name);
    }

    /** The lines so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        logger.removeAppender(appender);
    }
}
