package livecallbacks.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalMailboxTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void aFolderWhoseNeighboursCanBeSeen() {
        directory = temporary.resolve("mail");
    }

    @Test
    void aMailBecomesAFileThatReadsAsTheMailThatWasSent() throws Exception {
        try (LocalMailbox mailbox = LocalMailbox.start(directory, 0, CLOCK)) {
            send(mailbox, "Recording of \u201cmatch-42\u201d: r\u00e9sum\u00e9", "ann@example.com");
        }

        assertThat(files()).containsExactly("ann@example.com/20260102T030405-001-recording-of-match-42-resume.eml");
        MimeMessage read = read(files().get(0));
        assertThat(read.getSubject()).isEqualTo("Recording of \u201cmatch-42\u201d: r\u00e9sum\u00e9");
        assertThat(read.getContent()).asString().isEqualTo("A file is ready.");
    }

    @Test
    void everyRecipientOfAMailHasAFileOfTheirOwn() throws Exception {
        try (LocalMailbox mailbox = LocalMailbox.start(directory, 0, CLOCK)) {
            send(mailbox, "one", "ann@example.com", "bob+live@example.com");
        }

        assertThat(files())
                .hasSize(2)
                .extracting(file -> file.substring(0, file.indexOf('/')))
                .containsExactly("ann@example.com", "bob+live@example.com");
    }

    @Test
    void mailsOfTheSameSecondAreNumberedInTheirOrderAndNoneIsOverwritten() throws Exception {
        for (String subject : List.of("first", "second")) {
            try (LocalMailbox mailbox = LocalMailbox.start(directory, 0, CLOCK)) {
                send(mailbox, subject, "ann@example.com");
                send(mailbox, "same", "ann@example.com");
            }
        }

        assertThat(files())
                .containsExactly(
                        "ann@example.com/20260102T030405-001-first.eml",
                        "ann@example.com/20260102T030405-001-second.eml",
                        "ann@example.com/20260102T030405-002-same.eml",
                        "ann@example.com/20260102T030405-003-same.eml");
    }

    @Test
    void whatAnAddressReceivedIsKeptInMemoryTooWhateverItsCase() throws Exception {
        try (LocalMailbox mailbox = LocalMailbox.start(directory, 0)) {
            send(mailbox, "first", "Ann@example.com");
            send(mailbox, "second", "ann@example.com");

            assertThat(mailbox.received("ANN@example.com"))
                    .extracting(MimeMessage::getSubject)
                    .containsExactly("first", "second");
            assertThat(mailbox.received("bob@example.com")).isEmpty();
            assertThat(directory).isDirectoryContaining("glob:**/ann@example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "..",
                ".",
                "/etc/cron.d/x@example.com",
                "a\\..\\b@example.com",
                "a\0b@example.com",
                "\"../x\"@example.com",
                ".hidden@example.com",
                "a.b.c.@example.com",
                "#mail.ann@example.com",
                "\u5f55\u5236@example.com"
            })
    void aHostileRecipientStaysBelowTheDirectory(String address) throws Exception {
        try (LocalMailbox mailbox = LocalMailbox.start(directory, 0, CLOCK)) {
            assertThat(converse(mailbox, address)).contains("250 OK").doesNotContain("451");
        }

        assertThat(files()).singleElement().asString().matches("[^/]+/20260102T030405-001-hello\\.eml");
        assertThat(files().get(0)).doesNotStartWith(".");
        try (Stream<Path> neighbours = Files.list(temporary)) {
            assertThat(neighbours).containsExactly(directory);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../../etc/passwd", "/", "..", "a\\b", "\u5f55\u5236", " ", "x\u0000y", "con:aux|*?<>\""})
    void aHostileSubjectStaysInTheRecipientsFolder(String subject) throws Exception {
        try (LocalMailbox mailbox = LocalMailbox.start(directory, 0, CLOCK)) {
            send(mailbox, subject, "ann@example.com");
        }

        assertThat(files())
                .singleElement()
                .asString()
                .matches("ann@example\\.com/20260102T030405-001-[a-z0-9][a-z0-9._-]*\\.eml");
    }

    @Test
    void namesAreAsLongAsAFileSystemTakesAndStillDifferent() {
        String longOne = "a".repeat(300) + "@example.com";
        String longTwo = "a".repeat(300) + "@example.org";

        assertThat(LocalMailbox.directoryName(longOne))
                .hasSizeLessThanOrEqualTo(150)
                .isNotEqualTo(LocalMailbox.directoryName(longTwo));
        assertThat(LocalMailbox.slug("s".repeat(1000))).hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void aMailThatCannotBeWrittenIsNotTaken() throws Exception {
        try (LocalMailbox mailbox = LocalMailbox.start(directory, 0)) {
            Files.writeString(directory.resolve("ann@example.com"), "in the way of the folder");

            assertThatThrownBy(() -> send(mailbox, "lost?", "ann@example.com")).isInstanceOf(MessagingException.class);
            assertThat(mailbox.received("ann@example.com")).isEmpty();
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(directory.resolve("ann@example.com"));
        }
    }

    @Test
    void aPortThatIsTakenIsNamedInTheError() throws Exception {
        try (LocalMailbox first = LocalMailbox.start(directory, 0)) {
            int taken = first.port();

            assertThatThrownBy(() -> LocalMailbox.start(directory, taken))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken);
        }
    }

    private static void send(LocalMailbox mailbox, String subject, String... recipients) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(mailbox.port()));
        MimeMessage mail = new MimeMessage(Session.getInstance(properties));
        mail.setFrom("callbacks@example.com");
        for (String recipient : recipients) {
            mail.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        }
        mail.setSubject(subject, "UTF-8");
        mail.setText("A file is ready.", "UTF-8");
        Transport.send(mail);
    }

    /** What no mail library would send: the recipient goes over the wire as it is. */
    private static String converse(LocalMailbox mailbox, String recipient) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), mailbox.port());
                PrintWriter out = new PrintWriter(socket.getOutputStream(), false, StandardCharsets.UTF_8)) {
            out.print("EHLO localhost\r\nMAIL FROM:<x@example.com>\r\nRCPT TO:<" + recipient + ">\r\nDATA\r\n"
                    + "Subject: hello\r\n\r\ntext\r\n.\r\nQUIT\r\n");
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private MimeMessage read(String file) throws IOException, MessagingException {
        try (InputStream in = Files.newInputStream(directory.resolve(file))) {
            return new MimeMessage(Session.getInstance(new Properties()), in);
        }
    }
}
