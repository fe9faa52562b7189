package livecallbacks.operate;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * One message that was set aside.
 *
 * @param id for people: the first 12 hex digits of the SHA-256 of the broker's id, the same as long as it lies there
 * @param messageId the broker's
 * @param queue where it lies
 * @param stage where it failed
 * @param failedAt when it was set aside; of a message that the broker gave up, when it was sent
 * @param reason why, as far as anybody has said
 * @param headers all of its properties, by name
 * @param body the bytes; of a text its UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // It is shown and never compared.
public record FailedMessage(
        String id,
        String messageId,
        String queue,
        Stage stage,
        Instant failedAt,
        String reason,
        Map<String, Object> headers,
        byte[] body) {

    /** The step of the flow that could not be done. */
    public enum Stage {
        ARCHIVE,
        NOTIFY,
        DIGEST,
        MAIL;

        /** Whether the body is a mail and not a callback. */
        public boolean isOfMails() {
            return this == DIGEST || this == MAIL;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final String STAGE = "stage";
    static final String FAILED_AT = "failedAt";
    static final String REASON = "reason";

    /** Where a message comes from that the broker itself has moved, in the words of Artemis. */
    private static final String ORIGINAL_ADDRESS = "_AMQ_ORIG_ADDRESS";

    private static final int ID_DIGITS = 12;

    /** Reads it; the message stays where it is. */
    static FailedMessage of(String queue, Message message) throws JMSException {
        Map<String, Object> headers = new TreeMap<>();
        for (Enumeration<?> names = message.getPropertyNames(); names.hasMoreElements(); ) {
            String name = names.nextElement().toString();
            Object value = message.getObjectProperty(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        String messageId = String.valueOf(message.getJMSMessageID());
        return new FailedMessage(
                shortId(messageId),
                messageId,
                queue,
                stage(queue, headers),
                Instant.ofEpochMilli(headers.get(FAILED_AT) instanceof Long time ? time : message.getJMSTimestamp()),
                reason(headers),
                headers,
                body(message));
    }

    /** The queue that it goes back to when it is tried again. */
    String origin() {
        return switch (stage) {
            case MAIL -> "mail.outbox";
            case DIGEST -> "mail.digest";
            // Not to the topic: whoever else listens there has it already.
            case NOTIFY -> "replay.notify";
            case ARCHIVE -> headers.containsKey(ReplayMessages.BUCKET) ? ReplayMessages.ARCHIVE : "callbacks.received";
        };
    }

    /** The event's type, or null if the message does not say. */
    public @Nullable Integer eventType() {
        return headers.get(CallbackEvent.EVENT_TYPE) instanceof Integer type ? type : null;
    }

    /** What people call the event, {@code -} if the message does not say. */
    public String eventName() {
        Integer type = eventType();
        return type == null ? "-" : EventNames.of(type);
    }

    /** The stream as sent; empty if there is none. */
    public String stream() {
        return text(CallbackEvent.STREAM_ID);
    }

    /** A header as text; empty if there is none. */
    public String text(String header) {
        return Objects.toString(headers.get(header), "");
    }

    /** To whom a mail was to go, as it stands in the mail; empty for anything but a mail. */
    public String recipient() {
        if (!stage.isOfMails()) {
            return "";
        }
        try {
            String to = new InternetHeaders(new ByteArrayInputStream(body)).getHeader("To", ", ");
            return to == null ? "" : MimeUtility.decodeText(MimeUtility.unfold(to));
        } catch (MessagingException | UnsupportedEncodingException e) {
            return "";
        }
    }

    private static Stage stage(String queue, Map<String, Object> headers) {
        for (Stage stage : Stage.values()) {
            if (stage.toString().equals(headers.get(STAGE))) {
                return stage;
            }
        }
        return switch (Objects.toString(headers.get(ORIGINAL_ADDRESS), "")) {
            case "mail.outbox" -> Stage.MAIL;
            case "mail.digest" -> Stage.DIGEST;
            case "callbacks.archived", "replay.notify" -> Stage.NOTIFY;
            // From the start again is always right: what is archived and mailed already stays as it is.
            default -> queue.equals(FailedMessages.MAILS) ? Stage.MAIL : Stage.ARCHIVE;
        };
    }

    private static String reason(Map<String, Object> headers) {
        Object reason = headers.get(REASON);
        if (reason != null) {
            return reason.toString();
        }
        return "mail.outbox".equals(headers.get(ORIGINAL_ADDRESS))
                ? "not taken within 3 days (447 attempts)"
                : "given up by the broker";
    }

    private static byte[] body(Message message) throws JMSException {
        if (message instanceof BytesMessage bytes) {
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            return body;
        }
        String text = message instanceof TextMessage texts ? texts.getText() : null;
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    private static String shortId(String messageId) {
        return DigestUtils.sha256Hex(messageId).substring(0, ID_DIGITS);
    }
}
