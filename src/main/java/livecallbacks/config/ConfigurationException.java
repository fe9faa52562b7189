package livecallbacks.config;

import java.io.Serial;
import java.util.List;

/** The configuration cannot be used; every fault that was found is listed, so that one run shows them all. */
public final class ConfigurationException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** One line per fault: the key, what is wrong, and what would be right; never a secret's value. */
    public ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
