package livecallbacks.notify;

import java.time.Instant;
import java.util.List;
import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.MailTemplates.Rendered;
import org.jspecify.annotations.Nullable;

/** Writes one mail about many events of a stream to one person. Safe for use by several threads. */
final class DigestComposer {

    private final MailComposer composer;

    /**
     * A composer of digests.
     *
     * @param composer of the mails about single events, whose sender, templates and form the digests share
     */
    DigestComposer(MailComposer composer) {
        this.composer = composer;
    }

    /**
     * The mail about all of them, with an id that is always the same for the same ones, in the language that was last
     * wanted.
     *
     * @param source the callback template that all of them came from
     * @param stream as sent, hostile text; null for none
     * @param entries at least one, all to one address
     * @throws IllegalStateException if the address is none
     */
    Mail compose(String source, @Nullable String stream, List<DigestEntry> entries) {
        DigestEntry last = entries.get(entries.size() - 1);
        String id = DigestEntry.idOfAll(entries);
        Instant time = last.row().time();
        CallbackEvent about =
                new CallbackEvent(source, id, 0, stream, null, null, time, false, time, false, null, null);
        Rendered rendered = composer.templates()
                .renderDigest(
                        about,
                        entries.stream().map(DigestEntry::row).toList(),
                        0,
                        last.addressee().settings(),
                        last.repeated());
        MailWriter writer = composer.writer();
        return writer.write(
                id,
                last.addressee(),
                new MailText(rendered.subject(), rendered.text(), rendered.html()),
                MailHeaders.ofMany(about, entries.size(), writer.domain()));
    }
}
