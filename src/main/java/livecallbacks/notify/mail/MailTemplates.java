package livecallbacks.notify.mail;

import freemarker.cache.ConditionalTemplateConfigurationFactory;
import freemarker.cache.FileNameGlobMatcher;
import freemarker.cache.TemplateLoader;
import freemarker.core.HTMLOutputFormat;
import freemarker.core.ParseException;
import freemarker.core.PlainTextOutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.core.TemplateConfiguration;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.event.Texts;
import livecallbacks.notify.recipients.MailSettings;
import livecallbacks.notify.recipients.Place;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the mails: a folder per language with {@code <event name>.txt.ftl} and {@code .html.ftl}, and
 * {@value Words#FILE}. Changed and added files take effect with the next mail. A template that fails never costs a
 * mail: in its place stands the generic one of the language, the English one of the event, the English generic one, and
 * at last a plain list of what the callback has.
 *
 * <p>The values that a template shows were written by strangers, so a template can reach nothing but them, and HTML is
 * escaped without being asked. Safe for use by several threads.
 */
public final class MailTemplates {

    /** For every event type without templates of its own, and in the place of those that fail. */
    static final String GENERIC = "generic";

    /** The mail about many events of one stream. */
    static final String DIGEST = "digest";

    /** What a mail is called that an operator has sent again. */
    static final String REPEATED = "repeated.subject.ftl";

    /** The language that is always there, and stands in for every other. */
    static final String MAIN_LANGUAGE = "en";

    /** The name of a folder, and nothing that leads out of the templates' own. */
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,4}");

    private static final String TEXT = ".txt.ftl";
    private static final String HTML = ".html.ftl";
    private static final String LINE = ".line.ftl";
    private static final String SUBJECT = "Subject:";
    private static final int LONGEST_SUBJECT = 200;
    private static final int LONGEST_LINE = 300;
    private static final int MOST_DIGEST_ROWS = 100;

    /** Of the HTML of a mail, in characters. */
    private static final int USUAL_LENGTH = 7000;

    private final Path directory;
    private final Clock clock;
    private final Configuration configuration;
    private final TemplateProblems problems;
    private final Map<String, ReadWords> words = new ConcurrentHashMap<>();
    private final Map<String, BothWords> bothWords = new ConcurrentHashMap<>();

    /** One mail's texts. */
    record Rendered(String subject, String text, String html) {}

    private record Version(FileTime modified, long size) {}

    private record ReadWords(Version version, Words words) {}

    /** The words of a language, with those of the main one where it has none. */
    private record BothWords(Words own, Words main, Words words) {}

    /**
     * @param directory the folder that has a folder per language
     * @param clock for when a template was found not to be good
     * @throws IllegalArgumentException if the generic templates of English are missing or broken
     */
    public MailTemplates(Path directory, Clock clock) {
        this(directory, clock, configurationOf(directory));
        try {
            configuration.getTemplate(MAIN_LANGUAGE + "/" + GENERIC + TEXT);
            configuration.getTemplate(MAIN_LANGUAGE + "/" + GENERIC + HTML);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private MailTemplates(Path directory, Clock clock, Configuration configuration) {
        this.directory = directory;
        this.clock = clock;
        this.configuration = configuration;
        this.problems = new TemplateProblems(clock, this::version);
    }

    /**
     * The templates as they are, for finding out what is wrong with them.
     *
     * @throws IllegalArgumentException if there is no such folder
     */
    static MailTemplates asTheyAre(Path directory, Clock clock) {
        return new MailTemplates(directory, clock, configurationOf(directory));
    }

    private static Configuration configurationOf(Path directory) {
        try {
            return configuration(new TemplateFiles(directory));
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static IllegalArgumentException unusable(Path directory, IOException cause) {
        return new IllegalArgumentException(
                "The templates in " + directory + " cannot be used; it needs good files " + MAIN_LANGUAGE
                        + "/generic.txt.ftl and " + MAIN_LANGUAGE + "/generic.html.ftl: " + cause.getMessage(),
                cause);
    }

    private static Configuration configuration(TemplateLoader loader) {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setTemplateLoader(loader);
        configuration.setLocalizedLookup(false);
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        // A look at the files' times for each mail: cheap, and a mended template works with the next one.
        configuration.setTemplateUpdateDelayMilliseconds(0);
        configuration.setObjectWrapper(new SimpleObjectWrapper(Configuration.VERSION_2_3_34));
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setAPIBuiltinEnabled(false);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setWrapUncheckedExceptions(true);
        configuration.setFallbackOnNullLoopVariable(false);
        configuration.setNumberFormat("computer");
        configuration.setLocale(Locale.ROOT);
        configuration.setTimeZone(TimeZone.getTimeZone("UTC"));
        configuration.setOutputFormat(PlainTextOutputFormat.INSTANCE);
        TemplateConfiguration html = new TemplateConfiguration();
        html.setOutputFormat(HTMLOutputFormat.INSTANCE);
        html.setAutoEscapingPolicy(Configuration.ENABLE_IF_SUPPORTED_AUTO_ESCAPING_POLICY);
        configuration.setTemplateConfigurations(
                new ConditionalTemplateConfigurationFactory(new FileNameGlobMatcher("*.html.ftl"), html));
        return configuration;
    }

    /** The languages that mails can be written in: the folders with generic templates. */
    public Set<String> languages() {
        Set<String> languages = new TreeSet<>();
        try (Stream<Path> folders = Files.list(directory)) {
            folders.filter(folder -> Files.isRegularFile(folder.resolve(GENERIC + TEXT))
                            && Files.isRegularFile(folder.resolve(GENERIC + HTML)))
                    .map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> LANGUAGE.matcher(name).matches())
                    .forEach(languages::add);
        } catch (IOException e) {
            throw new UncheckedIOException("The templates in " + directory + " cannot be listed", e);
        }
        return languages;
    }

    /** What was found wrong while mails were written, and has not been changed since; by file. */
    public List<TemplateProblem> problems() {
        return problems.list();
    }

    /**
     * What is wrong with the files as they are: templates that cannot be parsed, words that cannot be read, halves of
     * templates. What fails only with an event is in {@link #problems}.
     */
    public List<TemplateProblem> check() {
        List<TemplateProblem> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory, 2)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                wrongWith(file, name).ifPresent(found::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The templates in " + directory + " cannot be listed", e);
        }
        return found;
    }

    private Optional<TemplateProblem> wrongWith(Path file, String name) {
        try {
            if (name.endsWith(".ftl")) {
                configuration.getTemplate(name);
            }
            if (name.endsWith("/" + Words.FILE)) {
                Words.read(file, MAIN_LANGUAGE);
            }
            for (String[] halves : new String[][] {{TEXT, HTML}, {HTML, TEXT}}) {
                boolean layout = !name.contains("/") || name.contains("/layout.");
                String other = name.replace(halves[0], halves[1]);
                if (!layout && name.endsWith(halves[0]) && !Files.isRegularFile(directory.resolve(other))) {
                    return Optional.of(new TemplateProblem(
                            name, "needs " + other + " beside it, or it is not used", clock.instant()));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(problem(name, e));
        }
    }

    /** What an exception says of a file, and where. */
    private TemplateProblem problem(String name, Exception e) {
        String file = name;
        Place place = null;
        if (e instanceof ParseException parsing && parsing.getLineNumber() > 0) {
            file = Objects.requireNonNullElse(parsing.getTemplateName(), name);
            place = new Place(parsing.getLineNumber(), Math.max(1, parsing.getColumnNumber()));
        } else if (e instanceof TemplateException failed && failed.getLineNumber() != null) {
            file = Objects.requireNonNullElse(failed.getTemplateSourceName(), name);
            place = new Place(failed.getLineNumber(), Objects.requireNonNullElse(failed.getColumnNumber(), 1));
        }
        return new TemplateProblem(file, reason(e), clock.instant(), place);
    }

    /** What goes wrong when a template is filled with a model; empty if nothing does, or there is no such template. */
    Optional<TemplateProblem> attempt(String file, Map<String, Object> model) {
        try {
            Template template = find(file);
            if (template != null) {
                String made = process(template, model);
                if (file.endsWith(TEXT)) {
                    split(file, made, "");
                }
            }
            return Optional.empty();
        } catch (IOException | TemplateException e) {
            return Optional.of(problem(file, e));
        }
    }

    /** The files that may be there for an event of this name, or for {@link #GENERIC} or {@link #DIGEST}. */
    static List<String> filesOf(String language, String name) {
        return Stream.of(TEXT, HTML, LINE)
                .map(end -> language + "/" + name + end)
                .toList();
    }

    /** The folders that may be languages, with or without generic templates. */
    Set<String> folders() {
        try (Stream<Path> folders = Files.list(directory)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> LANGUAGE.matcher(name).matches())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException("The templates in " + directory + " cannot be listed", e);
        }
    }

    /**
     * The mail about an event, in the language and time zone of the settings as far as the templates have it.
     *
     * @param body the callback as received; what is not to be read in it is left out
     */
    Rendered render(CallbackEvent event, CallbackContent body, MailSettings settings) {
        String name = EventNames.of(event.eventType());
        for (String language : languagesFor(settings)) {
            Map<String, Object> model = EventView.of(event, body, inWords(language, settings));
            for (String template : List.of(name, GENERIC)) {
                Optional<Rendered> rendered = rendered(language, template, model);
                if (rendered.isPresent()) {
                    return rendered.get();
                }
            }
        }
        return withoutTemplates(EventView.of(event, body, inWords(MAIN_LANGUAGE, settings)));
    }

    /**
     * An event as a row of a digest: when, what, and a line of text from {@code <event name>.line.ftl}.
     *
     * @param body the callback as received; what is not to be read in it is left out
     */
    public DigestRow row(CallbackEvent event, CallbackContent body, MailSettings settings) {
        Map<String, String> cells = new LinkedHashMap<>();
        String text = "";
        for (String language : languagesFor(settings)) {
            Map<String, Object> model = EventView.of(event, body, inWords(language, settings));
            if (cells.isEmpty()) {
                addCells(model, cells);
            }
            Optional<String> line =
                    line(language, EventNames.of(event.eventType()), model).or(() -> line(language, GENERIC, model));
            if (line.isPresent()) {
                text = line.get();
                break;
            }
        }
        cells.put("text", text);
        cells.put("eventId", event.eventId());
        return new DigestRow(event.eventTime(), cells.getOrDefault("title", ""), cells);
    }

    private static void addCells(Map<String, Object> model, Map<String, String> cells) {
        if (model.get("event") instanceof Map<?, ?> about) {
            for (String name : List.of("time", "day", "clock", "title")) {
                cells.put(name, String.valueOf(about.get(name)));
            }
            if (model.get("link") instanceof String link) {
                cells.put("link", link);
            }
        }
    }

    private Optional<String> line(String language, String name, Map<String, Object> model) {
        return oneLine(language, name + LINE, model).map(line -> Texts.bounded(line, LONGEST_LINE));
    }

    /**
     * The mail about many events of one stream, in order of time. Beyond the first hundred they are only counted.
     *
     * @param about any of them: its stream and source are those of the mail
     * @param rows what {@link #row} made of them; at least one
     * @param more how many more there are that no row was made of
     * @param repeated whether a replay sends them again
     */
    Rendered renderDigest(
            CallbackEvent about, List<DigestRow> rows, int more, MailSettings settings, boolean repeated) {
        List<DigestRow> sorted =
                rows.stream().sorted(Comparator.comparing(DigestRow::time)).toList();
        List<Map<String, String>> shown =
                sorted.stream().limit(MOST_DIGEST_ROWS).map(DigestRow::cells).toList();
        Map<String, Integer> kinds = new LinkedHashMap<>();
        sorted.forEach(row -> kinds.merge(row.title(), 1, Integer::sum));
        Instant from = sorted.isEmpty() ? about.eventTime() : sorted.get(0).time();
        Instant to = sorted.isEmpty() ? from : sorted.get(sorted.size() - 1).time();
        Map<String, Object> model = Map.of();
        for (String language : languagesFor(settings)) {
            InWords inWords = inWords(language, settings);
            model = digestModel(about, shown, rows.size() + more, kinds, from, to, repeated, inWords);
            Optional<Rendered> rendered = rendered(language, DIGEST, model);
            if (rendered.isPresent()) {
                return rendered.get();
            }
        }
        return withoutTemplates(about, settings, shown, rows.size() - shown.size() + more);
    }

    private static Map<String, Object> digestModel(
            CallbackEvent about,
            List<Map<String, String>> shown,
            int count,
            Map<String, Integer> kinds,
            Instant from,
            Instant to,
            boolean repeated,
            InWords inWords) {
        Map<String, Object> digest = new LinkedHashMap<>();
        digest.put("rows", shown);
        digest.put("count", count);
        digest.put("more", count - shown.size());
        digest.put("from", inWords.time(from));
        digest.put("to", inWords.time(to));
        digest.put("oneDay", inWords.day(from).equals(inWords.day(to)));
        digest.put("repeated", repeated);
        digest.put(
                "kinds",
                kinds.entrySet().stream()
                        .map(kind -> Map.of("title", kind.getKey(), "count", kind.getValue()))
                        .toList());
        return Map.of(
                "language",
                inWords.words().locale().toLanguageTag(),
                "event",
                EventView.event(about, inWords),
                "digest",
                digest);
    }

    /**
     * What the templates of a digest show, of one event only.
     *
     * @param model what those of the event show
     */
    Map<String, Object> digestModel(CallbackEvent event, Map<String, Object> model, MailSettings settings) {
        Map<String, String> cells = new LinkedHashMap<>(Map.of("text", "", "eventId", event.eventId()));
        addCells(model, cells);
        return digestModel(
                event,
                List.of(cells),
                1,
                Map.of(cells.getOrDefault("title", ""), 1),
                event.eventTime(),
                event.eventTime(),
                false,
                inWords(settings.language(), settings));
    }

    /** What the templates of one event show, in the language of the settings. */
    Map<String, Object> model(CallbackEvent event, CallbackContent body, MailSettings settings) {
        return EventView.of(event, body, inWords(settings.language(), settings));
    }

    /**
     * The subject of a repeated mail: what {@code repeated.subject.ftl} makes of it, or {@code [Repeated]} before it if
     * there is no such template, or a broken one.
     */
    String repeated(String subject, MailSettings settings) {
        return Texts.bounded(
                languagesFor(settings).stream()
                        .flatMap(language -> oneLine(language, REPEATED, Map.of("subject", subject)).stream())
                        .filter(made -> !made.isEmpty())
                        .findFirst()
                        .orElse("[Repeated] " + subject),
                LONGEST_SUBJECT);
    }

    /** The language of the settings, if there is such a folder, and then the main one. */
    private List<String> languagesFor(MailSettings settings) {
        String language = settings.language();
        if (language.equals(MAIN_LANGUAGE)) {
            return List.of(MAIN_LANGUAGE);
        }
        if (!LANGUAGE.matcher(language).matches() || !Files.isDirectory(directory.resolve(language))) {
            problems.report(
                    Texts.plain(Texts.bounded(language, 100)),
                    "there is no such folder; mails in that language are written in " + MAIN_LANGUAGE);
            return List.of(MAIN_LANGUAGE);
        }
        return List.of(language, MAIN_LANGUAGE);
    }

    private InWords inWords(String language, MailSettings settings) {
        Words own = words(language);
        return new InWords(
                language.equals(MAIN_LANGUAGE) ? own : withMain(language, own, words(MAIN_LANGUAGE)),
                settings.timezone());
    }

    private Words withMain(String language, Words own, Words main) {
        BothWords known = bothWords.get(language);
        if (known == null || known.own != own || known.main != main) {
            known = new BothWords(own, main, own.or(main));
            bothWords.put(language, known);
        }
        return known.words;
    }

    /** The words of a language as its file is now; as it last was if it cannot be used now. */
    private Words words(String language) {
        Path file = directory.resolve(language).resolve(Words.FILE);
        String name = language + "/" + Words.FILE;
        ReadWords before = words.get(language);
        Words last = before == null ? Words.none(language) : before.words;
        try {
            Version version = version(file);
            if (before != null && before.version.equals(version)) {
                return last;
            }
            Words read = Words.read(file, language);
            words.put(language, new ReadWords(version, read));
            problems.worked(name);
            return read;
        } catch (NoSuchFileException e) {
            return last;
        } catch (IOException e) {
            problems.report(name, reason(e) + "; the words read before are used, or English ones");
            return last;
        }
    }

    private static Version version(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Version(attributes.lastModifiedTime(), attributes.size());
    }

    /** A number that is another one after any change of any file. */
    private long version() {
        try (Stream<Path> files = Files.walk(directory, 2)) {
            long version = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                version += (file + " " + version(file)).hashCode() * 31L;
            }
            return version;
        } catch (IOException | UncheckedIOException e) {
            return -1;
        }
    }

    /** Empty if there are no such templates, or they fail, which is then reported. */
    private Optional<Rendered> rendered(String language, String name, Map<String, Object> model) {
        String file = language + "/" + name;
        try {
            Template text = find(file + TEXT);
            Template html = find(file + HTML);
            if (text == null && html == null) {
                return Optional.empty();
            }
            if (text == null || html == null) {
                throw new IOException("needs both " + file + TEXT + " and " + file + HTML);
            }
            Rendered rendered = split(text.getName(), process(text, model), process(html, model));
            problems.worked(file);
            return Optional.of(rendered);
        } catch (IOException | TemplateException e) {
            problems.report(file, reason(e));
            return Optional.empty();
        }
    }

    private Optional<String> oneLine(String language, String name, Map<String, Object> model) {
        String file = language + "/" + name;
        try {
            Template template = find(file);
            if (template == null) {
                return Optional.empty();
            }
            String line =
                    Texts.singleSpaced(Texts.plain(process(template, model).strip()));
            problems.worked(file);
            return Optional.of(line);
        } catch (IOException | TemplateException e) {
            problems.report(file, reason(e));
            return Optional.empty();
        }
    }

    /** What FreeMarker says, without its tips and the stack of the template. */
    private static String reason(Exception e) {
        String message = e instanceof TemplateException failed
                ? failed.getMessageWithoutStackTop()
                : String.valueOf(e.getMessage());
        int tips = message.indexOf("\n----");
        return Texts.singleSpaced(Texts.plain(tips < 0 ? message : message.substring(0, tips)))
                .strip();
    }

    private @Nullable Template find(String file) throws IOException {
        return configuration.getTemplate(file, null, null, null, true, true);
    }

    private static String process(Template template, Map<String, Object> model) throws IOException, TemplateException {
        StringWriter out = new StringWriter(USUAL_LENGTH);
        template.process(model, out);
        return out.toString();
    }

    private static Rendered split(String name, String text, String html) throws IOException {
        int first = text.indexOf('\n');
        int second = first < 0 ? -1 : text.indexOf('\n', first + 1);
        if (second < 0
                || !text.startsWith(SUBJECT)
                || first < SUBJECT.length()
                || !text.substring(first, second).isBlank()) {
            throw new IOException(name + " must begin with a line \"" + SUBJECT
                    + " ...\" and an empty line, but what it made does not");
        }
        int end = text.charAt(first - 1) == '\r' ? first - 1 : first;
        String subject = subject(text.substring(SUBJECT.length(), end));
        if (subject.isEmpty()) {
            throw new IOException(name + " made an empty subject");
        }
        return new Rendered(subject, text.substring(second + 1), html);
    }

    private static String subject(String text) {
        return Texts.bounded(Texts.singleSpaced(Texts.plain(text)).strip(), LONGEST_SUBJECT);
    }

    /** The last resort, when not even the generic templates work: a mail that no template can break. */
    private static Rendered withoutTemplates(Map<String, Object> model) {
        List<String> lines = new ArrayList<>();
        if (model.get("rows") instanceof List<?> rows) {
            for (Object row : rows) {
                if (row instanceof Map<?, ?> cells) {
                    lines.add(cells.get("name") + ": " + cells.get("value"));
                }
            }
        }
        return plain((Map<?, ?>) model.getOrDefault("event", Map.of()), lines);
    }

    private Rendered withoutTemplates(
            CallbackEvent about, MailSettings settings, List<Map<String, String>> rows, int more) {
        List<String> lines = new ArrayList<>();
        for (Map<String, String> row : rows) {
            lines.add(row.get("time") + "  " + row.get("title") + "  " + row.get("text")
                    + (row.containsKey("link") ? "  " + row.get("link") : ""));
        }
        if (more > 0) {
            lines.add("+ " + more);
        }
        return plain(EventView.event(about, inWords(MAIN_LANGUAGE, settings)), lines);
    }

    private static Rendered plain(Map<?, ?> event, List<String> lines) {
        List<String> text = new ArrayList<>(List.of(event.get("stream") + "  " + event.get("time"), ""));
        text.addAll(lines);
        text.addAll(List.of("", String.valueOf(event.get("id")), ""));
        String joined = String.join("\n", text);
        String html = joined.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return new Rendered(
                subject(event.get("title") + ": " + event.get("shortStream")),
                joined,
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>mail</title></head><body>"
                        + "<pre style=\"white-space: pre-wrap\">" + html + "</pre></body></html>\n");
    }
}
