package livecallbacks;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's own routes and templates in a folder of the test's, with receivers who want digests or quiet hours. */
final class DigestHome {

    /** What tells which event a mail, or a row of one, is about. */
    private static final Pattern FILE = Pattern.compile("https://files\\.example/(\\d+)\\.mp4");

    private DigestHome() {}

    /**
     * Makes such a folder, in which ana is told of every stream, and ben of those that begin with "both".
     *
     * @param digest as in recipients.yaml
     * @param quiet as there
     */
    static Path make(Path folder, String digest, String quiet) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.copy(Path.of("application.properties"), home.resolve("application.properties"));
        Files.writeString(home.resolve("recipients.yaml"), """
                settings: {digest: %s, quiet: %s}
                receivers:
                  ana: {to: ["Ana <ana@example.com>"]}
                  ben: {to: [ben@example.com]}
                routes:
                  - match: {stream: "both*"}
                    receivers: [ana, ben]
                default: [ana]
                """.formatted(digest, quiet));
        for (String part : List.of("routes", "templates")) {
            try (Stream<Path> files = Files.walk(Path.of(part))) {
                for (Path file : files.toList()) {
                    Files.copy(file, home.resolve(file));
                }
            }
        }
        return home;
    }

    /** A signed callback. */
    static String event(String stream, int number, Instant now) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream
                        + "\",\"end_time\":1545004800,\"video_url\":\"https://files.example/" + number + ".mp4\"}",
                TestService.KEY,
                now.getEpochSecond() + 600);
    }

    /** The numbers of the events that the mail tells of. */
    static List<Integer> numbers(MimeMessage mail) {
        try {
            String text = String.valueOf(
                    ((Multipart) mail.getContent()).getBodyPart(0).getContent());
            return FILE.matcher(text)
                    .results()
                    .map(file -> Integer.valueOf(file.group(1)))
                    .toList();
        } catch (IOException | MessagingException e) {
            throw new AssertionError(e);
        }
    }

    /** The same, but of the mails that went out one by one each number counts once, as they may show it twice. */
    static List<Integer> events(MimeMessage mail) {
        return isDigest(mail) ? numbers(mail) : List.copyOf(new TreeSet<>(numbers(mail)));
    }

    static boolean isDigest(MimeMessage mail) {
        try {
            return "digest".equals(mail.getHeader("X-Live-Callbacks-Event", null));
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
