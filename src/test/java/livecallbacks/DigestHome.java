package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import livecallbacks.notify.DigestingWriteMails;

/** The project's own routes and templates in a folder of the test's, with receivers who want digests or quiet hours. */
final class DigestHome {

    /** The first event of the tests ends then, the others a second later each, so that a mail tells which they are. */
    private static final Instant FIRST = Instant.parse("2018-12-17T00:00:00Z");

    private static final Pattern TIME = Pattern.compile("2018-12-17 (\\d\\d):(\\d\\d):(\\d\\d) UTC");

    private DigestHome() {}

    /**
     * Makes such a folder.
     *
     * @param quiet empty for none
     */
    static Path make(Path folder, long digestMillis, String quiet) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.copy(Path.of("application.properties"), home.resolve("application.properties"));
        Files.copy(Path.of("recipients.yaml"), home.resolve("recipients.yaml"));
        Files.createDirectory(home.resolve("routes"));
        try (Stream<Path> templates = Files.walk(Path.of("templates"))) {
            for (Path file : templates.toList()) {
                Files.copy(file, home.resolve(file));
            }
        }
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            for (Path route : routes.toList()) {
                String text = Files.readString(route);
                if (text.contains("id: writeMails")) {
                    assertThat(text).contains("ref: writeMails");
                    text = text.replace("ref: writeMails", "ref: digestingWriteMails");
                }
                Files.writeString(
                        home.resolve("routes").resolve(route.getFileName().toString()), text);
            }
        }
        Files.writeString(
                home.resolve("routes/receivers.camel.yaml"),
                "- beans:\n    - name: digestingWriteMails\n      type: "
                        + DigestingWriteMails.class.getName()
                        + "\n      properties:\n        digestMillis: \"" + digestMillis + "\"\n"
                        + (quiet.isEmpty() ? "" : "        quiet: \"" + quiet + "\"\n"));
        return home;
    }

    /** A signed callback. */
    static String event(String stream, int number, Instant now) {
        return Signer.signed(
                "{\"event_type\":100,\"stream_id\":\"" + stream + "\",\"end_time\":" + (FIRST.getEpochSecond() + number)
                        + "}",
                TestService.KEY,
                now.getEpochSecond() + 600);
    }

    /** The numbers of the events that the mail tells of. */
    static List<Integer> numbers(MimeMessage mail) {
        try {
            String text = String.valueOf(
                    ((Multipart) mail.getContent()).getBodyPart(0).getContent());
            return TIME.matcher(text).results().map(DigestHome::number).toList();
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

    private static int number(MatchResult time) {
        return (Integer.parseInt(time.group(1)) * 60 + Integer.parseInt(time.group(2))) * 60
                + Integer.parseInt(time.group(3));
    }
}
