package livecallbacks.notify.recipients;

/**
 * A place in a text file.
 *
 * @param line counted from 1
 * @param column counted from 1
 */
public record Place(int line, int column) {

    static final Place START = new Place(1, 1);

    /** As compilers write it: {@code 12:5}. */
    @Override
    public String toString() {
        return line + ":" + column;
    }
}
