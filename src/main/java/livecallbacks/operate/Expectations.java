package livecallbacks.operate;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import livecallbacks.event.Texts;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.Recipients;
import livecallbacks.notify.recipients.Recipients.Decision;
import livecallbacks.notify.recipients.Recipients.Rule;
import livecallbacks.notify.recipients.RecipientsCases.Case;

/** Who is mailed, held against who was expected to be. */
public final class Expectations {

    private Expectations() {}

    /**
     * What is not as a case expects it, one sentence each; none if it holds.
     *
     * @param file recipients.yaml, for its places
     * @param now when it happens, if the case does not say so
     */
    public static List<String> differences(Recipients recipients, Path file, Case one, Instant now) {
        Instant moment = one.at() == null ? now : one.at();
        Integer type = Samples.eventType(one.event());
        TestedEvent tested;
        try {
            tested = TestedEvent.sample(
                    type == null ? 0 : type,
                    one.source(),
                    new TestedEvent.Changes(one.stream(), one.domain(), one.path(), one.fields()),
                    moment);
        } catch (IOException e) {
            return List.of("with these fields " + e.getMessage());
        }
        Decision decision = recipients.decision(tested.event(), tested.content());
        List<String> differences = new ArrayList<>(differences(decision, emails(one.expect()), file));
        String rules = decision.rules().stream().map(Rule::name).collect(Collectors.joining(", "));
        if (one.rule() != null
                && decision.rules().stream().noneMatch(rule -> rule.name().equals(one.rule()))) {
            differences.add("rule " + Texts.plain(one.rule()) + " is expected to decide, but "
                    + (rules.isEmpty() ? "none does" : "it is " + rules));
        }
        if (one.waits() != null) {
            Set<String> expected = emails(one.waits());
            Set<String> waiting = decision.addressees().stream()
                    .filter(addressee -> addressee.settings().quietUntil(moment).isPresent())
                    .map(addressee -> addressee.email().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!waiting.equals(expected)) {
                differences.add("the mails of " + expected
                        + " are expected to wait for the end of quiet hours, but it is " + waiting);
            }
        }
        return differences;
    }

    /** What is mailed and not expected, or expected and not mailed, one sentence each. */
    public static List<String> differences(Decision decision, Set<String> expected, Path file) {
        List<String> differences = new ArrayList<>();
        Set<String> missing = new TreeSet<>(expected);
        for (Addressee addressee : decision.addressees()) {
            if (!missing.remove(addressee.email().toLowerCase(Locale.ROOT))) {
                Rule rule = decision.ruleOf(addressee);
                differences.add("+ " + addressee.email() + "  is mailed by " + rule.name() + "  " + rule.placeIn(file)
                        + ", but not expected");
            }
        }
        missing.forEach(email -> differences.add("- " + Texts.plain(email) + "  is expected, but not mailed"));
        return differences;
    }

    /** Bare addresses, to be compared. */
    public static Set<String> emails(List<String> list) {
        return list.stream()
                .map(email -> email.strip().toLowerCase(Locale.ROOT))
                .filter(email -> !email.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
