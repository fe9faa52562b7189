package livecallbacks.conservation;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is owed what: every post, every 200, and the check of bucket and mailbox against them. It keeps fingerprints
 * only, so that a hundred thousand events are some 50 MB. Safe for use by several threads.
 */
final class Ledger {

    /** The end of an object's key: its event's time, and the first 16 digits of the event's id. */
    private static final Pattern KEY =
            Pattern.compile("callbacks/source=live/.*/[0-9]{8}T[0-9]{6}Z-([0-9a-f]{16})\\.json");

    private static final int HEX_DIGITS_OF_A_LONG = 16;
    private static final long NEVER = Long.MAX_VALUE;

    private final Map<Long, Known> events = new HashMap<>();
    private long now;
    private long obligations;

    /** What may be wrong. */
    enum Finding {
        /** Acknowledged or mailed, and not in the bucket. */
        OBJECT_LOST,
        /** Acknowledged or archived, and not mailed to a recipient. */
        MAIL_LOST,
        /** Two objects of one event. */
        OBJECT_TWICE,
        /** A mail twice that nothing excuses. */
        MAIL_TWICE,
        /** An object that is not, byte for byte, what the first 200 was given for. */
        OBJECT_CHANGED,
        /** A mail that came twice under different Message-IDs. */
        MESSAGE_ID_CHANGED,
        /** An object of an event that was never posted. */
        OBJECT_UNKNOWN,
        /** A mail about an event that was never posted, or to somebody who is not to be told. */
        MAIL_UNKNOWN
    }

    /** One request under way. */
    record Post(long event, long started) {}

    /** Enough of a body to know it again. */
    private record Fingerprint(long high, long low) {
        static Fingerprint of(byte[] body) {
            try {
                ByteBuffer digest =
                        ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(body));
                return new Fingerprint(digest.getLong(), digest.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private record Copy(long started, Fingerprint body) {}

    /**
     * An object of the bucket.
     *
     * @param key its whole key
     */
    @SuppressWarnings("ArrayRecordComponent") // It is handed on and never compared.
    record Stored(String key, byte[] body) {}

    /**
     * What the mail server has taken about one event for one recipient.
     *
     * @param eventId 64 hex digits
     * @param messageIds all different ones
     * @param times how often it was taken
     * @param excused how many of these times lie in the window that SMTP leaves open
     */
    record Mailed(String eventId, String recipient, Set<String> messageIds, int times, int excused) {}

    private static final class Known {
        private final Set<String> recipients;
        private final List<Copy> copies = new ArrayList<>(1);
        private long acknowledged = NEVER;

        Known(Set<String> recipients) {
            this.recipients = recipients;
        }

        /** The first copy stays: a copy that was posted after the 200 for another one must not be in the bucket. */
        boolean mayBe(Fingerprint body) {
            return copies.stream().anyMatch(copy -> copy.started < acknowledged && copy.body.equals(body));
        }
    }

    /**
     * The result of a check.
     *
     * @param objects in the bucket
     * @param mails taken, copies included
     * @param mailsTwice copies that are excused
     * @param findings what is wrong, with the first few examples each
     */
    record Verdict(int objects, int mails, int mailsTwice, Map<Finding, List<String>> findings) {

        /** How often something is wrong in this way. */
        int count(Finding finding) {
            return findings.getOrDefault(finding, List.of()).size();
        }

        /** How many objects and mails are still on their way, or lost. */
        int missing() {
            return count(Finding.OBJECT_LOST) + count(Finding.MAIL_LOST);
        }

        /** Everything that is wrong, with some examples. */
        String summary() {
            StringBuilder text = new StringBuilder();
            findings.forEach((finding, all) -> text.append(finding)
                    .append(": ")
                    .append(all.size())
                    .append(", such as ")
                    .append(all.subList(0, Math.min(5, all.size())))
                    .append('\n'));
            return text.toString();
        }
    }

    /**
     * To be called before a body is posted.
     *
     * @param eventId 64 hex digits
     * @param recipients the addresses of those who are to be told of it
     */
    synchronized Post posting(String eventId, Set<String> recipients, byte[] body) {
        long event = number(eventId);
        now++;
        events.computeIfAbsent(event, id -> new Known(recipients)).copies.add(new Copy(now, Fingerprint.of(body)));
        return new Post(event, now);
    }

    /** To be called when a post was answered 200: from here on the event is owed. */
    synchronized void acknowledged(Post post) {
        Known known = events.get(post.event);
        if (known != null && known.acknowledged == NEVER) {
            known.acknowledged = ++now;
            obligations++;
        }
    }

    /** How many different events are owed. */
    synchronized long obligations() {
        return obligations;
    }

    /** Compares what there is with what there has to be. */
    synchronized Verdict check(Collection<Stored> objects, Collection<Mailed> mails) {
        Map<Finding, List<String>> findings = new EnumMap<>(Finding.class);
        Set<Long> stored = new HashSet<>();
        for (Stored object : objects) {
            Matcher key = KEY.matcher(object.key);
            Known known = key.matches() ? events.get(number(key.group(1))) : null;
            if (known == null) {
                add(findings, Finding.OBJECT_UNKNOWN, object.key);
                continue;
            }
            if (!stored.add(number(key.group(1)))) {
                add(findings, Finding.OBJECT_TWICE, object.key);
            }
            if (!known.mayBe(Fingerprint.of(object.body))) {
                add(findings, Finding.OBJECT_CHANGED, object.key);
            }
        }
        Map<Long, Set<String>> told = new HashMap<>();
        int taken = 0;
        int twice = 0;
        for (Mailed mail : mails) {
            taken += mail.times;
            String name = mail.eventId + " to " + mail.recipient;
            Known known = isId(mail.eventId) ? events.get(number(mail.eventId)) : null;
            if (known == null || !known.recipients.contains(mail.recipient)) {
                add(findings, Finding.MAIL_UNKNOWN, name);
                continue;
            }
            told.computeIfAbsent(number(mail.eventId), id -> new HashSet<>(2)).add(mail.recipient);
            if (mail.messageIds.size() != 1) {
                add(findings, Finding.MESSAGE_ID_CHANGED, name + " " + mail.messageIds);
            }
            twice += Math.min(mail.times - 1, mail.excused);
            if (mail.times - 1 > mail.excused) {
                add(findings, Finding.MAIL_TWICE, name + ", " + mail.times + " times");
            }
        }
        events.forEach((id, known) -> {
            Set<String> theirs = told.getOrDefault(id, Set.of());
            boolean owed = known.acknowledged != NEVER || stored.contains(id) || !theirs.isEmpty();
            if (owed && !stored.contains(id)) {
                add(findings, Finding.OBJECT_LOST, Long.toHexString(id));
            }
            if (owed) {
                known.recipients.stream()
                        .filter(recipient -> !theirs.contains(recipient))
                        .forEach(recipient ->
                                add(findings, Finding.MAIL_LOST, Long.toHexString(id) + " to " + recipient));
            }
        });
        return new Verdict(objects.size(), taken, twice, findings);
    }

    private static void add(Map<Finding, List<String>> findings, Finding finding, String what) {
        findings.computeIfAbsent(finding, f -> new ArrayList<>()).add(what);
    }

    private static boolean isId(String eventId) {
        return eventId.matches("[0-9a-f]{64}");
    }

    private static long number(String eventId) {
        return Long.parseUnsignedLong(eventId.substring(0, HEX_DIGITS_OF_A_LONG), 16);
    }
}
