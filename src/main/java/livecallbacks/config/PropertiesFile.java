package livecallbacks.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An {@code application.properties} with the lines that its properties stand in. Each property is read by Java's own
 * reader; that one does not tell lines, so it is handed one property at a time.
 */
final class PropertiesFile {

    /** The end of a line that goes on in the next one: an odd number of backslashes. */
    private static final String GOES_ON = ".*(?<!\\\\)(?:\\\\\\\\)*\\\\";

    private final Path path;
    private final Map<String, Entry> entries = new TreeMap<>();
    private final List<PropertyFault> faults = new ArrayList<>();
    private final List<PropertyFault> warnings = new ArrayList<>();

    /**
     * A value and where it stands.
     *
     * @param line its first line, counted from 1
     */
    record Entry(String value, int line) {}

    private PropertiesFile(Path path) {
        this.path = path;
    }

    /**
     * Reads the file; what is wrong with it is kept in {@link #faults}.
     *
     * @param path of the file (UTF-8); where there is none, it is as an empty one
     */
    static PropertiesFile read(Path path) {
        PropertiesFile file = new PropertiesFile(path);
        if (Files.exists(path)) {
            try {
                file.parse(
                        Files.readString(path, StandardCharsets.UTF_8).lines().toList());
            } catch (IOException e) {
                file.faults.add(new PropertyFault(
                        "", "cannot be read as a properties file in UTF-8; save it in that encoding", file.origin(0)));
            }
        }
        return file;
    }

    private void parse(List<String> lines) {
        for (int first = 0; first < lines.size(); first++) {
            boolean comment = lines.get(first).strip().matches("[#!].*");
            int last = first;
            while (!comment && lines.get(last).matches(GOES_ON) && last + 1 < lines.size()) {
                last++;
            }
            property(String.join("\n", lines.subList(first, last + 1)), first + 1);
            first = last;
        }
    }

    private void property(String text, int line) {
        java.util.Properties one = new java.util.Properties();
        try {
            one.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            // The exception may quote the value.
            faults.add(new PropertyFault(
                    "",
                    "cannot be read: it has a bad escape; write \\u and four hex digits, or the character itself, and"
                            + " \\\\ for a backslash",
                    origin(line)));
            return;
        }
        for (String key : one.stringPropertyNames()) {
            Entry before = entries.put(key, new Entry(one.getProperty(key), line));
            if (before != null) {
                warnings.add(new PropertyFault(
                        key,
                        "stands in line " + before.line() + " as well; this one counts, so remove the other",
                        origin(line)));
            }
        }
    }

    Path path() {
        return path;
    }

    /** By key. */
    Map<String, Entry> entries() {
        return entries;
    }

    /** What cannot be read; the rest of the file can. */
    List<PropertyFault> faults() {
        return faults;
    }

    /** Keys that stand in it more than once. */
    List<PropertyFault> warnings() {
        return warnings;
    }

    /**
     * A place in the file.
     *
     * @param line 0 for none
     */
    PropertyFault.Origin origin(int line) {
        return new PropertyFault.Origin(null, path, line == 0 ? null : line);
    }
}
