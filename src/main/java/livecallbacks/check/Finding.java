package livecallbacks.check;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the check has to say. No secret is in it.
 *
 * @param level how bad it is
 * @param area what it is about
 * @param file relative to the installation if it lies in there; {@code environment} for an environment variable; null
 *     if it is about no file
 * @param line counted from 1; null if not known
 * @param column counted from 1; null if not known
 * @param key the property, variable, bean or option; null if it is about none
 * @param message what was found
 * @param remedy what to do about it; null where nothing is to be done
 */
public record Finding(
        Level level,
        Area area,
        @Nullable String file,
        @Nullable Integer line,
        @Nullable Integer column,
        @Nullable String key,
        String message,
        @Nullable String remedy) {

    /** How bad it is. */
    public enum Level {
        /** The service would not start, or not do what it promises. */
        FAULT,
        /** It works, and is hardly meant so or will not last. */
        WARNING,
        /** Worth knowing. */
        NOTE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What there is to look at, in the order in which it is told. */
    public enum Area {
        PROPERTIES,
        RECIPIENTS,
        TEMPLATES,
        ROUTES,
        CERTIFICATES,
        DATA,
        BROKER,
        BUCKET,
        CLOCK,
        MAIL;

        /** Whether somebody else is asked for it, or the disk. */
        public boolean isOnline() {
            return compareTo(CERTIFICATES) > 0;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The place as compilers write it: {@code routes/archive.camel.yaml:12:5}; empty if there is none. */
    public String place() {
        if (file == null) {
            return "";
        }
        return file + (line == null ? "" : ":" + line + (column == null ? "" : ":" + column));
    }
}
