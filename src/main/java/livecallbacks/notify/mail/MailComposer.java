package livecallbacks.notify.mail;

import jakarta.mail.internet.AddressException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.mail.MailTemplates.Rendered;
import livecallbacks.notify.recipients.Address;
import livecallbacks.notify.recipients.Addressee;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Makes the mail about one event to one person, with a Message-ID that is the same however often it is made. Safe for
 * use by several threads.
 */
public final class MailComposer {

    private final MailWriter writer;
    private final MailTemplates templates;

    /**
     * A composer of mails that are answered to their sender.
     *
     * @param from the property {@code mail.from}, {@code Live Callbacks <live@example.com>}; its domain is that of the
     *     Message-IDs too
     * @param templates the directory with a folder of templates per language
     * @param clock for the Date of the mails
     * @throws IllegalArgumentException if {@code from} is no address, or the generic templates are missing or broken
     */
    public MailComposer(String from, Path templates, Clock clock) {
        this(from, null, templates, clock);
    }

    /**
     * A composer.
     *
     * @param from the property {@code mail.from}, {@code Live Callbacks <live@example.com>}; its domain is that of the
     *     Message-IDs too
     * @param replyTo the property {@code mail.reply-to}, where answers go; null for the sender
     * @param templates the directory with a folder of templates per language
     * @param clock for the Date of the mails
     * @throws IllegalArgumentException if {@code from} or {@code replyTo} is no address, or the generic templates are
     *     missing or broken
     */
    public MailComposer(String from, @Nullable String replyTo, Path templates, Clock clock) {
        this.writer = new MailWriter(
                address("mail.from", from), replyTo == null ? null : address("mail.reply-to", replyTo), clock);
        this.templates = new MailTemplates(templates, clock);
    }

    private static Address address(String property, String text) {
        try {
            return Address.parse(text);
        } catch (AddressException e) {
            throw new IllegalArgumentException(
                    property + " is no e-mail address (" + e.getMessage() + "); write live@example.com", e);
        }
    }

    /** What the texts of the mails come from, and what is wrong with them. */
    public MailTemplates templates() {
        return templates;
    }

    /**
     * The mail about the event.
     *
     * @param body the callback as received; what is not to be read in it is left out of the mail
     * @throws IllegalStateException if not even the generic template can be rendered, or the address is none
     */
    public Mail compose(CallbackEvent event, CallbackContent body, Addressee addressee) {
        return compose(event, body, addressee, null);
    }

    /**
     * The mail about the event, perhaps once more: the mail of a replay is another one than the first.
     *
     * @param body the callback as received; what is not to be read in it is left out of the mail
     * @param replay null for the first time
     * @throws IllegalStateException if not even the generic template can be rendered, or the address is none
     */
    public Mail compose(CallbackEvent event, CallbackContent body, Addressee addressee, @Nullable Replay replay) {
        Rendered rendered = templates.render(event, body, addressee.settings());
        boolean repeated = replay != null && replay.marked();
        MailText text = new MailText(
                repeated ? templates.repeated(rendered.subject(), addressee.settings()) : rendered.subject(),
                rendered.text(),
                rendered.html());
        MailHeaders headers = MailHeaders.of(event, body, writer.domain());
        if (replay != null && replay.marked()) {
            headers.put("X-Live-Callbacks-Replay", replay.run());
        }
        return writer.write(mailId(event, addressee, replay), addressee, text, headers);
    }

    private static String mailId(CallbackEvent event, Addressee addressee, @Nullable Replay replay) {
        return DigestUtils.sha256Hex(event.eventId() + "\n" + addressee.email().toLowerCase(Locale.ROOT)
                + (replay == null ? "" : "\n" + replay.run()));
    }

    /**
     * The mail about many events of a stream to one person.
     *
     * @param source the callback template that all of them came from
     * @param stream as sent, hostile text; null for none
     * @param id {@link Mail#id}, always the same for the same events
     * @param rows at least one, a row per event
     * @param repeated whether a replay has brought the events again, and the mail says so
     * @throws IllegalStateException if not even the generic template can be rendered, or the address is none
     */
    public Mail composeDigest(
            String source,
            @Nullable String stream,
            String id,
            List<DigestRow> rows,
            Addressee addressee,
            boolean repeated) {
        Instant time = rows.get(rows.size() - 1).time();
        CallbackEvent about =
                new CallbackEvent(source, id, 0, stream, null, null, time, false, time, false, null, null);
        Rendered rendered = templates.renderDigest(about, rows, 0, addressee.settings(), repeated);
        return writer.write(
                id,
                addressee,
                new MailText(rendered.subject(), rendered.text(), rendered.html()),
                MailHeaders.ofMany(about, rows.size(), writer.domain()));
    }
}
