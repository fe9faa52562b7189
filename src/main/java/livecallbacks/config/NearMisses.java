package livecallbacks.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody may have meant. */
public final class NearMisses {

    /** Of a long name a letter in five may be wrong, of a short one none of two. */
    private static final int LETTERS_FOR_EACH_MISTAKE = 4;

    private static final int MOST_MISTAKES = 3;

    private NearMisses() {}

    /**
     * The known name that takes the fewest single letters to change, add, leave out or swap with the next.
     *
     * @return empty if none is near
     */
    public static Optional<String> of(String name, Collection<String> known) {
        int most = Math.min(MOST_MISTAKES, name.length() / LETTERS_FOR_EACH_MISTAKE);
        return known.stream()
                .filter(candidate -> Math.abs(candidate.length() - name.length()) <= most)
                .filter(candidate -> mistakes(name, candidate) <= most)
                .min(Comparator.<String>comparingInt(candidate -> mistakes(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The distance of Damerau and Levenshtein, as far as no letter is changed twice. */
    private static int mistakes(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int changed = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int least = Math.min(changed, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                distance[i][j] = swapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
            }
        }
        return distance[a.length()][b.length()];
    }
}
