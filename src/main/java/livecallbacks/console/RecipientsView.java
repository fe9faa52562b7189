package livecallbacks.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import livecallbacks.event.Texts;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.recipients.Address;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import livecallbacks.notify.recipients.Recipients;
import livecallbacks.notify.recipients.Recipients.Decision;
import livecallbacks.notify.recipients.Recipients.Receiver;
import livecallbacks.notify.recipients.Recipients.Rule;
import livecallbacks.notify.recipients.RecipientsFile;
import livecallbacks.operate.ArchivedCallbacks;
import livecallbacks.operate.ArchivedCallbacks.Found;
import livecallbacks.operate.MailPreview;
import livecallbacks.operate.Samples;
import livecallbacks.operate.TestedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The page about who is mailed: the tree of recipients.yaml, and who gets this event, by which rule, and how the mail
 * reads. Nobody is mailed. It is the one page that shows everybody's address.
 */
public final class RecipientsView {

    private static final int LONGEST_BODY = 256 * 1024;
    private static final int LONGEST_FIELDS = 16 * 1024;
    private static final int LONGEST = 300;
    private static final int MOST_PEOPLE = 500;

    /** Each kind is another language or time zone. */
    private static final int MOST_MAILS = 8;

    /** As in recipients.yaml, what stands for an event without the field; a form has no other way to say it. */
    private static final String NONE = "\"\"";

