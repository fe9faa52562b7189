package livecallbacks.notify.digest;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.UnreadableMessageException;
import livecallbacks.notify.mail.Mail;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.recipients.MailSettings;
import livecallbacks.notify.recipients.QuietHours;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a mail goes out: at once, in a digest at the end of its window, or after the quiet hours. A window that
 * is open is a message in the queue {@value #OPEN}, what waits for its end is in {@value #HELD}; nothing is kept here.
 *
 * <p>Everything is read and taken in the session of the caller, who sends what is returned in the same transaction:
 * either all of it has happened or none. The caller brings the messages of one window one after the other; if two come
 * at the same moment all the same, a mail may go out at once that could have waited, but none is lost or sent twice.
 */
final class DigestWindows {

    /** One message for each open window. */
    static final String OPEN = "mail.digest.windows";

    /** One message for each event that waits. */
    static final String HELD = "mail.digest.held";

    /** When a window is to be looked at, in milliseconds since 1970. */
    static final String CLOSES = "closes";

    /** How many events the mail is about. */
    static final String EVENTS = "events";

    /** More rows or longer ones go into a second mail, which follows at once. */
    static final int MOST_ROWS = 100;

    private static final int MOST_CHARACTERS = 40_000;

    /** The same for mails that go out one by one after the quiet hours. */
    private static final int MOST_MAILS = 25;

    /** What the broker has but cannot hand out now, because it has put it on disk, is asked for again. */
    private static final Duration LATER = Duration.ofSeconds(30);

    /** For a message that is there. */
    private static final long PATIENCE_MILLIS = 1000;

    private static final Set<String> OF_THE_EVENT = Set.of(
            CallbackEvent.SOURCE,
            CallbackEvent.EVENT_ID,
            CallbackEvent.EVENT_TYPE,
            CallbackEvent.STREAM_ID,
            CallbackEvent.EVENT_TIME,
            "rule",
            "replay");

    private final Clock clock;
    private final MailComposer composer;

    /** Where a message goes that is to be sent. */
    enum Target {
        OUTBOX,
        HELD,
        WINDOWS
    }

    /**
     * A message to be sent.
     *
     * @param body null for none
     */
    @SuppressWarnings("ArrayRecordComponent") // It is handed on and never compared.
    record Outgoing(Target target, Map<String, Object> headers, byte @Nullable [] body) {}

    /**
     * Windows by this clock.
     *
     * @param composer writes the digests
     */
    DigestWindows(Clock clock, MailComposer composer) {
        this.clock = clock;
        this.composer = composer;
    }

    /**
     * A mail has come.
     *
     * @param headers of the message
     * @param mail the finished mail
     * @return what is to be sent
     * @throws UnreadableMessageException if there is no mail, or the headers are none of an entry
     * @throws JMSException if the broker fails
     */
    List<Outgoing> arrived(Session session, Map<String, Object> headers, byte @Nullable [] mail) throws JMSException {
        if (mail == null) {
            throw new UnreadableMessageException("The message must have a mail as its body, but has none");
        }
        DigestEntry entry = DigestEntry.fromHeaders(headers::get);
        MailSettings settings = entry.addressee().settings();
        Instant now = clock.instant();
        if (isAny(session, OPEN, ofWindow(entry.window()))) {
            return List.of(held(entry, headers, mail));
        }
        Optional<Instant> endOfQuiet = endOfQuiet(settings, now);
        if (endOfQuiet.isPresent()) {
            return List.of(held(entry, headers, mail), window(entry.window(), settings, endOfQuiet.get()));
        }
        Outgoing atOnce = new Outgoing(Target.OUTBOX, ofTheEvent(headers), mail);
        return settings.digest().isZero()
                ? List.of(atOnce)
                : List.of(atOnce, window(entry.window(), settings, now.plus(settings.digest())));
    }

    /**
     * Somebody has seen that a window is over, or that something waits without one. It does not matter if that is said
     * too early or twice.
     *
     * @return what is to be sent
     * @throws JMSException if the broker fails
     */
    List<Outgoing> over(Session session, String window) throws JMSException {
        try {
            return next(session, window);
        } catch (UnreadableMessageException e) {
            // To set aside this message would lose what was taken with it. It stays, and the log says so.
            throw new IllegalStateException("What waits in the queues of the digests cannot be read", e);
        }
    }

    private List<Outgoing> next(Session session, String window) throws JMSException {
        Instant now = clock.instant();
        MailSettings settings;
        if (isAny(session, OPEN, ofWindow(window))) {
            String due = ofWindow(window) + " AND " + dueAt(now);
            if (!isAny(session, OPEN, due)) {
                return List.of();
            }
            List<Message> open = take(session, OPEN, due, 1);
            if (open.isEmpty()) {
                throw new IllegalStateException("The broker has an open window, but does not hand it out now");
            }
            settings = settings(open.get(0));
        } else {
            Message first = first(session, HELD, ofWindow(window));
            if (first == null) {
                return List.of();
            }
            settings = settings(first);
        }
        Optional<Instant> endOfQuiet = endOfQuiet(settings, now);
        if (endOfQuiet.isPresent()) {
            return List.of(window(window, settings, endOfQuiet.get()));
        }
        return settings.digest().isZero()
                ? oneByOne(session, window, settings, now)
                : inOne(session, window, settings, now);
    }

    private List<Outgoing> inOne(Session session, String window, MailSettings settings, Instant now)
            throws JMSException {
        // By the id of the mail, in case that the broker does not detect duplicates.
        Map<String, DigestEntry> entries = new LinkedHashMap<>();
        Map<String, DigestedEvent> events = new LinkedHashMap<>();
        Map<String, Object> headers = new LinkedHashMap<>();
        int characters = 0;
        boolean more = true;
        try (MessageConsumer consumer = session.createConsumer(queue(session, HELD), ofWindow(window))) {
            while (more && entries.size() < MOST_ROWS && characters < MOST_CHARACTERS) {
                Message message = next(session, consumer, HELD, ofWindow(window));
                more = message != null;
                if (message != null) {
                    headers = headers(message);
                    DigestEntry entry = DigestEntry.fromHeaders(headers::get);
                    entries.putIfAbsent(entry.mailId(), entry);
                    if (headers.containsKey(CallbackEvent.EVENT_TIME)) {
                        events.putIfAbsent(entry.mailId(), DigestedEvent.of(headers, entry));
                    }
                    characters += entry.row().toString().length();
                }
            }
        }
        List<Outgoing> outgoing = new ArrayList<>();
        if (!entries.isEmpty()) {
            List<DigestEntry> all = List.copyOf(entries.values());
            Map<String, Object> ofTheMail = ofTheEvent(headers);
            ofTheMail
                    .keySet()
                    .removeAll(Set.of(CallbackEvent.EVENT_ID, CallbackEvent.EVENT_TYPE, CallbackEvent.EVENT_TIME));
            ofTheMail.put(EVENTS, all.size());
            DigestedEvent.toHeaders(List.copyOf(events.values()), ofTheMail);
            DigestEntry last = all.get(all.size() - 1);
            // In the language that was last wanted.
            Mail mail = composer.composeDigest(
                    String.valueOf(headers.get(CallbackEvent.SOURCE)),
                    (String) headers.get(CallbackEvent.STREAM_ID),
                    DigestEntry.idOfAll(all),
                    all.stream().map(DigestEntry::row).toList(),
                    last.addressee(),
                    last.repeated());
            outgoing.add(new Outgoing(Target.OUTBOX, ofTheMail, mail.content()));
        }
        if (more) {
            outgoing.add(window(window, settings, now));
        } else if (isAny(session, HELD, ofWindow(window))) {
            outgoing.add(window(window, settings, now.plus(LATER)));
        } else if (!entries.isEmpty()) {
            outgoing.add(window(window, settings, now.plus(settings.digest())));
        }
        return outgoing;
    }

    private List<Outgoing> oneByOne(Session session, String window, MailSettings settings, Instant now)
            throws JMSException {
        List<Outgoing> outgoing = new ArrayList<>();
        for (Message message : take(session, HELD, ofWindow(window), MOST_MAILS)) {
            outgoing.add(new Outgoing(Target.OUTBOX, ofTheEvent(headers(message)), body(message)));
        }
        if (outgoing.size() == MOST_MAILS) {
            outgoing.add(window(window, settings, now));
        } else if (isAny(session, HELD, ofWindow(window))) {
            outgoing.add(window(window, settings, now.plus(LATER)));
        }
        return outgoing;
    }

    // --- Messages

    private static Outgoing held(DigestEntry entry, Map<String, Object> headers, byte[] mail) {
        Map<String, Object> kept = ofTheEvent(headers);
        kept.putAll(entry.toHeaders());
        // Of a digest only the row is needed.
        return new Outgoing(
                Target.HELD, kept, entry.addressee().settings().digest().isZero() ? mail : null);
    }

    private static Outgoing window(String window, MailSettings settings, Instant closes) {
        Map<String, Object> headers = DigestEntry.settingsToHeaders(settings);
        headers.put(DigestEntry.WINDOW, window);
        headers.put(CLOSES, closes.toEpochMilli());
        return new Outgoing(Target.WINDOWS, headers, null);
    }

    private static Map<String, Object> ofTheEvent(Map<String, Object> headers) {
        Map<String, Object> kept = new LinkedHashMap<>(headers);
        kept.keySet().retainAll(OF_THE_EVENT);
        return kept;
    }

    private static Optional<Instant> endOfQuiet(MailSettings settings, Instant now) {
        QuietHours quiet = settings.quiet();
        return quiet == null ? Optional.empty() : quiet.endAfter(now, settings.timezone());
    }

    private static MailSettings settings(Message message) throws JMSException {
        return DigestEntry.settingsFromHeaders(headers(message)::get);
    }

    private static Map<String, Object> headers(Message message) throws JMSException {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (Object name : Collections.list((Enumeration<?>) message.getPropertyNames())) {
            headers.put(name.toString(), message.getObjectProperty(name.toString()));
        }
        return headers;
    }

    private static byte[] body(Message message) throws JMSException {
        BytesMessage bytes = (BytesMessage) message;
        byte[] body = new byte[(int) bytes.getBodyLength()];
        bytes.readBytes(body);
        return body;
    }

    // --- Queues

    /** A selector for the messages of a window, which is hex digits only. */
    private static String ofWindow(String window) {
        return DigestEntry.WINDOW + " = '" + window.replace("'", "''") + "'";
    }

    /** A selector for the windows that are to be looked at. */
    static String dueAt(Instant now) {
        return CLOSES + " <= " + now.toEpochMilli();
    }

    private static Queue queue(Session session, String name) throws JMSException {
        return session.createQueue(name);
    }

    /** Also what the broker has put on disk for want of memory, which a consumer with a selector may not be given. */
    private static @Nullable Message first(Session session, String queue, String selector) throws JMSException {
        try (QueueBrowser browser = session.createBrowser(queue(session, queue), selector)) {
            Enumeration<?> found = browser.getEnumeration();
            return found.hasMoreElements() ? (Message) found.nextElement() : null;
        }
    }

    private static boolean isAny(Session session, String queue, String selector) throws JMSException {
        return first(session, queue, selector) != null;
    }

    /** The next message for the consumer. Over AMQP the broker sometimes says too early that there is none. */
    private static @Nullable Message next(Session session, MessageConsumer consumer, String queue, String selector)
            throws JMSException {
        Message message = consumer.receiveNoWait();
        return message != null || !isAny(session, queue, selector) ? message : consumer.receive(PATIENCE_MILLIS);
    }

    private static List<Message> take(Session session, String queue, String selector, int most) throws JMSException {
        List<Message> taken = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(queue(session, queue), selector)) {
            while (taken.size() < most) {
                Message message = next(session, consumer, queue, selector);
                if (message == null) {
                    break;
                }
                taken.add(message);
            }
        }
        return taken;
    }
}
