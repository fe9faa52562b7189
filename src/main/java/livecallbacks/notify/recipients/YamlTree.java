package livecallbacks.notify.recipients;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import livecallbacks.event.Texts;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A YAML document as a tree in which every node knows its place. It is built from the parser's events and not by its
 * composer, so that nesting is bounded before anything recurses and that an alias is one problem among the others.
 */
final class YamlTree {

    private static final int DEEPEST = 64;
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    private static final String TAG_PROBLEM =
            "an unquoted ! begins a YAML tag, which is not supported; put a text that begins with ! in quotes";

    /** A node of the tree; its place is where it begins. */
    sealed interface Node {
        Place place();
    }

    /** A text as written; {@code empty} if it is YAML's null. */
    record Scalar(Place place, String text, boolean empty) implements Node {}

    record Sequence(Place place, List<Node> items) implements Node {}

    record Mapping(Place place, List<Entry> entries) implements Node {}

    record Entry(Node key, Node value) {}

    /** A node whose fault has been reported, so that no one needs to complain about it again. */
    record Faulty(Place place) implements Node {}

    /** Ends the reading: what lies below is not worth the time that the parser takes for it. */
    private static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Place place;

        TooDeep(Place place) {
            this.place = place;
        }
    }

    /** Takes the faults. */
    interface Problems {
        void add(Place place, String problem);
    }

    private final Problems problems;
    private final Iterator<Event> events;

    private YamlTree(Problems problems, Iterator<Event> events) {
        this.problems = problems;
        this.events = events;
    }

    /**
     * The one document in the text; faulty or a null scalar if there is none. All faults of its form go to the
     * problems.
     */
    static Node read(String text, Problems problems) {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(Recipients.LONGEST_FILE)
                .build();
        try {
            return new YamlTree(problems, new Parse(settings).parseString(text).iterator()).document();
        } catch (MarkedYamlEngineException e) {
            // Only the cause and its place: the library's whole message quotes the line, and people's addresses with
            // it.
            Place place = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(YamlTree::placeOf)
                    .orElse(Place.START);
            problems.add(place, "this is not YAML: " + syntaxProblem(e));
            return new Faulty(place);
        } catch (TooDeep e) {
            return new Faulty(e.place);
        } catch (ReaderException e) {
            Place place = placeOf(text, e.getPosition());
            problems.add(
                    place, String.format("the character U+%04X may not stand in YAML; remove it", e.getCodePoint()));
            return new Faulty(place);
        } catch (YamlEngineException e) {
            problems.add(Place.START, "this is not YAML; check its indentation and quotes");
            return new Faulty(Place.START);
        }
    }

    private static String syntaxProblem(MarkedYamlEngineException e) {
        String context = e.getContext() == null ? "" : e.getContext();
        if (context.contains("alias")) {
            return "an unquoted * begins an alias; write a glob that begins with * in quotes, as in \"*-live\"";
        }
        if (context.contains("scanning a tag")) {
            return TAG_PROBLEM;
        }
        String problem =
                e.getProblem() == null ? "its form is wrong" : e.getProblem().replaceAll("\\s+", " ");
        return Texts.bounded(Texts.plain(problem), 200)
                + (context.isEmpty() ? "" : " " + Texts.bounded(Texts.plain(context), 200))
                + "; check the indentation and quotes here and in the line before";
    }

    private Node document() {
        Node root = new Scalar(Place.START, "", true);
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() == Event.ID.DocumentStart) {
                if (++documents > 1) {
                    problems.add(placeOf(event), "a second document begins here; keep one document in the file");
                    return root;
                }
            } else if (event instanceof NodeEvent node) {
                root = node(node, 0);
            }
        }
        return root;
    }

    private Node node(NodeEvent event, int depth) {
        Place place = placeOf(event);
        if (event instanceof AliasEvent) {
            problems.add(
                    place,
                    "aliases are not supported; write the value out, and a glob that begins with * in quotes, as in \"*-live\"");
            return new Faulty(place);
        }
        if (event.getAnchor().isPresent()) {
            problems.add(
                    place, "anchors are not supported; remove the &name, or put a text that begins with & in quotes");
        }
        if (event instanceof ScalarEvent scalar) {
            return tagged(scalar.getTag(), place)
                    ? new Faulty(place)
                    : new Scalar(place, scalar.getValue(), scalar.isPlain() && NULLS.contains(scalar.getValue()));
        }
        boolean faulty = event instanceof CollectionStartEvent collection && tagged(collection.getTag(), place);
        if (depth == DEEPEST) {
            problems.add(place, "the nesting is deeper than " + DEEPEST + "; write it flatter");
            throw new TooDeep(place);
        }
        Node collection = event.getEventId() == Event.ID.MappingStart ? mapping(place, depth) : sequence(place, depth);
        return faulty ? new Faulty(place) : collection;
    }

    private Node sequence(Place place, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event event = events.next(); event instanceof NodeEvent item; event = events.next()) {
            items.add(node(item, depth + 1));
        }
        return new Sequence(place, items);
    }

    private Node mapping(Place place, int depth) {
        List<Entry> entries = new ArrayList<>();
        for (Event event = events.next(); event instanceof NodeEvent key; event = events.next()) {
            Node keyNode = node(key, depth + 1);
            entries.add(new Entry(keyNode, node((NodeEvent) events.next(), depth + 1)));
        }
        return new Mapping(place, entries);
    }

    private boolean tagged(Optional<String> tag, Place place) {
        if (tag.isPresent()) {
            problems.add(place, TAG_PROBLEM);
        }
        return tag.isPresent();
    }

    private static Place placeOf(Event event) {
        return event.getStartMark().map(YamlTree::placeOf).orElse(Place.START);
    }

    private static Place placeOf(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Place placeOf(String text, int position) {
        int line = 1;
        int column = 1;
        int end = Math.min(position, text.length());
        for (int i = 0; i < end; i++) {
            boolean lineFeed = text.charAt(i) == '\n';
            line += lineFeed ? 1 : 0;
            column = lineFeed ? 1 : column + 1;
        }
        return new Place(line, column);
    }
}
