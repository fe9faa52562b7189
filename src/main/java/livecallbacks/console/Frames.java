package livecallbacks.console;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What the frames of a page show, till others have taken its place: a frame is asked for by itself, and what it shows
 * may come from a body that stands in no URL. Safe for use by several threads.
 */
final class Frames {

    private static final int MOST = 24;
    private static final int MOST_CHARACTERS = 4_000_000;
    private static final int ID_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private long characters;

    private record Frame(String id, String html) {}

    /** Keeps one for a while, and tells the id that it can be had by, which nobody can guess. */
    synchronized String keep(String html) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        Frame frame = new Frame(HexFormat.of().formatHex(id), html);
        frames.addLast(frame);
        characters += html.length();
        while (frames.size() > MOST || (characters > MOST_CHARACTERS && frames.size() > 1)) {
            characters -= frames.removeFirst().html().length();
        }
        return frame.id();
    }

    /** The one of this id; null if there is none, or no longer. */
    synchronized @Nullable String get(String id) {
        return frames.stream()
                .filter(frame -> frame.id().equals(id))
                .map(Frame::html)
                .findFirst()
                .orElse(null);
    }
}
