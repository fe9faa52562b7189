package livecallbacks.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import livecallbacks.event.CallbackEvent;
import org.jspecify.annotations.Nullable;

/**
 * One route of the tree, with its receivers resolved to addresses.
 *
 * @param rule its place in the file, such as {@code routes[1].routes[0]}
 * @param matchers all of them must hold
 * @param addresses who is mailed; empty for nobody on purpose
 * @param continues whether the routes after it are asked although it matched
 * @param routes its children, asked before it answers itself
 */
record Route(String rule, List<Matcher> matchers, List<Address> addresses, boolean continues, List<Route> routes) {

    /** One condition on an event. */
    sealed interface Matcher {
        boolean matches(CallbackEvent event);
    }

    /** Holds if one of the globs fits the field; an absent field is fitted by the empty glob only. */
    record FieldMatcher(Function<CallbackEvent, @Nullable String> field, List<String> texts, List<Glob> globs)
            implements Matcher {

        FieldMatcher(Function<CallbackEvent, @Nullable String> field, List<String> texts) {
            this(field, texts, texts.stream().map(Glob::new).toList());
        }

        @Override
        public boolean matches(CallbackEvent event) {
            String value = field.apply(event);
            return value == null ? texts.contains("") : globs.stream().anyMatch(glob -> glob.matches(value));
        }
    }

    /** Holds if the event is of one of the types. */
    record TypeMatcher(Set<Integer> types) implements Matcher {
        @Override
        public boolean matches(CallbackEvent event) {
            return types.contains(event.eventType());
        }
    }

    /** The routes of the list that answer for the event, in order; none if none matches. */
    static List<Route> deciding(List<Route> routes, CallbackEvent event) {
        List<Route> deciding = new ArrayList<>();
        for (Route route : routes) {
            if (route.matchers.stream().allMatch(matcher -> matcher.matches(event))) {
                List<Route> children = deciding(route.routes, event);
                if (children.isEmpty()) {
                    deciding.add(route);
                } else {
                    deciding.addAll(children);
                }
                if (!route.continues) {
                    break;
                }
            }
        }
        return deciding;
    }
}
