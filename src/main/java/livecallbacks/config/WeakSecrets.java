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
        List<String> warnings = warnings(settings.callbacks());
        warn(warnings, "management.password", settings.management().password());
        return warnings;
    }

    /** The same for the keys and tokens alone. The list is the caller's to change. */
    public static List<String> warnings(Settings.Callbacks callbacks) {
        List<String> warnings = new ArrayList<>();
        callbacks.sources().forEach((name, source) -> {
            String property = "callbacks." + name + ".keys";
            int count = source.keys().size();
            for (int i = 0; i < count; i++) {
                warn(
                        warnings,
                        count == 1 ? property : property + " (key " + (i + 1) + ")",
                        source.keys().get(i));
            }
            warn(warnings, "callbacks." + name + ".token", source.token());
        });
        return warnings;
    }

    private static void warn(List<String> warnings, String property, @Nullable String secret) {
        String weakness = secret == null ? null : weakness(secret);
        if (weakness != null) {
            warnings.add(property + ": is easily guessed: " + weakness
                    + "; use 32 random letters and digits, such as openssl rand -hex 16 prints");
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
