package livecallbacks.notify.recipients;

import java.util.List;

/** A {@code recipients.yaml} that cannot be used. It names every fault of the file, and no one's address. */
public class RecipientsException extends Exception {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param problems the faults, each {@code recipients.yaml:LINE:COLUMN: what is wrong; what would be right} */
    public RecipientsException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** The faults in the order of the file, at least one. */
    public List<String> problems() {
        return problems;
    }
}
