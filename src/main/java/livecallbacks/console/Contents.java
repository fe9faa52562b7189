package livecallbacks.console;

import java.util.stream.Collectors;
import livecallbacks.event.Texts;

/** What a message holds, line by line. */
final class Contents {

    private Contents() {}

    /** The text without what would be invisible, or would turn the rest of a line around. */
    static String shown(String text) {
        return text.lines().map(Texts::plain).collect(Collectors.joining("\n"));
    }
}
