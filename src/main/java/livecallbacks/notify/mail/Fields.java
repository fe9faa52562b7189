package livecallbacks.notify.mail;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import livecallbacks.event.JsonText;
import livecallbacks.event.Secrets;
import livecallbacks.event.Texts;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object of the sender as texts fit to be shown: without secrets, on one line, without invisible
 * characters and of bounded length. What is missing, null, blank or of an unexpected type is just not there.
 */
final class Fields {

    private static final int LONGEST_VALUE = 2000;
    private static final int LONGEST_LINK = 8000;

    /** What the sender adds for the receiver: nothing for a mail. */
    private static final Set<String> NOT_SHOWN = Set.of("t", "sign");

    private static final Fields NONE = new Fields(Map.of(), true);

    private final Map<String, @Nullable Object> members;

    /** Whether the members are without secrets; else they are taken out of each that is asked for. */
    private final boolean safe;

    private Fields(Map<String, @Nullable Object> members, boolean safe) {
        this.members = members;
        this.safe = safe;
    }

    /** The fields of a callback that has these members. */
    static Fields of(Map<?, ?> object) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : object.entrySet()) {
            String name = String.valueOf(member.getKey());
            if (!NOT_SHOWN.contains(name) && !Secrets.isLeftOut(name)) {
                members.put(Secrets.safeName(name), member.getValue());
            }
        }
        return new Fields(members, false);
    }

    /** No fields at all. */
    static Fields none() {
        return NONE;
    }

    private static Fields ofObject(@Nullable Object value) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, member) -> members.put(String.valueOf(name), member));
        }
        return new Fields(members, true);
    }

    private @Nullable Object member(String name) {
        Object value = members.get(name);
        return value == null || safe ? value : Secrets.withoutSecrets(name, value);
    }

    /** The names of the members that have a value, in the order sent. */
    List<String> names() {
        List<String> names = new ArrayList<>(members.size());
        for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
            if (member.getValue() != null) {
                names.add(member.getKey());
            }
        }
        return names;
    }

    /** The member as text, an object or a list as JSON; it may be blank. */
    Optional<String> any(String name) {
        Object value = member(name);
        return value == null ? Optional.empty() : Optional.of(shown(value));
    }

    /** The member as text, an object or a list as JSON. */
    Optional<String> text(String name) {
        Object value = member(name);
        String text = value == null ? "" : shown(value);
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    /** The member as the target of a link, if it is fit to be one. */
    Optional<String> link(String name) {
        return link(member(name));
    }

    /** The object in this member, be it JSON in a text; one without members if there is none. */
    Fields object(String name) {
        return ofObject(parsed(member(name)));
    }

    /** The objects of the list in this member. */
    List<Fields> objects(String name) {
        return list(name).stream()
                .filter(Map.class::isInstance)
                .map(Fields::ofObject)
                .toList();
    }

    /** The texts and numbers of the list in this member, be it JSON in a text. */
    List<String> texts(String name) {
        return list(name).stream()
                .map(Fields::shown)
                .filter(text -> !text.isBlank())
                .toList();
    }

    private List<Object> list(String name) {
        List<Object> list = new ArrayList<>();
        if (parsed(member(name)) instanceof List<?> items) {
            items.forEach(item -> {
                if (item != null) {
                    list.add(item);
                }
            });
        }
        return list;
    }

    private static @Nullable Object parsed(@Nullable Object value) {
        return value instanceof String text ? JsonText.parse(text.strip()).orElse(null) : value;
    }

    /** Any value as text. */
    static String shown(Object value) {
        String text = value instanceof String string ? Secrets.mask(string) : JsonText.write(value);
        return Texts.plain(Texts.bounded(text, LONGEST_VALUE));
    }

    /**
     * The value as the target of a link, if it is an absolute http or https URL that means to every reader what it
     * seems to mean: no user-info that poses as the host, nothing invisible.
     */
    private static Optional<String> link(@Nullable Object value) {
        if (!(value instanceof String text) || text.length() > LONGEST_LINK || !Texts.isPlain(text)) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null && uri.getRawUserInfo() == null ? Optional.of(text) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
