package livecallbacks.console;

import freemarker.core.HTMLOutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.SimpleScalar;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.utility.DeepUnwrap;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Writes pages from the templates {@code console/*.ftlh}, in which everything is escaped for HTML. */
final class Pages {

    private static final List<Offer> OFFERS = Stream.of(Language.values())
            .map(language -> new Offer(language.code(), language.ownName()))
            .toList();

    private final Configuration configuration = configuration();
    private final Map<String, String> assets;

    /** A language to choose. */
    public record Offer(String code, String name) {}

    /** Pages that name assets by these paths. */
    Pages(Map<String, String> assets) {
        this.assets = assets;
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setClassForTemplateLoading(Pages.class, "/console");
        configuration.setLocalizedLookup(false);
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setObjectWrapper(new DefaultObjectWrapper(Configuration.VERSION_2_3_34));
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setWrapUncheckedExceptions(true);
        configuration.setFallbackOnNullLoopVariable(false);
        configuration.setNumberFormat("computer");
        configuration.setURLEscapingCharset(StandardCharsets.UTF_8.name());
        configuration.setLocale(Locale.ROOT);
        configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
        return configuration;
    }

    /**
     * The page as HTML.
     *
     * @param here the path and query of the page, for the links to its other languages
     * @throws IllegalStateException if the template is broken
     */
    String write(Answer.Page page, Language language, String here) {
        Map<String, Object> model = new HashMap<>(page.model());
        model.put("lang", language.code());
        model.put("languages", OFFERS);
        model.put("here", here);
        model.put("assets", assets);
        model.put("t", (TemplateMethodModelEx) arguments -> words(language, arguments));
        StringWriter html = new StringWriter(8192);
        try {
            configuration.getTemplate(page.template() + ".ftlh").process(model, html);
        } catch (IOException | TemplateException e) {
            throw new IllegalStateException("The page " + page.template() + " cannot be written", e);
        }
        return html.toString();
    }

    private static TemplateModel words(Language language, List<?> arguments) throws TemplateModelException {
        Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = String.valueOf(DeepUnwrap.unwrap((TemplateModel) arguments.get(i)));
        }
        return new SimpleScalar(language.of(
                values[0].toString(), List.of(values).subList(1, values.length).toArray()));
    }
}
