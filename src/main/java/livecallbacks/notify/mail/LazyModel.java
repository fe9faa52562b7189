package livecallbacks.notify.mail;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map for a template of which a value is made when it is first asked for: a template shows a few of the many values
 * that there could be. Whoever looks through the map gets all of them. For one thread.
 */
abstract class LazyModel extends AbstractMap<String, Object> {

    private final Map<String, @Nullable Object> made = new HashMap<>();

    /** The names that may have a value, in order. */
    abstract List<String> names();

    /** Makes the value of a name; null if it has none, as every name has that is not among {@link #names}. */
    abstract @Nullable Object make(String name);

    @Override
    public final @Nullable Object get(@Nullable Object key) {
        if (!(key instanceof String name)) {
            return null;
        }
        Object known = made.get(name);
        if (known == null && !made.containsKey(name)) {
            known = make(name);
            made.put(name, known);
        }
        return known;
    }

    @Override
    public final boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public final Set<Map.Entry<String, Object>> entrySet() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String name : names()) {
            Object value = get(name);
            if (value != null) {
                all.put(name, value);
            }
        }
        return Collections.unmodifiableMap(all).entrySet();
    }
}
