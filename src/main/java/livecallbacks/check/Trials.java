package livecallbacks.check;

import java.nio.file.Path;
import java.util.List;
import livecallbacks.notify.mail.TemplateTrial.Sample;
import livecallbacks.notify.recipients.Recipients;
import livecallbacks.notify.recipients.RecipientsCases.Case;

/** The events to try the configuration out with. */
public interface Trials {

    /** A callback of each event type as the sender makes it. */
    List<Sample> samples();

    /**
     * What is not as a case expects it, one sentence each; none if the case holds.
     *
     * @param file recipients.yaml, for its places
     */
    List<String> differences(Recipients recipients, Path file, Case one);
}
