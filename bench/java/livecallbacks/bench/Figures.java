package livecallbacks.bench;

import java.util.List;
import java.util.Locale;

/** What is shown of what was measured. */
final class Figures {

    private Figures() {}

    /** The one in the middle, or between the two there; NaN if there is none. */
    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** With points and commas, wherever the machine stands. */
    static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    /** Prints a line. */
    static void say(String text, Object... values) {
        System.out.println(format(text, values));
    }
}
