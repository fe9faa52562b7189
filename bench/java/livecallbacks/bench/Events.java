package livecallbacks.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/** Requests with callbacks of recordings, signed as the sender does, no two of which are the same event. */
final class Events {

    /** The callback key of all targets. */
    static final String KEY = "benchbenchbenchbenchbenchbench12";

    private static final String NUMBER = "1000000000000000000";

    private static final String BODY = "{\"app\":\"push.example.com\",\"appid\":1250000000,\"appname\":\"live\","
            + "\"callback_ext\":\"{\\\"video_codec\\\":\\\"h264\\\",\\\"session_id\\\":\\\"1820625260475124043\\\","
            + "\\\"resolution\\\":\\\"1920x1080\\\"}\",\"channel_id\":\"bench\",\"duration\":5401,"
            + "\"end_time\":1767225600,\"end_time_usec\":809196,\"event_type\":100,\"file_format\":\"mp4\","
            + "\"file_id\":\"1250000000_783c543e415d41a8a4c16da76f83eb81\",\"file_size\":2868282540,"
            + "\"media_start_time\":80,\"record_bps\":0,\"record_file_id\":"
            + "\"1250000000_783c543e415d41a8a4c16da76f83eb81\",\"record_temp_id\":\"1569294\","
            + "\"start_time\":1767220200,\"start_time_usec\":224855,\"stream_id\":\"bench\",\"stream_param\":"
            + "\"txSecret=0123456789abcdef0123456789abcdef&txTime=69560F80\",\"task_id\":\"" + NUMBER + "\","
            + "\"video_id\":\"1250000000_31b9a34e99f6423b94f52812ebf3ab70\","
            + "\"video_url\":\"https://example.com/recordings/match-42.mp4\",\"t\":%d,\"sign\":\"%s\"}";

    /** The sender's signatures are good for ten minutes; one that is made in each of them is never late. */
    private static final long VALID_SECONDS = 600;

    private static final long SIGN_AGAIN_NANOS = 60_000_000_000L;

    private final String path;
    private byte[] request;
    private int numberAt;
    private long signedAt;
    private long next;

    /**
     * Requests for a path.
     *
     * @param path of the request line
     * @param first the number of the first event; each one after it has the next number
     */
    Events(String path, long first) {
        this.path = path;
        this.next = first;
        this.request = signed();
    }

    private byte[] signed() {
        long t = Instant.now().getEpochSecond() + VALID_SECONDS;
        String body = BODY.formatted(t, sign(t));
        String text = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        this.numberAt = text.indexOf(NUMBER);
        this.signedAt = System.nanoTime();
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A number to begin with that no earlier run has used; all have 18 digits at most, as many as are put in. */
    static long firstNumber() {
        return Instant.now().getEpochSecond() * 1_000_000_000L % 900_000_000_000_000_000L;
    }

    /** The number that the next request has. */
    long next() {
        return next;
    }

    /** Fills the buffer with the next request, ready to be written. */
    void fill(ByteBuffer out) {
        if (System.nanoTime() - signedAt > SIGN_AGAIN_NANOS) {
            request = signed();
        }
        long number = next++;
        for (int i = NUMBER.length() - 1; i > 0; i--) {
            request[numberAt + i] = (byte) ('0' + number % 10);
            number /= 10;
        }
        out.clear();
        out.put(request).flip();
    }

    private static String sign(long t) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5")
                            .digest((KEY + t).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
