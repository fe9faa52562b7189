package livecallbacks.notify.recipients;

import java.util.List;
import java.util.stream.Collectors;

/** A {@code recipients.yaml} that cannot be used. It names every fault of the file, and no one's address. */
public class RecipientsException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Remark> faults;
    private final transient List<Remark> warnings;

    /** @param faults at least one, in the order of the file */
    public RecipientsException(List<Remark> faults) {
        this(faults, List.of());
    }

    /**
     * @param faults at least one, in the order of the file
     * @param warnings what else was seen, as far as the file could be read
     */
    RecipientsException(List<Remark> faults, List<Remark> warnings) {
        super(faults.stream().map(Remark::toString).collect(Collectors.joining(System.lineSeparator())));
        this.faults = List.copyOf(faults);
        this.warnings = List.copyOf(warnings);
    }

    /** What is allowed in the file and hardly meant, as far as it could be read. */
    public List<Remark> warnings() {
        return warnings;
    }

    /** The faults in the order of the file, at least one. */
    public List<Remark> faults() {
        return faults;
    }

    /** The faults as text, each {@code recipients.yaml:LINE:COLUMN: what is wrong; what would be right}. */
    public List<String> problems() {
        return faults.stream().map(Remark::toString).toList();
    }
}
