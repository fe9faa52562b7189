package livecallbacks.conservation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import livecallbacks.Signer;
import livecallbacks.TestService;

/**
 * One event of the load, unlike every other.
 *
 * @param id as the service has to compute it: SHA-256 over the source, a line feed and the canonical JSON
 * @param type the sender's {@code event_type}
 * @param canonical its JSON without {@code t} and {@code sign}: keys sorted, no white space
 */
record Event(String id, int type, String canonical) {

    static final String TEAM = "team@example.com";
    static final String OPERATIONS = "ops@example.com";

    /** Who is to be told of which type; of the others nobody. */
    private static final Map<Integer, Set<String>> RECIPIENTS = Map.of(100, Set.of(TEAM), 0, Set.of(TEAM, OPERATIONS));

    /** The same for the service. */
    static final String RECIPIENTS_YAML = """
            receivers:
              team: {to: [team@example.com]}
              everybody: {to: [team@example.com, ops@example.com]}
            routes:
              - match: {event: stream-ended}
                receivers: [everybody]
            default: [team]
            """;

    private static final int RECORDING = 100;

    /** Most are mailed; of a stream's start, a screenshot, and a type that nobody knows, nobody is told. */
    private static final List<Integer> TYPES = List.of(100, 100, 100, 100, 0, 1, 200, 31_337);

    /** As they stand in JSON. */
    private static final List<String> STREAMS = List.of(
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "match-%s",
            "../../%s",
            "%s/..",
            "a b\\n%s",
            "%s\\\"<script>",
            "直播-%s-😀",
            "%%2e%%2e%%2f%s",
            "${body}-%s",
            "x".repeat(300) + "%s");

    private static final int ONE_IN_SO_MANY_IS_LARGE = 150;
    private static final int LARGEST = 100_000;
    private static final int USUAL = 1500;

    /** Unlike all events of the same run with another number. */
    static Event random(Random random, long seed, long number) {
        int type = TYPES.get(random.nextInt(TYPES.size()));
        String stream = STREAMS.get(random.nextInt(STREAMS.size())).formatted(Long.toHexString(seed) + "-" + number);
        int filler = random.nextInt(ONE_IN_SO_MANY_IS_LARGE) == 0 ? random.nextInt(LARGEST) : random.nextInt(USUAL);
        return of(type, stream, 1_767_225_600L + number % 100_000, "x".repeat(filler));
    }

    /** A recording, which is mailed to one person. */
    static Event recording(String stream) {
        return of(RECORDING, stream, 1_767_225_600L, "");
    }

    private static Event of(int type, String stream, long time, String filler) {
        String canonical = ("{\"appid\":1250000000,\"domain\":\"push.example.com\",\"end_time\":%d,\"event_type\":%d,"
                        + "\"filler\":\"%s\",\"path\":\"live\",\"stream_id\":\"%s\"}")
                .formatted(time, type, filler, stream);
        return new Event(hash("live\n" + canonical), type, canonical);
    }

    /** The addresses of those who are to be told. */
    Set<String> recipients() {
        return RECIPIENTS.getOrDefault(type, Set.of());
    }

    /**
     * The body to post, signed.
     *
     * @param expires seconds since 1970; another one makes another copy of the same event
     */
    byte[] body(long expires) {
        return Signer.signed(canonical, TestService.KEY, expires).getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
