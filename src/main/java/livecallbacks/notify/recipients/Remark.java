package livecallbacks.notify.recipients;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a file of the team's, or hardly meant in it, without anyone's address.
 *
 * @param file how the file is called
 * @param place where; null if it is the file as a whole
 * @param text what is wrong, a semicolon, and what would be right
 */
public record Remark(String file, @Nullable Place place, String text) {

    /** As compilers write it: {@code recipients.yaml:12:5: ...}. */
    @Override
    public String toString() {
        return file + (place == null ? "" : ":" + place) + ": " + text;
    }
}
