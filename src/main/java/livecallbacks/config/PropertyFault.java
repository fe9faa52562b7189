package livecallbacks.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one property, or doubtful about it; never with a secret's value.
 *
 * @param key of the property; empty if the fault is that of the whole file or line
 * @param text what is wrong, a semicolon, and what would be right
 * @param origin where the value comes from
 */
public record PropertyFault(String key, String text, Origin origin) {

    /**
     * Where a value comes from, or would have to stand.
     *
     * @param variable the environment variable; null if it is none
     * @param file application.properties; null if the value comes from the environment
     * @param line counted from 1; null if it is in no line
     */
    public record Origin(
            @Nullable String variable,
            @Nullable Path file,
            @Nullable Integer line) {}

    /** As the start of the service says it: the key, or the file and line, and the text. */
    @Override
    public String toString() {
        if (!key.isEmpty()) {
            return key + ": " + text;
        }
        return origin.file() + (origin.line() == null ? "" : ":" + origin.line()) + ": " + text;
    }
}
