package livecallbacks.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The properties as the operator gave them: {@code application.properties}, over each of which an environment variable
 * of the same name in capitals with underscores wins ({@code ARCHIVE_BUCKET} for {@code archive.bucket}), and
 * {@code <NAME>_FILE} names a file that holds the value. A secret may also be kept in AWS Secrets Manager.
 */
public final class Properties {

    private static final Pattern SOURCE_PROPERTY =
            Pattern.compile("callbacks\\.([^.]+)\\.(keys|token|unsigned|allow-from)");
    private static final Pattern SOURCE_VARIABLE =
            Pattern.compile("CALLBACKS_([A-Z][A-Z0-9]*)_(?:KEYS|TOKEN|UNSIGNED|ALLOW_FROM)(?:_FILE)?");

    /** As Camel's own properties refer to such a secret; an ARN has colons, and names have slashes. */
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{\\s*aws:([^#{}]+?)(?:#([^#{}]+?))?\\s*}}");

    private final Map<String, String> file;
    private final Map<String, String> environment;
    private final SecretStore store;
    private final List<String> problems = new ArrayList<>();

    private Properties(Map<String, String> file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
        this.store = new SecretStore(environment, get("archive.region").orElse(null));
    }

    /**
     * Reads the file, if there is one.
     *
     * @param path of application.properties (UTF-8); where there is none the environment has to say everything
     * @param environment the environment variables
     * @throws ConfigurationException if the file is there but cannot be read
     */
    public static Properties read(Path path, Map<String, String> environment) throws ConfigurationException {
        java.util.Properties properties = new java.util.Properties();
        if (Files.exists(path)) {
            try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new ConfigurationException(
                        List.of(path + ": cannot be read as a properties file in UTF-8: " + e.getMessage()));
            }
        }
        Map<String, String> file = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> file.put(name, properties.getProperty(name)));
        return new Properties(file, environment);
    }

    /**
     * A value, without the white space around it.
     *
     * @return empty if it is nowhere or blank, or if the file that holds it cannot be read, which is then a problem
     */
    public Optional<String> get(String key) {
        String variable = variable(key);
        String path = environment.get(variable + "_FILE");
        if (path != null) {
            try {
                return present(Files.readString(Path.of(path)));
            } catch (IOException | IllegalArgumentException e) {
                problem(variable + "_FILE", "cannot read " + path + "; name a readable text file in UTF-8");
                return Optional.empty();
            }
        }
        return present(environment.getOrDefault(variable, file.getOrDefault(key, "")));
    }

    /** The file that an environment variable names for this value, as it is written there. */
    Optional<String> fileOf(String key) {
        return Optional.ofNullable(environment.get(variable(key) + "_FILE"));
    }

    /**
     * A value that may be kept elsewhere: where it reads <code>{{aws:name}}</code> or <code>{{aws:name#field}}</code>,
     * it is that secret of AWS Secrets Manager.
     *
     * @return empty if it is nowhere or blank, or if the secret cannot be had, which is then a problem
     */
    Optional<String> secret(String key) {
        Optional<String> value = get(key);
        Matcher reference = REFERENCE.matcher(value.orElse(""));
        if (!reference.matches()) {
            return value;
        }
        try {
            return present(store.value(reference.group(1), reference.group(2)));
        } catch (SecretStore.UnavailableException e) {
            problem(key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** The names of all sources that any property or variable speaks of, sorted. */
    Collection<String> sourceNames() {
        TreeSet<String> names = new TreeSet<>();
        for (String key : file.keySet()) {
            Matcher matcher = SOURCE_PROPERTY.matcher(key);
            if (matcher.matches()) {
                names.add(matcher.group(1));
            }
        }
        for (String variable : environment.keySet()) {
            Matcher matcher = SOURCE_VARIABLE.matcher(variable);
            if (matcher.matches()) {
                names.add(matcher.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** The keys of the file. */
    Collection<String> keys() {
        return file.keySet();
    }

    /** Notes a fault of a key; {@link #check} reports them all. */
    void problem(String key, String whatAndRemedy) {
        problems.add(key + ": " + whatAndRemedy);
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigurationException with all faults noted so far, if there are any
     */
    void check() throws ConfigurationException {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static Optional<String> present(String value) {
        String stripped = value.strip();
        return stripped.isEmpty() ? Optional.empty() : Optional.of(stripped);
    }
}
