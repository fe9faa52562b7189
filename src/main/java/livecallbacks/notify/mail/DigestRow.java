package livecallbacks.notify.mail;

import java.time.Instant;
import java.util.Map;

/**
 * One event among the many of a digest.
 *
 * @param time when it happened
 * @param title what kind of event it is, in words
 * @param cells for the templates: {@code time}, {@code day}, {@code clock}, {@code title}, {@code text},
 *     {@code eventId} and perhaps {@code link}, all of them texts
 */
public record DigestRow(Instant time, String title, Map<String, String> cells) {}
