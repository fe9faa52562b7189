package livecallbacks.check;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where something was found.
 *
 * @param file null for nowhere in particular
 * @param line counted from 1; null if not known
 * @param column counted from 1; null if not known
 */
record Spot(
        @Nullable String file,
        @Nullable Integer line,
        @Nullable Integer column) {

    static final Spot NOWHERE = new Spot(null, null, null);

    /** A whole file, named as seen from the installation. */
    static Spot of(Path home, Path file) {
        return new Spot(shown(home, file), null, null);
    }

    /** How a file is called: below the installation without what leads there. */
    static String shown(Path home, Path file) {
        Path base = home.toAbsolutePath().normalize();
        Path absolute = base.resolve(file).normalize();
        return absolute.startsWith(base) ? base.relativize(absolute).toString() : absolute.toString();
    }
}
