package livecallbacks.notify.recipients;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import livecallbacks.notify.recipients.TextPattern.Hook;
import org.jspecify.annotations.Nullable;

/** One condition of a route on an event. */
sealed interface Matcher {

    /** What it looks at: {@code event}, {@code stream} or {@code field.file_format}. */
    String key();

    /** What it asks for, as it stands in the file. */
    List<String> written();

    /** Whether it holds. */
    boolean matches(EventFields event);

    /**
     * Whether it holds for every event that the other one, of the same key, holds for; false if that is not certain.
     */
    boolean covers(Matcher other);

    /** Whether no event can satisfy this one and the other one, of the same key; false if that is not certain. */
    boolean excludes(Matcher other);

    /**
     * Holds if one of the patterns fits the field, or there are none, and none of the negated ones does.
     *
     * @param oneOf not negated
     * @param noneOf negated, without their {@code !}
     * @param exact the values in {@code oneOf}, if nothing else is in it; otherwise none
     */
    record Text(String key, List<String> written, List<TextPattern> oneOf, List<TextPattern> noneOf, List<String> exact)
            implements Matcher {

        static Text of(
                String key, List<String> written, Collection<TextPattern> oneOf, Collection<TextPattern> noneOf) {
            boolean isListed = oneOf.stream().allMatch(TextPattern.Exact.class::isInstance);
            return new Text(
                    key,
                    written,
                    List.copyOf(oneOf),
                    List.copyOf(noneOf),
                    isListed ? oneOf.stream().map(TextPattern::text).toList() : List.of());
        }

        /** What it can be found by, one for each pattern; none if that is not possible for all of them. */
        List<Hook> hooks() {
            List<Hook> hooks = oneOf.stream()
                    .map(TextPattern::hook)
                    .filter(Objects::nonNull)
                    .toList();
            return hooks.size() == oneOf.size() ? hooks : List.of();
        }

        /**
         * A text that the {@link Hooks} of every matcher find that covers this one and has some; null if such a one
         * need not have any of them.
         */
        @Nullable
        String probe() {
            return exact.isEmpty()
                    ? oneOf.isEmpty() ? null : oneOf.get(0).probe()
                    : exact.stream().filter(this::fits).findFirst().orElse(null);
        }

        @Override
        public boolean matches(EventFields event) {
            return fits(event.get(key));
        }

        private boolean fits(String value) {
            return (oneOf.isEmpty() || any(oneOf, value)) && !any(noneOf, value);
        }

        /** A loop: this runs ten million times a second. */
        private static boolean any(List<TextPattern> patterns, String value) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).matches(value)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean covers(Matcher matcher) {
            if (!(matcher instanceof Text other)) {
                return false;
            }
            if (!other.exact.isEmpty()) {
                return other.onlyFits(this);
            }
            return (oneOf.isEmpty() || (!other.oneOf.isEmpty() && allCovered(other.oneOf, oneOf)))
                    && allCovered(noneOf, other.noneOf);
        }

        private static boolean allCovered(List<TextPattern> narrow, List<TextPattern> broad) {
            for (TextPattern pattern : narrow) {
                boolean covered = false;
                for (int i = 0; i < broad.size() && !covered; i++) {
                    covered = broad.get(i).covers(pattern);
                }
                if (!covered) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean excludes(Matcher matcher) {
            return matcher instanceof Text other && (isRuledOutBy(other) || other.isRuledOutBy(this));
        }

        /** Whether every value that is listed here, and holds, holds there. */
        private boolean onlyFits(Text there) {
            for (String value : exact) {
                if (fits(value) && !there.fits(value)) {
                    return false;
                }
            }
            return true;
        }

        private boolean isRuledOutBy(Text there) {
            return !exact.isEmpty() && exact.stream().noneMatch(value -> fits(value) && there.fits(value));
        }
    }

    /**
     * Holds if the event is of one of the types, or with {@code inverted} of none of them.
     *
     * @param types the sender's numbers
     */
    record Type(String key, List<String> written, Set<Integer> types, boolean inverted) implements Matcher {

        /**
         * @param oneOf the types of the names and numbers that are not negated
         * @param noneOf the types of those that are
         * @param isAnyTaken whether only negated ones stand there
         */
        static Type of(List<String> written, Set<Integer> oneOf, Set<Integer> noneOf, boolean isAnyTaken) {
            if (isAnyTaken) {
                return new Type("event", written, Set.copyOf(noneOf), true);
            }
            Set<Integer> types = new HashSet<>(oneOf);
            types.removeAll(noneOf);
            return new Type("event", written, Set.copyOf(types), false);
        }

        @Override
        public boolean matches(EventFields event) {
            return types.contains(event.type()) != inverted;
        }

        @Override
        public boolean covers(Matcher matcher) {
            if (!(matcher instanceof Type other)) {
                return false;
            }
            if (other.inverted) {
                return inverted && other.types.containsAll(types);
            }
            return inverted ? Collections.disjoint(types, other.types) : types.containsAll(other.types);
        }

        @Override
        public boolean excludes(Matcher matcher) {
            if (!(matcher instanceof Type other) || (inverted && other.inverted)) {
                return false;
            }
            Type listed = inverted ? other : this;
            Type judge = inverted ? this : other;
            return listed.types.stream().noneMatch(type -> judge.types.contains(type) != judge.inverted);
        }
    }
}
