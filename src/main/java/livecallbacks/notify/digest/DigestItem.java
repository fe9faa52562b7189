package livecallbacks.notify.digest;

import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.mail.DigestRow;
import livecallbacks.notify.mail.Mail;
import livecallbacks.notify.mail.Replay;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import org.jspecify.annotations.Nullable;

/**
 * A finished mail that goes to {@code mail.digest} first, because its receiver wants a digest or has quiet hours.
 *
 * @param mail about one event
 * @param entry how and with which others it may have to wait
 */
public record DigestItem(Mail mail, DigestEntry entry) {

    /** Whether mails with such settings may have to wait, and so have to become items. */
    public static boolean mayWait(MailSettings settings) {
        return !settings.digest().isZero() || settings.quiet() != null;
    }

    /**
     * The item of a mail.
     *
     * @param mail about this event, to this person
     * @param replay null for the first time
     * @param row the event as a row of a table
     */
    public static DigestItem of(
            CallbackEvent event, Mail mail, Addressee addressee, @Nullable Replay replay, DigestRow row) {
        return new DigestItem(mail, DigestEntry.of(event, mail, addressee, replay, row));
    }

    /** {@link Mail#id}, under the name that a route knows it by. */
    public String id() {
        return mail.id();
    }

    /** {@link Mail#rule}, under the name that a route knows it by. */
    public String rule() {
        return mail.rule();
    }
}