    private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9]*");
    private static final Pattern NO_WORD = Pattern.compile("[^A-Za-z0-9]+");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private final Path file;
    private final Supplier<RecipientsFile.InUse> recipients;
    private final ArchivedCallbacks archive;
    private final Supplier<MailComposer> composer;
    private final Clock clock;
    private final Frames frames = new Frames();

    /**
     * A page of these recipients.
     *
     * @param file recipients.yaml, for its name
     * @param composer makes mails as those are that are sent; it may throw an IllegalArgumentException if the templates
     *     cannot be used at all
     */
    public RecipientsView(
            Path file,
            Supplier<RecipientsFile.InUse> recipients,
            ArchivedCallbacks archive,
            Supplier<MailComposer> composer,
            Clock clock) {
        this.file = file;
        this.recipients = recipients;
        this.archive = archive;
        this.composer = composer;
        this.clock = clock;
    }

    /** A name under {@code receivers}. */
    public record Group(String name, int line, List<String> addresses, List<String> settings) {}

    /**
     * A rule of the tree.
     *
     * @param anchor its id in the page
     * @param isDefault whether it is the one for recordings that no route matched
     * @param decides whether it is one of those that decided about the event in question
     */
    public record Node(
            String name,
            String anchor,
            int line,
            boolean isDefault,
            List<String> match,
            List<String> receivers,
            List<String> settings,
            boolean continues,
            boolean decides,
            List<Node> rules) {}

    /** What the routes see of an event, but for its fields. */
    public record About(String event, int type, String source, String stream, String domain, String path) {}

    /** A link to a rule of the tree. */
    public record Deciding(String name, String anchor, String place) {}

    /** Somebody who would be mailed. */
    public record Person(String address, Deciding rule, List<String> settings, String when) {}

    /**
     * How the mail would look to some of them.
     *
     * @param frame the id that its HTML can be had by
     */
    public record Mail(
            List<String> readers, String language, String timezone, String subject, String text, String frame) {}

    /** An event, with the moment at which it happens. */
    private record Question(TestedEvent tested, Instant moment) {}

    /** That nothing can be asked so; the message is the key of the words, and the reason is in English or empty. */
    private static final class WrongException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String words;
        private final String reason;

        WrongException(String words, String reason) {
            super(words);
            this.words = words;
            this.reason = reason;
        }
    }

    Answer show(Ask ask) throws IOException {
        RecipientsFile.InUse inUse = recipients.get();
        Map<String, Object> model = new HashMap<>();
        model.put("file", Texts.plain(String.valueOf(file.getFileName())));
        model.put(
                "problems",
                inUse.problem() == null
                        ? List.of()
                        : inUse.problem().lines().map(Texts::plain).toList());
        model.put(
                "warnings",
                inUse.recipients().warnings().stream().map(Texts::plain).toList());
        model.put("settings", settings(inUse.recipients().settings()));
        model.put("events", EventNames.all().keySet());
        String way = way(ask);
        model.put("way", way);
        typed(ask, model);
        Decision decision = null;
        int status = 200;
        try {
            Question question = question(ask, way);
            if (question != null) {
                decision = inUse.recipients()
                        .decision(question.tested().event(), question.tested().content());
                answer(question, decision, ask.language(), model);
            }
        } catch (WrongException e) {
            status = 400;
            model.put("fault", e.words);
            model.put("reason", Texts.bounded(Texts.plain(e.reason), LONGEST));
        }
        Set<String> deciding = decision == null
                ? Set.of()
                : decision.rules().stream().map(Rule::name).collect(Collectors.toSet());
        model.put("rules", nodes(inUse.recipients().rules(), deciding));
        model.put("groups", groups(inUse.recipients()));
        return new Answer.Page(status, "recipients", model);
    }

    /** One of the mails that {@link #show} has made, by itself. */
    Answer mail(Ask ask) {
        String html = frames.get(ask.text("id"));
        return html == null ? Console.fault(404, "fault.noMail") : new Answer.Mail(html);
    }

    // what is asked

    /** Which of the forms was sent: {@code sample}, {@code key} or {@code body}; empty for none. */
    private static String way(Ask ask) {
        return ask.has("body") ? "body" : ask.has("key") ? "key" : ask.has("event") ? "sample" : "";
    }

    /** What stays in the forms. */
    private static void typed(Ask ask, Map<String, Object> model) {
        for (String name : List.of("stream", "domain", "path", "key")) {
            model.put(name, ask.text(name));
        }
        model.put("at", withoutZone(ask.text("at")));
        model.put("event", ask.has("event") ? ask.text("event") : "recording");
        model.put("source", source(ask));
        model.put("fields", ask.text("fields", LONGEST_FIELDS));
        model.put("body", ask.text("body", LONGEST_BODY));
    }

    private static String source(Ask ask) {
        return ask.text("source").isEmpty() ? "live" : ask.text("source");
    }

    private @Nullable Question question(Ask ask, String way) throws WrongException {
        if (way.isEmpty()) {
            return null;
        }
        Instant moment = moment(ask.text("at"));
        if (way.equals("key")) {
            Found found = archive.find(ask.text("key"));
            if (found == null) {
                throw new WrongException("recipients.fault.key", "");
            }
            TestedEvent tested = found.tested();
            if (tested == null) {
                throw new WrongException("callback.changed", "");
            }
            return new Question(tested, moment);
        }
        String source = source(ask);
        if (!SOURCE.matcher(source).matches()) {
            throw new WrongException("callbacks.fault.source", "");
        }
        try {
            if (way.equals("body")) {
                byte[] body = ask.text("body", LONGEST_BODY).getBytes(StandardCharsets.UTF_8);
                if (body.length == 0) {
                    throw new WrongException("recipients.fault.noBody", "");
                }
                return new Question(TestedEvent.of(source, body, moment), moment);
            }
            return new Question(TestedEvent.sample(eventType(ask), source, changes(ask), moment), moment);
        } catch (IOException e) {
            throw new WrongException("recipients.fault.body", String.valueOf(e.getMessage()));
        }
    }

    private Instant moment(String at) throws WrongException {
        if (at.isEmpty()) {
            return clock.instant();
        }
        try {
            return LocalDateTime.parse(withoutZone(at)).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new WrongException("recipients.fault.at", "");
        }
    }

    /** As browsers write and read it; the command line takes it with a Z. */
    private static String withoutZone(String at) {
        return at.endsWith("Z") ? at.substring(0, at.length() - 1) : at;
    }

    private static int eventType(Ask ask) throws WrongException {
        Integer type = Samples.eventType(ask.text("event").isEmpty() ? "recording" : ask.text("event"));
        if (type == null) {
            throw new WrongException("callbacks.fault.event", "");
        }
        return type;
    }

    private static TestedEvent.Changes changes(Ask ask) throws WrongException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line :
                ask.text("fields", LONGEST_FIELDS).lines().map(String::strip).toList()) {
            int sign = line.indexOf('=');
            if (sign > 0) {
                fields.put(
                        line.substring(0, sign).strip(),
                        line.substring(sign + 1).strip());
            } else if (!line.isEmpty()) {
                throw new WrongException("recipients.fault.fields", "");
            }
        }
        return new TestedEvent.Changes(
                change(ask.text("stream")), change(ask.text("domain")), change(ask.text("path")), fields);
    }

    /** Null for what the sample has. */
    private static @Nullable String change(String text) {
        return text.isEmpty() ? null : text.equals(NONE) ? "" : text;
    }

    // what is answered

    private void answer(Question question, Decision decision, Language language, Map<String, Object> model)
            throws IOException {
        CallbackEvent event = question.tested().event();
        model.put(
                "about",
                new About(
                        EventNames.of(event.eventType()),
                        event.eventType(),
                        event.source(),
                        shown(event.streamId()),
                        shown(event.domain()),
                        shown(event.path())));
        model.put("deciding", decision.rules().stream().map(this::deciding).toList());
        List<Addressee> addressees = decision.addressees();
        model.put("count", addressees.size());
        model.put(
                "people",
                addressees.stream()
                        .limit(MOST_PEOPLE)
                        .map(addressee -> person(decision, addressee, question.moment(), language))
                        .toList());
        model.put("morePeople", Math.max(0, addressees.size() - MOST_PEOPLE));
        try {
            List<MailPreview> previews = MailPreview.of(question.tested(), decision, composer.get());
            model.put(
                    "mails", previews.stream().limit(MOST_MAILS).map(this::mail).toList());
            model.put("moreMails", Math.max(0, previews.size() - MOST_MAILS));
        } catch (IllegalArgumentException e) {
            model.put("mails", List.of());
            model.put("moreMails", 0);
            model.put("mailFault", Texts.plain(String.valueOf(e.getMessage())));
        }
    }

    private static String shown(@Nullable String text) {
        return text == null ? "" : Texts.bounded(Texts.plain(text), LONGEST);
    }

    private Deciding deciding(Rule rule) {
        return new Deciding(rule.name(), anchor(rule), Texts.plain(rule.placeIn(file)));
    }

    private Person person(Decision decision, Addressee addressee, Instant moment, Language language) {
        return new Person(
                Texts.plain(addressee.address()),
                deciding(decision.ruleOf(addressee)),
                settings(addressee.settings()),
                when(addressee.settings(), moment, language));
    }

    private static String when(MailSettings settings, Instant moment, Language language) {
        Optional<Instant> end = settings.quietUntil(moment);
        if (end.isPresent()) {
            return language.of(
                    "recipients.when.quiet",
                    LOCAL.format(end.get().atZone(settings.timezone())),
                    settings.writtenTimezone());
        }
        return settings.digest().isZero()
                ? language.of("recipients.when.once")
                : language.of("recipients.when.digest", settings.writtenDigest());
    }

    private Mail mail(MailPreview preview) {
        MailSettings settings = preview.readers().get(0).settings();
        return new Mail(
                preview.readers().stream()
                        .limit(MOST_PEOPLE)
                        .map(reader -> Texts.plain(reader.email()))
                        .toList(),
                Texts.plain(settings.language()),
                settings.writtenTimezone(),
                Texts.plain(preview.subject()),
                Contents.shown(preview.text()),
                frames.keep(preview.html()));
    }

    // what is there

    private static List<Node> nodes(List<Rule> rules, Set<String> deciding) {
        return rules.stream()
                .map(rule -> new Node(
                        rule.name(),
                        anchor(rule),
                        rule.place().line(),
                        rule.match().isEmpty() && rule.name().equals(Recipients.DEFAULT),
                        plain(rule.match()),
                        plain(rule.receivers()),
                        plain(rule.settings()),
                        rule.continues(),
                        deciding.contains(rule.name()),
                        nodes(rule.rules(), deciding)))
                .toList();
    }

    private static String anchor(Rule rule) {
        return "rule" + NO_WORD.matcher("-" + rule.name()).replaceAll("-").replaceFirst("-$", "");
    }

    private static List<String> plain(List<String> texts) {
        return texts.stream().map(Texts::plain).toList();
    }

    private static List<Group> groups(Recipients recipients) {
        List<Group> groups = new ArrayList<>();
        for (Receiver receiver : recipients.receivers()) {
            groups.add(new Group(
                    Texts.plain(receiver.name()),
                    receiver.place().line(),
                    receiver.addresses().stream().map(Address::written).toList(),
                    receiver.settings().equals(recipients.settings()) ? List.of() : settings(receiver.settings())));
        }
        return groups;
    }

    /** As they would stand in the file. */
    private static List<String> settings(MailSettings settings) {
        return List.of(
                "language: " + Texts.plain(settings.language()),
                "timezone: " + settings.writtenTimezone(),
                "digest: " + settings.writtenDigest(),
                "quiet: " + settings.writtenQuiet());
    }
}
