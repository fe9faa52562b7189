package livecallbacks.receive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A callback's body, read strictly: UTF-8 without a byte order mark, one JSON object by RFC 8259 and nothing after it.
 * Numbers stay the text that was sent; none is ever rounded. One pass gives the top-level members and the canonical
 * text from which the event's id is made.
 */
final class CallbackJson {

    /** Real bodies nest five deep; the limit keeps hostile ones from costing stack. */
    static final int MAX_NESTING = 100;

    private static final Set<String> SIGNATURE_MEMBERS = Set.of("t", "sign");

    /** Names are neither interned nor kept in a shared table: they come from strangers. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    // The body's own limit bounds these; a number is legal at any length.
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** What kind of JSON value a member has, as far as anybody here has to know. */
    enum Kind {
        STRING,
        INTEGER,
        OTHER
    }

    /**
     * A top-level member.
     *
     * @param name decoded
     * @param kind of the value
     * @param text the string's content, decoded, or the integer as written; the canonical JSON for any other kind
     */
    record Member(String name, Kind kind, String text) {}

    /** A member's place in the text of all values of its object. */
    private record Canonical(String name, int from, int to) {}

    private final List<Member> members;
    private final String canonical;

    private CallbackJson(List<Member> members, String canonical) {
        this.members = members;
        this.canonical = canonical;
    }

    /**
     * Reads a body.
     *
     * @throws Refusal if it is empty, not UTF-8, not exactly one JSON value, nested deeper than {@link #MAX_NESTING},
     *     or no object
     */
    static CallbackJson parse(byte[] body) throws Refusal {
        if (body.length == 0) {
            throw new Refusal(Refusal.Cause.EMPTY_BODY);
        }
        try (JsonParser parser = parser(body)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                finish(parser, first);
                throw new Refusal(Refusal.Cause.NOT_AN_OBJECT);
            }
            List<Member> members = new ArrayList<>();
            List<Canonical> canonical = new ArrayList<>();
            StringBuilder values = new StringBuilder(body.length);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                int from = values.length();
                members.add(readMember(parser, name, values));
                if (!SIGNATURE_MEMBERS.contains(name)) {
                    canonical.add(new Canonical(name, from, values.length()));
                }
            }
            if (parser.nextToken() != null) {
                throw new Refusal(Refusal.Cause.NOT_JSON);
            }
            StringBuilder out = new StringBuilder(body.length);
            writeObject(canonical, values, out);
            return new CallbackJson(members, out.toString());
        } catch (StreamConstraintsException e) {
            throw new Refusal(Refusal.Cause.NESTED_TOO_DEEPLY);
        } catch (JsonProcessingException e) {
            throw new Refusal(Refusal.Cause.NOT_JSON);
        } catch (IOException e) {
            throw new AssertionError("Reading from memory does no I/O", e);
        }
    }

    /**
     * The one member of that name.
     *
     * @return null if there is none
     * @throws Refusal if there are several: picking one would let a forger choose which one is looked at
     */
    @Nullable
    Member only(String name) throws Refusal {
        Member found = null;
        for (Member member : members) {
            if (member.name().equals(name)) {
                if (found != null) {
                    throw new Refusal(Refusal.Cause.REPEATED_MEMBER);
                }
                found = member;
            }
        }
        return found;
    }

    /** The last member of that name, as most JSON readers take it, or null if there is none. */
    @Nullable
    Member last(String name) {
        for (int i = members.size() - 1; i >= 0; i--) {
            if (members.get(i).name().equals(name)) {
                return members.get(i);
            }
        }
        return null;
    }

    /** Whether there is a top-level member of that name. */
    boolean has(String name) {
        return last(name) != null;
    }

    /**
     * The content without the top-level {@code t} and {@code sign}, in the manner of RFC 8785: members sorted by the
     * UTF-16 units of their names, no white space, strings escaped in one way only; but numbers digit for digit as
     * written, and members that share a name all kept, in their order. Equal content gives equal text.
     */
    String canonical() {
        return canonical;
    }

    private static JsonParser parser(byte[] body) throws IOException, Refusal {
        if (isAscii(body)) {
            // Nearly all are, and need neither be decoded nor copied once more.
            return JSON.createParser(new String(body, StandardCharsets.ISO_8859_1));
        }
        CharBuffer text = decode(body);
        return JSON.createParser(text.array(), text.arrayOffset(), text.length());
    }

    private static boolean isAscii(byte[] body) {
        int all = 0;
        for (byte b : body) {
            all |= b;
        }
        return all >= 0;
    }

    private static CharBuffer decode(byte[] body) throws Refusal {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw new Refusal(Refusal.Cause.NOT_UTF8);
        }
    }

    /** Reads to the end, so that what is no JSON at all is called that, and not "no object". */
    private static void finish(JsonParser parser, @Nullable JsonToken first) throws IOException, Refusal {
        if (first == null) {
            throw new Refusal(Refusal.Cause.NOT_JSON);
        }
        // Skips an array as a whole; does nothing on a single value.
        parser.skipChildren();
        if (parser.nextToken() != null) {
            throw new Refusal(Refusal.Cause.NOT_JSON);
        }
    }

    /** Reads one and appends its canonical value. */
    private static Member readMember(JsonParser parser, String name, StringBuilder values) throws IOException {
        JsonToken token = parser.currentToken();
        int from = values.length();
        writeValue(parser, values);
        if (token == JsonToken.VALUE_STRING) {
            return new Member(name, Kind.STRING, parser.getText());
        }
        return new Member(
                name, token == JsonToken.VALUE_NUMBER_INT ? Kind.INTEGER : Kind.OTHER, values.substring(from));
    }

    private static void writeValue(JsonParser parser, StringBuilder out) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                List<Canonical> members = new ArrayList<>();
                StringBuilder values = new StringBuilder();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    int from = values.length();
                    writeValue(parser, values);
                    members.add(new Canonical(name, from, values.length()));
                }
                writeObject(members, values, out);
            }
            case START_ARRAY -> {
                out.append('[');
                for (boolean first = true; parser.nextToken() != JsonToken.END_ARRAY; first = false) {
                    if (!first) {
                        out.append(',');
                    }
                    writeValue(parser, out);
                }
                out.append(']');
            }
            case VALUE_STRING -> writeString(parser.getText(), out);
            default -> out.append(parser.getText());
        }
    }

    private static void writeObject(List<Canonical> members, StringBuilder values, StringBuilder out) {
        // A stable sort: members that share a name keep their order, in which the last one counts for most readers.
        members.sort(Comparator.comparing(Canonical::name));
        out.append('{');
        for (int i = 0; i < members.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            Canonical member = members.get(i);
            writeString(member.name(), out);
            out.append(':').append(values, member.from(), member.to());
        }
        out.append('}');
    }

    /**
     * RFC 8785, section 3.2.2.2; a lone surrogate, which it forbids, is kept apart from all other text by its escape.
     */
    private static void writeString(String text, StringBuilder out) {
        out.append('"');
        if (isPlain(text)) {
            out.append(text).append('"');
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else if (c < 0x20 || Character.isSurrogate(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
