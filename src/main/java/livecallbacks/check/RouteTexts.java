package livecallbacks.check;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livecallbacks.check.RouteFile.Member;
import org.apache.camel.CamelContext;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.spi.Language;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The texts of a route file: every placeholder is a property that there is, and Simple can be read. */
final class RouteTexts {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    /** Steps whose expression is a condition. */
    private static final Set<String> CONDITIONS =
            Set.of("filter", "when", "onWhen", "handled", "continued", "retryWhile", "validate", "completionPredicate");

    private final CamelContext camel;

    RouteTexts(CamelContext camel) {
        this.camel = camel;
    }

    /** Adds what cannot be resolved or read. */
    void check(RouteFile file, Findings findings) {
        for (Member member : file.members()) {
            List<Node> values = member.value() instanceof SequenceNode list ? list.getValue() : List.of(member.value());
            boolean resolved = true;
            for (Node value : values) {
                resolved &= placeholders(file, value, findings);
            }
            String simple = simple(member);
            if (resolved && simple != null) {
                language(file, member, simple, findings);
            }
        }
    }

    private boolean placeholders(RouteFile file, Node value, Findings findings) {
        boolean resolved = true;
        Matcher placeholder = PLACEHOLDER.matcher(String.valueOf(RouteFile.text(value)));
        while (placeholder.find()) {
            try {
                camel.resolvePropertyPlaceholders(placeholder.group());
            } catch (RuntimeException e) {
                resolved = false;
                String key = placeholder.group(1).strip();
                findings.fault(
                        file.at(value),
                        key,
                        "is a property that is nowhere",
                        "add " + key + "=... to application.properties, or write {{" + key
                                + ":...}} with what holds without it");
            }
        }
        return resolved;
    }

    /** A text in the language Simple; null if the member is none. */
    private static @Nullable String simple(Member member) {
        if (member.name().equals("simple")) {
            String text = RouteFile.text(member.value());
            return text != null
                    ? text
                    : RouteFile.childText(member.value(), "expression").orElse(null);
        }
        return member.name().equals("message") && member.step().equals("log") ? RouteFile.text(member.value()) : null;
    }

    private void language(RouteFile file, Member member, String text, Findings findings) {
        try {
            Language simple = camel.resolveLanguage("simple");
            String resolved = camel.resolvePropertyPlaceholders(text);
            if (CONDITIONS.contains(member.step())) {
                simple.createPredicate(resolved);
            } else {
                simple.createExpression(resolved);
            }
        } catch (SimpleIllegalSyntaxException e) {
            // Without the text itself, which follows in more lines and may have a secret in it.
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            findings.fault(
                    file.at(RouteFile.child(member.value(), "expression").orElse(member.value())),
                    member.step(),
                    "holds Simple that cannot be read: " + why,
                    "camel.apache.org tells what there is in the language Simple");
        }
    }
}
