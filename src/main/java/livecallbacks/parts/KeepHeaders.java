package livecallbacks.parts;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The bean {@code onlyEvent}: removes all headers of a message but some. It does what {@code removeHeaders} does with
 * an {@code excludePattern}, which Camel makes a regular expression of for each header of each message.
 */
public final class KeepHeaders implements Processor {

    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** Keeps the headers of these names, which may be written in any case, as Camel's may. */
    public KeepHeaders(Set<String> names) {
        this.names.addAll(names);
    }

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().getHeaders().keySet().removeIf(name -> !names.contains(name));
    }
}
