package livecallbacks.operate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One JSON object whose top-level members can be set and removed while the text of every other value stays as it was
 * written: no number is read as a number, so none can be rounded.
 */
public final class CallbackBody {

    /** Takes numbers and texts of any length, and says nothing of what they hold. */
    public static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            // An excerpt of a body can hold a push credential, which has no place in an error message.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final List<Member> members;

    private record Member(String name, String value) {}

    private CallbackBody(List<Member> members) {
        this.members = members;
    }

    /**
     * Reads a body as it would go over the wire.
     *
     * @throws IOException if the bytes are not UTF-8 or not exactly one JSON object; the message says what and where
     */
    public static CallbackBody of(byte[] utf8) throws IOException {
        try {
            return of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8", e);
        }
    }

    /**
     * Reads a body.
     *
     * @throws IOException if the text is not exactly one JSON object; the message says what and where
     */
    public static CallbackBody of(String json) throws IOException {
        String text = json.startsWith("\uFEFF") ? json.substring(1) : json;
        List<Member> members = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(text.toCharArray())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is not one JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                members.add(new Member(name, valueText(parser, text)));
            }
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON object");
            }
        }
        return new CallbackBody(members);
    }

    /** Whether this text, white space around it aside, is one JSON value. */
    public static boolean isJson(String text) {
        try (JsonParser parser = JSON.createParser(text.toCharArray())) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    /** The text as a JSON string, quotes included. */
    public static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** Whether there is a member of that name. */
    public boolean has(String name) {
        return members.stream().anyMatch(member -> member.name().equals(name));
    }

    /** The value of a member as people write it: a string's characters, or anything else's JSON text. */
    public Optional<String> text(String name) {
        return members.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .map(member -> plain(member.value()));
    }

    /**
     * Puts a value where the first member of that name stands, or at the end; further members of that name go.
     *
     * @param json one JSON value, which is written as it is
     */
    public void set(String name, String json) {
        int at = 0;
        while (at < members.size() && !members.get(at).name().equals(name)) {
            at++;
        }
        remove(name);
        members.add(Math.min(at, members.size()), new Member(name, json));
    }

    /** Takes out every member of that name. */
    public void remove(String name) {
        members.removeIf(member -> member.name().equals(name));
    }

    /** The object as JSON, without white space between its members. */
    @Override
    public String toString() {
        StringBuilder json = new StringBuilder("{");
        for (Member member : members) {
            json.append(json.length() == 1 ? "" : ",")
                    .append(quoted(member.name()))
                    .append(':')
                    .append(member.value());
        }
        return json.append('}').toString();
    }

    private static String valueText(JsonParser parser, String text) throws IOException {
        int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
        parser.skipChildren();
        // Strings are read lazily; without this the end would be the opening quote.
        parser.finishToken();
        int end = Math.toIntExact(parser.currentLocation().getCharOffset());
        return text.substring(start, end);
    }

    private static String plain(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : json;
        } catch (IOException e) {
            throw new IllegalStateException("A member holds what is not JSON", e);
        }
    }
}
