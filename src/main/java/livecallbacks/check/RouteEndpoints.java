package livecallbacks.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import livecallbacks.check.RouteFile.Member;
import livecallbacks.config.NearMisses;
import org.apache.camel.CamelContext;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.catalog.impl.DefaultRuntimeCamelCatalog;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * The endpoints of a route file: each component is there, and has the options that are set, with values of their kind.
 * It asks Camel's runtime catalog, which reads what the components on the class path say of themselves; so a component
 * whose library is missing is told as well.
 */
final class RouteEndpoints {

    /** Steps that take from an endpoint; all others with a URI send to one. */
    private static final Set<String> CONSUMERS = Set.of("from", "poll", "pollEnrich");

    private static final String DOCUMENT = "https://camel.apache.org/components/4.18.x/";

    private final DefaultRuntimeCamelCatalog catalog = new DefaultRuntimeCamelCatalog();

    RouteEndpoints(CamelContext camel) {
        catalog.setCamelContext(camel);
        catalog.start();
    }

    /** Adds what the components do not know. */
    void check(RouteFile file, Findings findings) {
        for (Member member : file.members()) {
            String uri = member.name().equals("uri") ? RouteFile.text(member.value()) : null;
            boolean dynamic = member.parents().stream().limit(1).anyMatch("toD"::equals);
            if (uri != null && !dynamic && !uri.contains("${")) {
                endpoint(file, member, uri, findings);
            }
        }
    }

    private void endpoint(RouteFile file, Member member, String uri, Findings findings) {
        String scheme = uri.replaceFirst("[:?].*", "");
        Node parameters = RouteFile.child(member.siblings(), "parameters").orElse(null);
        boolean consumer = CONSUMERS.contains(member.parents().get(0));
        EndpointValidationResult result =
                catalog.validateEndpointProperties(whole(uri, parameters), false, consumer, !consumer);
        if (result.getUnknownComponent() != null || result.getIncapable() != null) {
            findings.fault(
                    file.at(member.value()),
                    scheme,
                    "is no component that is here",
                    "check the name; for one that does not come with live-callbacks, see docs/own-routes.md");
            return;
        }
        for (String option : orNone(result.getUnknown())) {
            findings.fault(
                    place(file, parameters, option, member.value()),
                    option,
                    "is no option of " + scheme,
                    NearMisses.of(option, options(scheme))
                            .map(meant -> "did you mean " + meant + "?")
                            .orElse(DOCUMENT + scheme + "-component.html lists them"));
        }
        for (String option : orNone(result.getRequired())) {
            findings.fault(
                    file.at(member.value()),
                    option,
                    "is missing in the URI of " + scheme,
                    DOCUMENT + scheme + "-component.html tells how it is written");
        }
        wrongValues(result)
                .forEach((option, right) -> findings.fault(
                        place(file, parameters, option, member.value()),
                        option,
                        "has a value of another kind",
                        "use " + right));
        for (String option : orNone(consumer ? result.getNotConsumerOnly() : result.getNotProducerOnly())) {
            if (!isOnPurpose(scheme, option)) {
                findings.warning(
                        place(file, parameters, option, member.value()),
                        option,
                        "has no effect here: it is for " + (consumer ? "sending to " : "taking from ") + scheme,
                        "remove it");
            }
        }
        if (result.getSyntaxError() != null) {
            findings.fault(
                    file.at(member.value()),
                    scheme,
                    "has a URI that cannot be read",
                    DOCUMENT + scheme + "-component.html tells how it is written");
        }
    }

    /** The archive gives a consumer's option to a producer: with it the endpoint starts without the store. */
    private static boolean isOnPurpose(String scheme, String option) {
        return scheme.equals("aws2-s3") && option.equals("fileName");
    }

    @SuppressWarnings("unchecked") // The catalog has raw maps.
    private static Map<String, String> wrongValues(EndpointValidationResult result) {
        Map<String, String> wrong = new TreeMap<>();
        keys(result.getInvalidBoolean()).forEach(option -> wrong.put(option, "true or false"));
        keys(result.getInvalidInteger()).forEach(option -> wrong.put(option, "a whole number"));
        keys(result.getInvalidNumber()).forEach(option -> wrong.put(option, "a number"));
        keys(result.getInvalidDuration())
                .forEach(option -> wrong.put(option, "milliseconds, or a duration such as 10s"));
        keys(result.getInvalidReference()).forEach(option -> wrong.put(option, "# and the name of a bean"));
        keys(result.getInvalidEnum())
                .forEach(option -> wrong.put(option, "one of " + String.join(", ", choices(result, option))));
        return wrong;
    }

    private static List<String> choices(EndpointValidationResult result, String option) {
        List<String> choices = result.getEnumChoices(option);
        return choices == null ? List.of() : choices;
    }

    private static Set<String> keys(@Nullable Map<String, String> values) {
        return values == null ? Set.of() : values.keySet();
    }

    private static Set<String> orNone(@Nullable Set<String> names) {
        return names == null ? Set.of() : names;
    }

    private Set<String> options(String scheme) {
        String schema = catalog.componentJSonSchema(scheme);
        Set<String> names = new java.util.TreeSet<>();
        if (schema != null) {
            org.apache.camel.tooling.model.JsonMapper.generateComponentModel(schema)
                    .getEndpointOptions()
                    .forEach(option -> names.add(option.getName()));
        }
        return names;
    }

    private static Spot place(RouteFile file, @Nullable Node parameters, String option, Node otherwise) {
        if (parameters instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (option.equals(RouteFile.text(tuple.getKeyNode()))) {
                    return file.at(tuple.getKeyNode());
                }
            }
        }
        return file.at(otherwise);
    }

    private static String whole(String uri, @Nullable Node parameters) {
        if (!(parameters instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
            return uri;
        }
        Map<String, Object> options = new TreeMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            options.put(
                    String.valueOf(RouteFile.text(tuple.getKeyNode())),
                    String.valueOf(RouteFile.text(tuple.getValueNode())));
        }
        return uri + (uri.contains("?") ? "&" : "?") + URISupport.createQueryString(options);
    }
}
