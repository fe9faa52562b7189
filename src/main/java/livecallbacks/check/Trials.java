package livecallbacks.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import livecallbacks.event.EventNames;
import livecallbacks.notify.mail.TemplateTrial.Sample;
import livecallbacks.notify.recipients.Recipients;
import livecallbacks.notify.recipients.RecipientsCases.Case;
import livecallbacks.operate.Expectations;
import livecallbacks.operate.TestedEvent;

/**
 * The events to try the configuration out with: the samples of this program, in the first source of all.
 *
 * @param now when they happen
 */
record Trials(Instant now) {

    /** A callback of each event type as the sender makes it, and one of each that has hardly a field. */
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        TestedEvent.Changes none = new TestedEvent.Changes(null, null, null, Map.of());
        try {
            for (Set<Integer> types : EventNames.all().values()) {
                for (int type : types.stream().sorted().toList()) {
                    TestedEvent tested = TestedEvent.sample(type, "live", none, now);
                    samples.add(new Sample(tested.event(), tested.content()));
                    // The sender leaves fields out; a template has to live with that.
                    byte[] bare = ("{\"event_type\":" + type + "}").getBytes(StandardCharsets.UTF_8);
                    TestedEvent withoutFields = TestedEvent.of("live", bare, now);
                    samples.add(new Sample(withoutFields.event(), withoutFields.content()));
                }
            }
            return samples;
        } catch (IOException e) {
            throw new IllegalStateException("A sample is no callback", e);
        }
    }

    /**
     * What is not as a case expects it, one sentence each; none if the case holds.
     *
     * @param file recipients.yaml, for its places
     */
    List<String> differences(Recipients recipients, Path file, Case one) {
        return Expectations.differences(recipients, file, one, now);
    }
}
