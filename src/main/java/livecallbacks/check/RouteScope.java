package livecallbacks.check;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import livecallbacks.config.SettingsReader.Inspection;
import livecallbacks.parts.RouteBeans;
import livecallbacks.parts.RouteProperties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/** What the routes can refer to: a Camel with the properties of a start, that is never started, and the beans. */
final class RouteScope implements AutoCloseable {

    private static final String BEANS = "camel.beans.";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Map<String, Class<?>> beans = new HashMap<>(RouteBeans.TYPES);

    RouteScope(Inspection inspection, Map<String, String> environment) {
        Properties properties = new Properties();
        properties.putAll(inspection.file());
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.getPropertiesComponent().addPropertiesSource(new Environment(environment));
        Properties ours = new Properties();
        ours.putAll(RouteProperties.of(inspection.settings()));
        camel.getPropertiesComponent().setOverrideProperties(ours);
        // Those that stand in application.properties; of what type they are is not known here.
        inspection.file().keySet().stream()
                .filter(key -> key.startsWith(BEANS))
                .forEach(key -> beans.put(key.substring(BEANS.length()).replaceFirst("[.\\[].*", ""), Object.class));
    }

    /** What environment variables say of properties, {@code SLACK_URL} of {@code slack.url}. */
    private record Environment(Map<String, String> variables) implements PropertiesSource {

        @Override
        public String getName() {
            return "environment";
        }

        @Override
        public @Nullable String getProperty(String name) {
            return variables.get(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
        }
    }

    DefaultCamelContext camel() {
        return camel;
    }

    /** The types of the beans by name; a file adds those that it brings with it. */
    Map<String, Class<?>> beans() {
        return beans;
    }

    @Override
    public void close() {
        camel.stop();
    }
}
