package livecallbacks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A store with a million callbacks of one day, which it does not hold but reckons: it answers lists as S3 does (version
 * 1, a thousand keys each), and takes puts and forgets them.
 */
final class LargeDay implements AutoCloseable {

    static final int CALLBACKS = 1_000_000;

    private static final int STREAMS = 1000;
    private static final int PAGE = 1000;

    /** In the order of their folders. */
    private static final List<String> TYPES = List.of("0", "1", "100", "332");

    private static final int OF_A_TYPE = CALLBACKS / TYPES.size();
    private static final int OF_A_STREAM = OF_A_TYPE / STREAMS;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final LocalDate day;
    private final HttpServer server;
    private final AtomicInteger lists = new AtomicInteger();

    LargeDay(LocalDate day) throws IOException {
        this.day = day;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** How many lists were asked for so far. */
    int lists() {
        return lists.get();
    }

    /**
     * The keys of the newest ones of the day that have this in them, newest first; of one second, in the order of their
     * keys.
     */
    List<String> newest(int count, String part) {
        record At(Instant time, String key) {}
        return IntStream.range(0, CALLBACKS)
                .filter(i -> i % OF_A_STREAM >= OF_A_STREAM - 2)
                .mapToObj(i -> new At(time(i), key(i)))
                .filter(at -> at.key().contains(part))
                .sorted(Comparator.comparing(At::time).reversed().thenComparing(At::key))
                .limit(count)
                .map(At::key)
                .toList();
    }

    /** The key of one, in the order of keys. */
    private String key(int i) {
        // There are a million of them.
        return "callbacks/source=live/event_type=" + TYPES.get(i / OF_A_TYPE) + "/date=" + day + "/stream_id=s"
                + Integer.toString(10_000 + i / OF_A_STREAM % STREAMS).substring(1)
                + "/" + TIME.format(time(i)) + "-" + HexFormat.of().toHexDigits(i * 0x9E3779B97F4A7C15L) + ".json";
    }

    private Instant time(int i) {
        int ofTheStream = i % OF_A_STREAM;
        int stream = i / OF_A_STREAM % STREAMS;
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(ofTheStream * 300L + stream % 300);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            boolean list = exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().getPath().matches("/[^/]+/?");
            if (list) {
                lists.incrementAndGet();
                byte[] page = list(query(exchange.getRequestURI())).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/xml");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            } else {
                exchange.sendResponseHeaders(exchange.getRequestMethod().equals("PUT") ? 200 : 404, -1);
            }
        }
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        String raw = uri.getRawQuery();
        for (String field : raw == null ? new String[0] : raw.split("&", -1)) {
            int sign = field.indexOf('=');
            query.put(
                    sign < 0 ? field : field.substring(0, sign),
                    sign < 0 ? "" : URLDecoder.decode(field.substring(sign + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private String list(Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        String marker = query.getOrDefault("marker", "");
        StringBuilder xml = new StringBuilder("<ListBucketResult><Name>callbacks</Name>");
        if (query.containsKey("delimiter")) {
            folders(prefix)
                    .forEach(folder -> xml.append("<CommonPrefixes><Prefix>")
                            .append(folder)
                            .append("</Prefix></CommonPrefixes>"));
            return xml.append("<IsTruncated>false</IsTruncated></ListBucketResult>")
                    .toString();
        }
        int next = marker.isEmpty() ? first(prefix) : Math.max(first(prefix), first(marker + "\0"));
        int count = 0;
        String key = next < CALLBACKS ? key(next) : "";
        while (count < PAGE && next < CALLBACKS && key.startsWith(prefix)) {
            xml.append("<Contents><Key>")
                    .append(key)
                    .append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>")
                    .append("<ETag>\"d41d8cd98f00b204e9800998ecf8427e\"</ETag><Size>500</Size></Contents>");
            next++;
            count++;
            key = next < CALLBACKS ? key(next) : "";
        }
        boolean more = next < CALLBACKS && key.startsWith(prefix);
        return xml.append("<IsTruncated>")
                .append(more)
                .append("</IsTruncated></ListBucketResult>")
                .toString();
    }

    /** Of the levels that are looked into one by one. */
    private List<String> folders(String prefix) {
        List<String> folders = new ArrayList<>();
        String all = "callbacks/source=live/";
        if (prefix.equals("callbacks/")) {
            folders.add(all);
        } else if (prefix.equals(all)) {
            TYPES.forEach(type -> folders.add(all + "event_type=" + type + "/"));
        } else if (prefix.matches(all + "event_type=[0-9]+/")) {
            folders.add(prefix + "date=" + day + "/");
        }
        return folders;
    }

    /** The number of the first key that is not before this text. */
    private int first(String text) {
        int low = 0;
        int high = CALLBACKS;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key(middle).compareTo(text) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
