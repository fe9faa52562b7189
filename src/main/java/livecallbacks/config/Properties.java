package livecallbacks.config;

import java.io.IOException;
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

    private final PropertiesFile file;
    private final Map<String, String> environment;
    private final SecretStore store;
    private final List<PropertyFault> problems = new ArrayList<>();

    private Properties(PropertiesFile file, Map<String, String> environment) {
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
        Properties properties = inspect(path, environment);
        if (!properties.file.faults().isEmpty()) {
            throw new ConfigurationException(properties.file.faults().stream()
                    .map(PropertyFault::toString)
                    .toList());
        }
        return properties;
    }

    /** The same as {@link #read}, but faults of the file are among the faults and what can be read of it is used. */
    static Properties inspect(Path path, Map<String, String> environment) {
        return new Properties(PropertiesFile.read(path), environment);
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
        return present(environment.getOrDefault(variable, ofFile(key)));
    }

    private String ofFile(String key) {
        PropertiesFile.Entry entry = file.entries().get(key);
        return entry == null ? "" : entry.value();
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
        for (String key : keys()) {
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
        return file.entries().keySet();
    }

    /** All values of the file, by key. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        file.entries().forEach((key, entry) -> values.put(key, entry.value()));
        return values;
    }

    /** The names of the environment variables. */
    Collection<String> variables() {
        return environment.keySet();
    }

    /** Notes a fault of a key; {@link #check} reports them all. */
    void problem(String key, String whatAndRemedy) {
        problems.add(fault(key, whatAndRemedy));
    }

    /** What is to be said of a key, with the place that its value comes from or would have to stand in. */
    PropertyFault fault(String key, String text) {
        return new PropertyFault(key, text, origin(key));
    }

    /** Where the value of a key comes from, or would have to stand. */
    PropertyFault.Origin origin(String key) {
        String variable = variable(key);
        for (String name : List.of(key, variable + "_FILE", variable)) {
            if (environment.containsKey(name)) {
                return new PropertyFault.Origin(name, null, null);
            }
        }
        // Of a source that is not called as it may be, any property stands for all.
        return file.entries().entrySet().stream()
                .filter(entry -> entry.getKey().equals(key) || entry.getKey().startsWith(key + "."))
                .map(entry -> file.origin(entry.getValue().line()))
                .findFirst()
                .orElseGet(() -> environment.keySet().stream()
                        .filter(name -> name.startsWith(variable + "_"))
                        .findFirst()
                        .map(name -> new PropertyFault.Origin(name, null, null))
                        .orElseGet(() -> file.origin(0)));
    }

    /** The faults noted so far, those of the file first. */
    List<PropertyFault> faults() {
        List<PropertyFault> faults = new ArrayList<>(file.faults());
        faults.addAll(problems);
        return faults;
    }

    /** What is doubtful about the file itself. */
    List<PropertyFault> warnings() {
        return file.warnings();
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigurationException with all faults noted so far, if there are any
     */
    void check() throws ConfigurationException {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(
                    problems.stream().map(PropertyFault::toString).toList());
        }
    }

    /** The environment variable that overrides a key. */
    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static Optional<String> present(String value) {
        String stripped = value.strip();
        return stripped.isEmpty() ? Optional.empty() : Optional.of(stripped);
    }
}
