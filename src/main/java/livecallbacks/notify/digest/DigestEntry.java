package livecallbacks.notify.digest;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.JsonText;
import livecallbacks.event.UnreadableMessageException;
import livecallbacks.notify.mail.DigestRow;
import livecallbacks.notify.mail.Mail;
import livecallbacks.notify.mail.Replay;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import livecallbacks.notify.recipients.QuietHours;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one mail of a digest or of quiet hours beside its bytes. It travels as message headers (JMS
 * properties), so it keeps the rule and the settings that chose it, whatever becomes of {@code recipients.yaml}.
 *
 * @param window 64 hex digits: the stream, the address, the run of a replay, and whether it is a digest. Mails with the
 *     same are collected together.
 * @param mailId {@link Mail#id} of the mail about this event alone
 * @param addressee who it goes to
 * @param row the event as a row of a table
 * @param repeated whether a replay has brought it again, and its mails say so
 */
record DigestEntry(String window, String mailId, Addressee addressee, DigestRow row, boolean repeated) {

    static final String WINDOW = "window";

    private static final String MAIL_ID = "mailId";
    private static final String ADDRESS = "address";
    private static final String EMAIL = "email";
    private static final String RULE = "rule";
    /** The cells of the row, as JSON. */
    private static final String ROW = "row";
    /** When the event of the row happened, milliseconds since 1970, a long. */
    private static final String ROW_TIME = "rowTime";

    private static final String ROW_TITLE = "rowTitle";
    private static final String REPEATED = "repeated";

    private static final String LANGUAGE = "language";
    private static final String TIMEZONE = "timezone";
    /** Milliseconds, a long; 0 for a mail each. */
    private static final String DIGEST = "digest";

    private static final String QUIET = "quiet";

    /** The entry of a mail about the event. */
    static DigestEntry of(CallbackEvent event, Mail mail, Addressee addressee, @Nullable Replay replay, DigestRow row) {
        // As JSON, in which no stream can be made to look like another one.
        String identity = JsonText.write(Arrays.asList(
                event.source(),
                event.streamId(),
                mail.email().toLowerCase(Locale.ROOT),
                replay == null ? null : replay.run(),
                addressee.settings().digest().isZero() ? QUIET : DIGEST));
        return new DigestEntry(
                DigestUtils.sha256Hex(identity), mail.id(), addressee, row, replay != null && replay.marked());
    }

    /** All of it as message headers. The map is the caller's to change. */
    Map<String, Object> toHeaders() {
        Map<String, Object> headers = settingsToHeaders(addressee.settings());
        headers.put(WINDOW, window);
        headers.put(MAIL_ID, mailId);
        headers.put(ADDRESS, addressee.address());
        headers.put(EMAIL, addressee.email());
        headers.put(RULE, addressee.rule());
        headers.put(ROW, JsonText.write(row.cells()));
        headers.put(ROW_TIME, row.time().toEpochMilli());
        headers.put(ROW_TITLE, row.title());
        headers.put(REPEATED, repeated);
        return headers;
    }

    /** Settings as message headers. The map is the caller's to change. */
    static Map<String, Object> settingsToHeaders(MailSettings settings) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(LANGUAGE, settings.language());
        headers.put(TIMEZONE, settings.timezone().getId());
        headers.put(DIGEST, settings.digest().toMillis());
        QuietHours quiet = settings.quiet();
        if (quiet != null) {
            headers.put(QUIET, quiet.from() + "-" + quiet.to());
        }
        return headers;
    }

    /**
     * The entry that {@link #toHeaders} wrote.
     *
     * @param headers gives a header by its name
     * @throws UnreadableMessageException if a header is missing or not of its form: the message is none of ours
     */
    static DigestEntry fromHeaders(Function<String, @Nullable Object> headers) {
        return new DigestEntry(
                text(headers, WINDOW),
                text(headers, MAIL_ID),
                new Addressee(
                        text(headers, ADDRESS),
                        text(headers, EMAIL),
                        text(headers, RULE),
                        settingsFromHeaders(headers)),
                row(headers),
                Boolean.TRUE.equals(headers.apply(REPEATED)));
    }

    /**
     * The settings that {@link #settingsToHeaders} wrote.
     *
     * @param headers gives a header by its name
     * @throws UnreadableMessageException if a header is missing or not of its form
     */
    static MailSettings settingsFromHeaders(Function<String, @Nullable Object> headers) {
        if (!(headers.apply(DIGEST) instanceof Long digest)) {
            throw unreadable(DIGEST, "a Long");
        }
        try {
            return new MailSettings(
                    text(headers, LANGUAGE),
                    ZoneId.of(text(headers, TIMEZONE)),
                    Duration.ofMillis(digest),
                    headers.apply(QUIET) == null ? null : quiet(text(headers, QUIET)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw unreadable(TIMEZONE + " or " + QUIET, "of the form that this version writes");
        }
    }

    private static QuietHours quiet(String text) {
        int dash = text.indexOf('-');
        return new QuietHours(
                LocalTime.parse(text.substring(0, Math.max(0, dash))), LocalTime.parse(text.substring(dash + 1)));
    }

    private static DigestRow row(Function<String, @Nullable Object> headers) {
        if (!(headers.apply(ROW_TIME) instanceof Long time)) {
            throw unreadable(ROW_TIME, "a Long");
        }
        Map<String, String> cells = new LinkedHashMap<>();
        if (JsonText.parse(text(headers, ROW)).orElse(null) instanceof Map<?, ?> members) {
            members.forEach((name, value) -> cells.put(String.valueOf(name), String.valueOf(value)));
        }
        return new DigestRow(Instant.ofEpochMilli(time), text(headers, ROW_TITLE), cells);
    }

    private static String text(Function<String, @Nullable Object> headers, String name) {
        if (headers.apply(name) instanceof String text) {
            return text;
        }
        throw unreadable(name, "a String");
    }

    private static UnreadableMessageException unreadable(String name, String wanted) {
        return new UnreadableMessageException("The message header " + name + " must be " + wanted + ", but is not");
    }

    /** The id of a mail that tells of several events: always the same for the same ones. */
    static String idOfAll(List<DigestEntry> entries) {
        return DigestUtils.sha256Hex(String.join(
                "\n", entries.stream().map(DigestEntry::mailId).sorted().toList()));
    }
}
