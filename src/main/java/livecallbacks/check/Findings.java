package livecallbacks.check;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livecallbacks.check.Finding.Area;
import livecallbacks.check.Finding.Level;
import org.jspecify.annotations.Nullable;

/** Collects what is found in one area. */
final class Findings {

    /** What is wrong, and what would be right; a value in quotes may have a semicolon of its own. */
    private static final Pattern WHAT_AND_REMEDY = Pattern.compile("((?:is|holds) '.*?'|.*?); (.*)", Pattern.DOTALL);

    private final Area area;
    private final List<Finding> found = new ArrayList<>();

    Findings(Area area) {
        this.area = area;
    }

    void fault(Spot spot, @Nullable String key, String message, @Nullable String remedy) {
        add(Level.FAULT, spot, key, message, remedy);
    }

    void warning(Spot spot, @Nullable String key, String message, @Nullable String remedy) {
        add(Level.WARNING, spot, key, message, remedy);
    }

    void note(String message) {
        add(Level.NOTE, Spot.NOWHERE, null, message, null);
    }

    /**
     * Takes {@code what is wrong; what would be right}.
     *
     * @param otherwise what to do about it where the text does not say so
     */
    void split(Level level, Spot spot, @Nullable String key, String text, @Nullable String otherwise) {
        Matcher matcher = WHAT_AND_REMEDY.matcher(text);
        if (matcher.matches()) {
            add(level, spot, key, matcher.group(1), matcher.group(2));
        } else {
            add(level, spot, key, text, otherwise);
        }
    }

    private void add(Level level, Spot spot, @Nullable String key, String message, @Nullable String remedy) {
        found.add(new Finding(level, area, spot.file(), spot.line(), spot.column(), key, message, remedy));
    }

    boolean hasFaults() {
        return found.stream().anyMatch(finding -> finding.level() == Level.FAULT);
    }

    List<Finding> list() {
        return List.copyOf(found);
    }
}
