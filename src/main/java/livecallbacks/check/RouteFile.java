package livecallbacks.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A route file as it is written, with places.
 *
 * @param name as seen from the installation
 * @param root a list of routes, error handlers and beans
 */
record RouteFile(String name, Node root) {

    /**
     * A key with its value, at any depth.
     *
     * @param parents the keys that it stands below, the nearest first
     * @param siblings the mapping that it is one of
     */
    record Member(String name, List<String> parents, Node key, Node value, MappingNode siblings) {

        /** The nearest key above it that is no name of a language, nor {@code expression}. */
        String step() {
            return parents.stream()
                    .filter(parent -> !parent.equals("expression"))
                    .findFirst()
                    .orElse("");
        }
    }

    /** Every key of the file, from top to bottom. */
    List<Member> members() {
        List<Member> members = new ArrayList<>();
        collect(root, List.of(), members);
        return members;
    }

    private static void collect(Node node, List<String> parents, List<Member> members) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String name = text(tuple.getKeyNode());
                if (name != null) {
                    members.add(new Member(name, parents, tuple.getKeyNode(), tuple.getValueNode(), mapping));
                    List<String> below = new ArrayList<>(List.of(name));
                    below.addAll(parents);
                    collect(tuple.getValueNode(), below, members);
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> collect(item, parents, members));
        }
    }

    /** Where a node begins. */
    Spot at(Node node) {
        return node.getStartMark()
                .map(mark -> new Spot(name, mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> new Spot(name, null, null));
    }

    /** The text of a scalar; null for anything else. */
    static @Nullable String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /** The value of a key of a mapping. */
    static Optional<Node> child(Node node, String name) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple -> name.equals(text(tuple.getKeyNode())))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }

    /** The text of a key of a mapping, if it has that key and it is a text. */
    static Optional<String> childText(Node node, String name) {
        return child(node, name).map(RouteFile::text);
    }
}
