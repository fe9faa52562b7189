package livecallbacks.notify.mail;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormatSymbols;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import livecallbacks.event.Texts;
import org.jspecify.annotations.Nullable;

/**
 * The words of one language: what the file {@value #FILE} of its folder says for the sender's codes, and how it writes
 * numbers, durations and times. Names are found in any case.
 */
final class Words {

    /** The file's name in the folder of a language. */
    static final String FILE = "words.properties";

    private static final String[] PLACES = {"{0}", "{1}", "{2}"};

    private final Locale locale;
    private final Map<String, String> words;
    private final Map<String, DateTimeFormatter> formatters = new ConcurrentHashMap<>();
    private volatile @Nullable DecimalFormatSymbols symbols;

    private Words(Locale locale, Map<String, String> words) {
        this.locale = locale;
        this.words = words;
    }

    /** A language of which no words are known: the codes stand for themselves, numbers are as in English. */
    static Words none(String language) {
        return new Words(locale(language), Map.of());
    }

    /**
     * The words of a file in UTF-8.
     *
     * @param language the folder's name, which is the language's tag unless the file names another
     * @throws IOException if it cannot be read, is not UTF-8, or has a bad escape or time pattern; says which
     */
    static Words read(Path file, String language) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException("has a bad escape; write \\u and four hex digits, or the character itself", e);
        }
        Map<String, String> words = new HashMap<>();
        for (String name : properties.stringPropertyNames()) {
            words.put(
                    name.toLowerCase(Locale.ROOT),
                    Texts.plain(properties.getProperty(name)).strip());
        }
        for (String pattern : new String[] {InWords.TIME, InWords.DAY, InWords.CLOCK}) {
            checkPattern(pattern, words.get(pattern));
        }
        return new Words(locale(words.getOrDefault("language", language)), Map.copyOf(words));
    }

    private static Locale locale(String language) {
        return Languages.locale(language);
    }

    @SuppressWarnings("ReturnValueIgnored") // It is made to see whether it can be.
    private static void checkPattern(String name, @Nullable String pattern) throws IOException {
        try {
            if (pattern != null) {
                DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    name + "=" + pattern + " is no pattern of a time; write one like uuuu-MM-dd HH:mm:ss", e);
        }
    }

    /** These words, and those of another language where one is missing here. */
    Words or(Words other) {
        Map<String, String> both = new HashMap<>(other.words);
        both.putAll(words);
        return new Words(locale, both);
    }

    /** For numbers and times; its language tag is what HTML names. */
    Locale locale() {
        return locale;
    }

    /** Every name there is, in lower case. */
    Set<String> names() {
        return words.keySet();
    }

    /** The word of this name. */
    Optional<String> find(String name) {
        return Optional.ofNullable(word(name));
    }

    private @Nullable String word(String name) {
        String word = words.get(name.toLowerCase(Locale.ROOT));
        return word == null || word.isEmpty() ? null : word;
    }

    private String word(String name, String otherwise) {
        String word = word(name);
        return word == null ? otherwise : word;
    }

    /** The word for a code of the sender's, {@code cause.network} for instance; the code itself if there is none. */
    String of(String group, String code) {
        return word(group + "." + code, code);
    }

    /** The pattern of this name, or the given one if there is none, with its places {@code {0}}, {@code {1}} filled. */
    String filled(String name, String pattern, String... values) {
        String filled = word(name, pattern);
        for (int i = 0; i < values.length; i++) {
            filled = filled.replace(PLACES[i], values[i]);
        }
        return filled;
    }

    /** The formatter of times by the pattern of this name, or by the given one if there is none; made only once. */
    DateTimeFormatter formatter(String name, String pattern) {
        DateTimeFormatter known = formatters.get(name);
        if (known == null) {
            known = DateTimeFormatter.ofPattern(word(name, pattern), locale);
            formatters.put(name, known);
        }
        return known;
    }

    /** A number with one decimal as {@code %.1f} has it in the language. */
    String oneDecimal(long tenths) {
        DecimalFormatSymbols known = symbols;
        if (known == null) {
            known = DecimalFormatSymbols.getInstance(locale);
            symbols = known;
        }
        return known.getZeroDigit() == '0'
                ? Long.toString(tenths / 10) + known.getDecimalSeparator() + tenths % 10
                : String.format(locale, "%.1f", BigDecimal.valueOf(tenths, 1));
    }
}
