package livecallbacks.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A language of the console, with all of its words ({@code console/words_<code>.properties}). */
enum Language {
    EN("English"),
    ZH("中文"),
    KO("한국어");

    /** Read when somebody looks for the first time. */
    private static final Map<Language, Properties> WORDS = new ConcurrentHashMap<>();

    private final String ownName;

    Language(String ownName) {
        this.ownName = ownName;
    }

    /** As in the attribute {@code lang}: two lower-case letters. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is called by those who speak it. */
    public String ownName() {
        return ownName;
    }

    /** The keys of all words. */
    Set<String> keys() {
        return words().stringPropertyNames();
    }

    /**
     * A text in this language.
     *
     * @param values for its places, such as {@code {0}}
     * @throws IllegalArgumentException if there is no such key
     */
    String of(String key, Object... values) {
        String pattern = words().getProperty(key);
        if (pattern == null) {
            throw new IllegalArgumentException("words_" + code() + ".properties has no " + key);
        }
        return new MessageFormat(pattern, Locale.ROOT).format(values);
    }

    private Properties words() {
        return WORDS.computeIfAbsent(this, Language::read);
    }

    private static Properties read(Language language) {
        Properties words = new Properties();
        String file = "words_" + language.code() + ".properties";
        try (InputStream in = Language.class.getResourceAsStream("/console/" + file)) {
            if (in == null) {
                throw new IllegalStateException("The program is not whole: it lacks console/" + file);
            }
            words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }

    /** The one of this code, as far as there is one; null for none. */
    static @Nullable Language ofCode(@Nullable String code) {
        for (Language language : values()) {
            if (language.code().equals(code)) {
                return language;
            }
        }
        return null;
    }

    /**
     * The one that a browser asks for (RFC 9110, section 12.5.4); English if it wants none of them.
     *
     * @param accepted the header Accept-Language; null if there is none
     */
    static Language wanted(@Nullable String accepted) {
        if (accepted == null || accepted.length() > 1000) {
            return EN;
        }
        try {
            List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(accepted);
            Locale best = Locale.lookup(ranges, List.of(Locale.ENGLISH, Locale.CHINESE, Locale.KOREAN));
            Language found = best == null ? null : ofCode(best.getLanguage());
            return found == null ? EN : found;
        } catch (IllegalArgumentException e) {
            // Whatever a stranger's header says.
            return EN;
        }
    }
}
