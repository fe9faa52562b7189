package livecallbacks.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import livecallbacks.config.NearMisses;
import org.apache.camel.main.Main;

/** The properties that are Camel's own, by what camel-main says of itself. */
final class CamelProperties {

    private static final String METADATA = "/META-INF/camel-main-configuration-metadata.json";

    private CamelProperties() {}

    /**
     * Those that there are not.
     *
     * @param properties all of application.properties
     * @return what to do about it, by key
     */
    static Map<String, String> unknown(Map<String, String> properties) {
        Map<String, String> unknown = new TreeMap<>();
        if (properties.keySet().stream().noneMatch(key -> key.startsWith("camel."))) {
            return unknown;
        }
        Map<String, String> known = new TreeMap<>();
        Set<String> groups = new TreeSet<>();
        JsonNode metadata = metadata();
        metadata.path("properties")
                .forEach(property -> known.put(
                        plain(property.path("name").asText()),
                        property.path("name").asText()));
        metadata.path("groups")
                .forEach(group -> groups.add(plain(group.path("name").asText())));
        for (String key : properties.keySet()) {
            String plain = plain(key);
            // Of components and beans it does not tell; of a map or list it knows the name before the bracket.
            boolean judged = groups.stream().anyMatch(group -> plain.startsWith(group + "."));
            if (judged && !known.containsKey(plain.replaceFirst("[\\[.]?\\[.*", ""))) {
                unknown.put(
                        key,
                        NearMisses.of(plain, known.keySet())
                                .map(name -> "did you mean " + known.get(name) + "?")
                                .orElse(
                                        "remove it; https://camel.apache.org/components/4.18.x/others/main.html lists them"));
            }
        }
        return unknown;
    }

    /** Camel takes {@code max-body-size} and {@code maxBodySize} alike. */
    private static String plain(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }

    private static JsonNode metadata() {
        try (InputStream in = Main.class.getResourceAsStream(METADATA)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
