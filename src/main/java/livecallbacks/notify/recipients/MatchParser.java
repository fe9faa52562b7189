package livecallbacks.notify.recipients;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import livecallbacks.event.EventNames;
import livecallbacks.event.Texts;
import livecallbacks.notify.recipients.YamlTree.Entry;
import livecallbacks.notify.recipients.YamlTree.Mapping;
import livecallbacks.notify.recipients.YamlTree.Node;
import livecallbacks.notify.recipients.YamlTree.Scalar;
import livecallbacks.notify.recipients.YamlTree.Sequence;
import org.jspecify.annotations.Nullable;

/** Reads what stands at a {@code match}. */
final class MatchParser {

    private static final String EVENT = "event";
    private static final int LONGEST_TEXT = 500;

    private final YamlReading reading;

    MatchParser(YamlReading reading) {
        this.reading = reading;
    }

    /** The matchers, those that take longer at the end. */
    List<Matcher> matchers(Node node) {
        if (!(node instanceof Mapping mapping) || mapping.entries().isEmpty()) {
            reading.expected(
                    node,
                    "match must say what it matches; write {stream: \"match-*\"}, or leave match out to match every event");
            return List.of();
        }
        Set<String> allowed = new HashSet<>(EventFields.NAMES);
        allowed.add(EVENT);
        Map<String, Entry> members = reading.members(
                node, "a match", allowed, EventFields.OF_BODY, "source, event, stream, domain, path and field.<name>");
        List<Matcher> matchers = new ArrayList<>();
        members.forEach((key, entry) -> {
            List<Scalar> scalars = reading.texts(entry.value(), key, "a text; for a missing field write \"\"");
            if (entry.value() instanceof Sequence sequence && sequence.items().isEmpty()) {
                reading.problem(
                        sequence.place(),
                        "an empty list matches no event; write a text, or leave " + key + " out to match every one");
            }
            matchers.add(key.equals(EVENT) ? types(scalars) : patterns(key, scalars));
        });
        matchers.sort(Comparator.comparing(MatchParser::cost));
        return List.copyOf(matchers);
    }

    private static int cost(Matcher matcher) {
        if (matcher.key().startsWith(EventFields.OF_BODY)) {
            return 2;
        }
        return matcher instanceof Matcher.Type ? 0 : 1;
    }

    private Matcher types(List<Scalar> scalars) {
        Set<Integer> oneOf = new HashSet<>();
        Set<Integer> noneOf = new HashSet<>();
        for (Scalar scalar : scalars) {
            String bare = withoutNegation(scalar);
            if (bare != null) {
                (isNegated(scalar) ? noneOf : oneOf).addAll(types(scalar, bare));
            }
        }
        boolean onlyNegated = !scalars.isEmpty() && scalars.stream().allMatch(MatchParser::isNegated);
        return Matcher.Type.of(written(scalars), oneOf, noneOf, onlyNegated);
    }

    private Set<Integer> types(Scalar scalar, String name) {
        Set<Integer> named = EventNames.all().get(name);
        if (named != null) {
            return named;
        }
        Integer number = wholeNumber(name);
        if (number != null) {
            return Set.of(number);
        }
        String right = "write a number or one of "
                + YamlReading.list(List.copyOf(EventNames.all().keySet()));
        if (name.matches("[+-]?[0-9]+")) {
            reading.problem(
                    scalar.place(), YamlReading.shown(name) + " is no event type of the sender's; write it as in 100");
        } else if (name.matches("[A-Za-z0-9._ -]+")) {
            reading.warning(
                    scalar.place(),
                    "there is no event named " + YamlReading.shown(name) + ", so this stands for none; " + right);
        } else {
            reading.problem(
                    scalar.place(),
                    "there is no event named " + YamlReading.shown(name) + ", and patterns are not for event; "
                            + right);
        }
        return Set.of();
    }

    private static @Nullable Integer wholeNumber(String text) {
        try {
            Integer number = Integer.valueOf(text);
            // 0100 or +5 mean different things to different readers.
            return number.toString().equals(text) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private Matcher patterns(String key, List<Scalar> scalars) {
        Set<TextPattern> oneOf = new LinkedHashSet<>();
        Set<TextPattern> noneOf = new LinkedHashSet<>();
        for (Scalar scalar : scalars) {
            TextPattern pattern = pattern(scalar);
            if (pattern != null) {
                (isNegated(scalar) ? noneOf : oneOf).add(pattern);
            }
        }
        return Matcher.Text.of(key, written(scalars), oneOf, noneOf);
    }

    private @Nullable TextPattern pattern(Scalar scalar) {
        String bare = withoutNegation(scalar);
        if (bare == null) {
            return null;
        }
        if (bare.length() > LONGEST_TEXT) {
            reading.problem(
                    scalar.place(),
                    "this text is longer than " + LONGEST_TEXT + " characters; use a shorter one, with a *");
            return null;
        }
        try {
            return TextPattern.of(bare);
        } catch (PatternSyntaxException e) {
            reading.problem(
                    scalar.place(),
                    "this regular expression cannot be used (" + Texts.bounded(Texts.plain(e.getDescription()), 80)
                            + "); correct it after https://github.com/google/re2/wiki/Syntax, or leave the slashes out"
                            + " for a pattern of * and ?");
            return null;
        }
    }

    private static boolean isNegated(Scalar scalar) {
        return scalar.text().startsWith("!");
    }

    private @Nullable String withoutNegation(Scalar scalar) {
        if (scalar.text().startsWith("!!")) {
            reading.problem(
                    scalar.place(),
                    "two ! negate nothing; write one, or for a text that begins with ! a regular expression, as in"
                            + " \"/!text/\"");
            return null;
        }
        return isNegated(scalar) ? scalar.text().substring(1) : scalar.text();
    }

    private static List<String> written(List<Scalar> scalars) {
        return scalars.stream().map(Scalar::text).toList();
    }
}
