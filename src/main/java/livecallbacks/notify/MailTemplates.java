package livecallbacks.notify;

import freemarker.cache.ConditionalTemplateConfigurationFactory;
import freemarker.cache.FileNameGlobMatcher;
import freemarker.cache.FileTemplateLoader;
import freemarker.core.HTMLOutputFormat;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts of the mails, {@code templates/en/<event name>.txt.ftl} and {@code .html.ftl}. Changed files take effect
 * within seconds. The values that a template shows were written by strangers, so a template can reach nothing but them,
 * and HTML is escaped without being asked.
 */
final class MailTemplates {

    /** For every event type without templates of its own, and in the place of those that fail. */
    static final String GENERIC = "generic";

    /** For many events in one mail. */
    static final String DIGEST = "digest";

    /** What a mail is called that an operator has sent again. */
    static final String REPEATED = "repeated.subject.ftl";

    private static final Logger LOG = LoggerFactory.getLogger(MailTemplates.class);
    private static final String LANGUAGE = "en";
    private static final String SUBJECT = "Subject:";
    private static final int LONGEST_SUBJECT = 200;

    private final Path directory;
    private final Configuration configuration;

    /** One mail's texts. */
    record Rendered(String subject, String text, String html) {}

    /**
     * @param directory the folder that has a folder per language
     * @throws IllegalArgumentException if the generic templates are missing or broken
     */
    MailTemplates(Path directory) {
        this.directory = directory;
        try {
            this.configuration = configuration(new FileTemplateLoader(directory.toFile()));
            configuration.getTemplate(LANGUAGE + "/" + GENERIC + ".txt.ftl");
            configuration.getTemplate(LANGUAGE + "/" + GENERIC + ".html.ftl");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The templates in " + directory + " cannot be used; it needs good files " + LANGUAGE
                            + "/generic.txt.ftl and " + LANGUAGE + "/generic.html.ftl: " + e.getMessage(),
                    e);
        }
    }

    private static Configuration configuration(FileTemplateLoader loader) {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setTemplateLoader(loader);
        configuration.setLocalizedLookup(false);
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setTemplateUpdateDelayMilliseconds(1000);
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

    /**
     * The texts for an event, from its own templates if it has both and they work, else from the generic ones.
     *
     * @param eventName as {@link livecallbacks.event.EventNames#of} gives it
     * @throws IllegalStateException if the generic ones fail as well
     */
    Rendered render(String eventName, Map<String, Object> model) {
        try {
            Optional<Rendered> own = rendered(eventName, model);
            if (own.isPresent()) {
                return own.get();
            }
        } catch (IOException | TemplateException e) {
            LOG.warn("The template of {} in {} failed, the generic one is used: {}", eventName, directory, reason(e));
        }
        try {
            return rendered(GENERIC, model)
                    .orElseThrow(() -> new IllegalStateException("There are no generic templates in " + directory));
        } catch (IOException | TemplateException e) {
            throw new IllegalStateException("The generic templates in " + directory + " failed: " + reason(e), e);
        }
    }

    /**
     * The texts for many events in one mail; empty if its templates are missing or broken.
     *
     * @param model {@code rows}, {@code count}, {@code stream}
     */
    Optional<Rendered> renderDigest(Map<String, Object> model) {
        try {
            return rendered(DIGEST, model);
        } catch (IOException | TemplateException e) {
            LOG.warn("The template {} in {} failed, a list is sent: {}", DIGEST, directory, reason(e));
            return Optional.empty();
        }
    }

    /**
     * The subject of a repeated mail: what {@code repeated.subject.ftl} makes of it, or {@code [Repeated]} before it if
     * there is no such template, or a broken one.
     */
    String repeated(String subject) {
        String marked = "[Repeated] " + subject;
        try {
            Template template = find(REPEATED);
            if (template != null) {
                String made = Texts.plain(
                        process(template, Map.of("subject", subject)).strip());
                marked = made.isEmpty() ? marked : made;
            }
        } catch (IOException | TemplateException e) {
            LOG.warn("The template {} in {} failed and is not used: {}", REPEATED, directory, reason(e));
        }
        return Texts.bounded(marked, LONGEST_SUBJECT);
    }

    private static String reason(Exception e) {
        return e instanceof TemplateException failed
                ? failed.getMessageWithoutStackTop()
                : String.valueOf(e.getMessage());
    }

    private Optional<Rendered> rendered(String name, Map<String, Object> model) throws IOException, TemplateException {
        Template text = find(name + ".txt.ftl");
        Template html = find(name + ".html.ftl");
        return text == null || html == null
                ? Optional.empty()
                : Optional.of(split(text.getName(), process(text, model), process(html, model)));
    }

    private @Nullable Template find(String file) throws IOException {
        return configuration.getTemplate(LANGUAGE + "/" + file, null, null, null, true, true);
    }

    private static String process(Template template, Map<String, Object> model) throws IOException, TemplateException {
        StringWriter out = new StringWriter();
        template.process(model, out);
        return out.toString();
    }

    private static Rendered split(String name, String text, String html) throws IOException {
        String[] parts = text.split("\r?\n", 3);
        if (parts.length < 3 || !parts[0].startsWith(SUBJECT) || !parts[1].isBlank()) {
            throw new IOException(name + " must begin with a line \"" + SUBJECT
                    + " ...\" and an empty line, but what it made does not");
        }
        String subject = Texts.plain(parts[0].substring(SUBJECT.length()))
                .replaceAll(" {2,}", " ")
                .strip();
        if (subject.isEmpty()) {
            throw new IOException(name + " made an empty subject");
        }
        return new Rendered(Texts.bounded(subject, LONGEST_SUBJECT), parts[2], html);
    }
}
