package livecallbacks.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets of the operator's own making that a stranger could guess. The sender's signature is one MD5 over the
 * key and a known number, so whoever has seen one callback can try millions of keys a second on any machine.
 */
public final class WeakSecrets {

    /** Under it, letters and digits can all be tried in days. */
    static final int ENOUGH_CHARACTERS = 16;

    /** A random one of 16 hexadecimal digits nearly always has more. */
    static final int ENOUGH_DIFFERENT = 7;

    /** Of manuals, examples and habit; whatever else follows them, digits and all. */
    private static final Set<String> WELL_KNOWN = Set.of(
            "test",
            "dev",
            "key",
            "secret",
            "password",
            "changeme",
            "example",
            "demo",
            "admin",
            "default",
            "callback",
            "callbackkey",
            "tencent",
            "live",
            "livecallbacks",
            "qwerty",
            "letmein");

    private WeakSecrets() {}

    /** One sentence for each weak callback key, token and management password: its property and what to do. */
    public static List<String> warnings(Settings settings) {
        return lines(of(settings));
    }

    /** The same for the keys and tokens alone. */
    public static List<String> warnings(Settings.Callbacks callbacks) {
        return lines(of(callbacks));
    }

    private static List<String> lines(List<Weakness> weaknesses) {
        return weaknesses.stream().map(Weakness::line).toList();
    }

    /**
     * What is weak.
     *
     * @param property whose value it is
     * @param which of several values, {@code (key 2)}; empty if there is one
     * @param text what is wrong and what to do
     */
    record Weakness(String property, String which, String text) {

        private String line() {
            return (property + " " + which).strip() + ": " + text;
        }

        /** For whoever names the property by itself. */
        String withoutProperty() {
            return (which + " " + text).strip();
        }
    }

    /** Each weak callback key, token and management password. */
    static List<Weakness> of(Settings settings) {
        List<Weakness> weaknesses = of(settings.callbacks());
        add(weaknesses, "management.password", "", settings.management().password());
        return weaknesses;
    }

    private static List<Weakness> of(Settings.Callbacks callbacks) {
        List<Weakness> weaknesses = new ArrayList<>();
        callbacks.sources().forEach((name, source) -> {
            String property = "callbacks." + name + ".keys";
            int count = source.keys().size();
            for (int i = 0; i < count; i++) {
                add(
                        weaknesses,
                        property,
                        count == 1 ? "" : "(key " + (i + 1) + ")",
                        source.keys().get(i));
            }
            add(weaknesses, "callbacks." + name + ".token", "", source.token());
        });
        return weaknesses;
    }

    private static void add(List<Weakness> weaknesses, String property, String which, @Nullable String secret) {
        String weakness = secret == null ? null : weakness(secret);
        if (weakness != null) {
            weaknesses.add(new Weakness(
                    property,
                    which,
                    "is easily guessed: " + weakness
                            + "; use 32 random letters and digits, such as openssl rand -hex 16 prints"));
        }
    }

    /** What is weak about it, or null. It names no character of it, and not its length either. */
    static @Nullable String weakness(String secret) {
        String word = secret.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        if (WELL_KNOWN.contains(word) && secret.length() < 2 * ENOUGH_CHARACTERS) {
            return "it is a well-known word";
        }
        if (secret.length() < ENOUGH_CHARACTERS) {
            return "it has fewer than " + ENOUGH_CHARACTERS + " characters";
        }
        if (secret.chars().distinct().count() < ENOUGH_DIFFERENT) {
            return "it has few different characters";
        }
        return null;
    }
}
