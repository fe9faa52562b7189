package livecallbacks.console;

import io.vertx.core.MultiMap;
import java.util.List;

/**
 * What a browser asks for: the parameters of its URL or form, which are a stranger's, and the language of the answer.
 */
record Ask(MultiMap parameters, Language language) {

    private static final int LONGEST = 2000;

    /** A parameter without spaces around it; empty if there is none, or if it is longer than anything meant. */
    String text(String name) {
        return text(name, LONGEST);
    }

    /**
     * A parameter without spaces around it; empty if there is none, or if it is longer than this.
     *
     * @param longest in characters
     */
    String text(String name, int longest) {
        String value = parameters.get(name);
        return value == null || value.length() > longest ? "" : value.strip();
    }

    /** Whether there is a parameter of that name, an empty one included. */
    boolean has(String name) {
        return parameters.contains(name);
    }

    /** All values of a parameter. */
    List<String> all(String name) {
        return parameters.getAll(name);
    }
}
