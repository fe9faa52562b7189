package livecallbacks.receive;

import java.util.Set;

/**
 * Which event types of a source may come without {@code sign} and {@code t}. The sender signs nothing where its
 * template has no key, and some event types not even then.
 */
public sealed interface UnsignedPolicy {

    /** Whether an unsigned event of this type is taken. */
    boolean allows(int eventType);

    /** None may. */
    record Reject() implements UnsignedPolicy {
        @Override
        public boolean allows(int eventType) {
            return false;
        }
    }

    /** The listed ones may. */
    record Only(Set<Integer> eventTypes) implements UnsignedPolicy {
        public Only {
            eventTypes = Set.copyOf(eventTypes);
        }

        @Override
        public boolean allows(int eventType) {
            return eventTypes.contains(eventType);
        }
    }

    /** All may: the template of the sender has no key. Whoever knows the URL can then forge any event. */
    record Allow() implements UnsignedPolicy {
        @Override
        public boolean allows(int eventType) {
            return true;
        }
    }
}
