package livecallbacks.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import livecallbacks.config.NearMisses;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Whether the steps and keys of a route file are those that Camel knows, by the schema that comes with its YAML DSL.
 *
 * <p>A validator for JSON schema is no use here: the schema says in dozens of alternatives which language an expression
 * may be in, so one misspelt key makes it complain thirty times, and where the alternatives are open, not at all.
 */
final class RouteShape {

    private static final int MOST_NAMES = 12;

    private final JsonNode schema;

    private RouteShape(JsonNode schema) {
        this.schema = schema;
    }

    /** With the schema of the Camel that is on the class path. */
    static RouteShape ofCamel() {
        try (InputStream in = YamlRoutesBuilderLoader.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return new RouteShape(new ObjectMapper().readTree(Objects.requireNonNull(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds what the schema does not know. */
    void check(RouteFile file, Findings findings) {
        check(file, file.root(), List.of(schema), "the file", findings);
    }

    private void check(RouteFile file, Node node, List<JsonNode> schemas, String where, Findings findings) {
        List<JsonNode> alternatives = new ArrayList<>();
        schemas.forEach(one -> addAlternatives(one, alternatives));
        Map<String, List<JsonNode>> keys = keys(alternatives);
        if (node instanceof MappingNode mapping) {
            if (!keys.isEmpty()) {
                checkKeys(file, mapping, schemas, keys, where, findings);
            }
        } else if (node instanceof SequenceNode sequence) {
            List<JsonNode> items = alternatives.stream()
                    .filter(one -> one.has("items"))
                    .map(one -> one.get("items"))
                    .toList();
            if (items.isEmpty() && !keys.isEmpty()) {
                findings.fault(file.at(node), null, where + " is a list here", "it takes " + names(keys));
            } else if (!items.isEmpty()) {
                sequence.getValue().forEach(item -> check(file, item, items, where, findings));
            }
        } else if (node instanceof ScalarNode scalar) {
            checkText(file, scalar, alternatives, keys, where, findings);
        }
    }

    private void checkKeys(
            RouteFile file,
            MappingNode mapping,
            List<JsonNode> schemas,
            Map<String, List<JsonNode>> keys,
            String where,
            Findings findings) {
        boolean missing = false;
        List<String> present = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = String.valueOf(RouteFile.text(tuple.getKeyNode()));
            present.add(name);
            if (keys.containsKey(name)) {
                check(file, tuple.getValueNode(), keys.get(name), name, findings);
            } else {
                missing = true;
                String known = "it takes " + names(keys);
                findings.fault(
                        file.at(tuple.getKeyNode()),
                        name,
                        where.equals("steps") ? "is no step of Camel's" : "is no key of " + where,
                        NearMisses.of(name, keys.keySet())
                                .map(meant -> "did you mean " + meant + "?")
                                .orElse(where.equals("steps") ? "camel.apache.org lists the steps (EIPs)" : known));
            }
        }
        // A required key that is misspelt is one fault, not two.
        if (!missing) {
            for (JsonNode one : schemas) {
                resolved(one).path("required").forEach(required -> {
                    if (!present.contains(required.asText())) {
                        findings.fault(
                                file.at(mapping),
                                required.asText(),
                                "is missing in " + where,
                                "add " + required.asText() + ":");
                    }
                });
            }
        }
    }

    private void checkText(
            RouteFile file,
            ScalarNode scalar,
            List<JsonNode> alternatives,
            Map<String, List<JsonNode>> keys,
            String where,
            Findings findings) {
        boolean takesText = alternatives.stream()
                .anyMatch(one -> one.has("enum")
                        || List.of("string", "boolean", "number", "integer")
                                .contains(one.path("type").asText()));
        boolean empty = scalar.getValue().isEmpty();
        if (!takesText && !empty && !keys.isEmpty()) {
            findings.fault(file.at(scalar), null, where + " is a text here", "it takes " + names(keys));
            return;
        }
        List<String> choices = new ArrayList<>();
        alternatives.forEach(one -> one.path("enum").forEach(choice -> choices.add(choice.asText())));
        boolean free = alternatives.stream().anyMatch(one -> takesText && one.has("type") && !one.has("enum"));
        if (!choices.isEmpty()
                && !free
                && !choices.contains(scalar.getValue())
                && !scalar.getValue().contains("{{")) {
            findings.fault(
                    file.at(scalar),
                    where,
                    "has a value that there is not",
                    "use one of " + String.join(", ", choices));
        }
    }

    /** A schema and everything that it says may stand in its place. */
    private void addAlternatives(JsonNode one, List<JsonNode> alternatives) {
        JsonNode resolved = resolved(one);
        alternatives.add(resolved);
        for (String kind : List.of("oneOf", "anyOf", "allOf")) {
            resolved.path(kind).forEach(other -> addAlternatives(other, alternatives));
        }
    }

    private JsonNode resolved(JsonNode one) {
        return one.has("$ref") ? schema.at(one.get("$ref").asText().substring(1)) : one;
    }

    private static Map<String, List<JsonNode>> keys(List<JsonNode> alternatives) {
        Map<String, List<JsonNode>> keys = new LinkedHashMap<>();
        for (JsonNode one : alternatives) {
            one.path("properties")
                    .properties()
                    .forEach(property -> keys.computeIfAbsent(property.getKey(), name -> new ArrayList<>())
                            .add(property.getValue()));
        }
        return keys;
    }

    private static String names(Map<String, List<JsonNode>> keys) {
        return keys.keySet().stream().sorted().limit(MOST_NAMES).collect(Collectors.joining(", "))
                + (keys.size() > MOST_NAMES ? ", ..." : "");
    }
}
