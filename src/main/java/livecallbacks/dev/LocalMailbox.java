package livecallbacks.dev;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.Normalizer;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A mail server on 127.0.0.1 that delivers nothing to anybody: it takes every mail for every recipient, without
 * authentication and without TLS, and puts it where a person can look at it.
 *
 * <p>Each mail becomes one file per recipient, {@code <directory>/<recipient's address>/<yyyyMMdd'T'HHmmss,
 * UTC>-<number>-<words of the subject>.eml}. What is not safe in a file name is percent-encoded in the address and
 * replaced by a hyphen in the subject, so neither can lead out of the directory. A file appears whole or not at all;
 * the sender gets its 250 only after that.
 */
public final class LocalMailbox implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT);
    /** Of bytes, each: the whole name stays below the 255 of common file systems. */
    private static final int LONGEST_NAME = 150;

    private static final int LONGEST_SUBJECT = 80;

    private final Path directory;
    private final Clock clock;
    private final GreenMail server;

    private String lastStamp = "";
    private int numberInSecond;

    private LocalMailbox(Path directory, Clock clock, GreenMail server) {
        this.directory = directory;
        this.clock = clock;
        this.server = server;
    }

    /**
     * Starts a mailbox, which takes mail as soon as this returns. Files of an earlier one stay; {@link #received} knows
     * only the mails since this start.
     *
     * @param directory where the mails are put; made if missing
     * @param port 1 to 65535, or 0 for any free one
     * @throws IOException if the directory cannot be made, or nobody can listen on the port
     */
    public static LocalMailbox start(Path directory, int port) throws IOException {
        return start(directory, port, Clock.systemUTC());
    }

    static LocalMailbox start(Path directory, int port, Clock clock) throws IOException {
        Path root = Files.createDirectories(directory).toAbsolutePath();
        requireFree(port);
        GreenMail server = new GreenMail(new ServerSetup(port, HOST, ServerSetup.PROTOCOL_SMTP));
        server.withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());
        LocalMailbox mailbox = new LocalMailbox(root, clock, server);
        try {
            server.start();
        } catch (IllegalStateException e) {
            server.stop();
            throw new IOException("The local mailbox cannot start on " + HOST + ":" + port + ": " + e.getMessage(), e);
        }
        // Only now: starting makes a new user manager.
        server.getUserManager().setMessageDeliveryHandler(mailbox::keep);
        return mailbox;
    }

    /** The port of SMTP on 127.0.0.1, 1 to 65535. */
    public int port() {
        return server.getSmtp().getPort();
    }

    /**
     * The mails to an address since the start, oldest first; none if it never got one.
     *
     * @param address of either case
     */
    public List<MimeMessage> received(String address) {
        GreenMailUser user = server.getUserManager().getUserByEmail(address);
        if (user == null) {
            return List.of();
        }
        try {
            // As an array, which the list makes under its own lock: mails may come meanwhile.
            StoredMessage[] messages = server.getManagers()
                    .getImapHostManager()
                    .getInbox(user)
                    .getMessages()
                    .toArray(StoredMessage[]::new);
            return Stream.of(messages).map(StoredMessage::getMimeMessage).toList();
        } catch (FolderException e) {
            throw new IllegalStateException("The mailbox of " + address + " cannot be read", e);
        }
    }

    /** The server itself, for what this class does not offer. */
    public GreenMail server() {
        return server;
    }

    /** Stops taking mail. The files stay. */
    @Override
    public void close() {
        server.stop();
    }

    /** GreenMail would say so as well, but with stack traces on standard error. */
    private static void requireFree(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (BindException e) {
            throw new IOException("The local mailbox cannot start on " + HOST + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** Called for one mail and recipient at a time; what is thrown becomes an answer of 451 to the sender. */
    private GreenMailUser keep(MovingMessage mail, MailAddress recipient) throws MessagingException, UserException {
        String address = recipient.getEmail();
        try {
            write(mail.getMessage(), address);
        } catch (IOException e) {
            throw new MessagingException("The mail to " + address + " cannot be written below " + directory, e);
        }
        GreenMailUser user = server.getUserManager().getUserByEmail(address);
        // The login becomes a folder's name in the server, whose hierarchy a hostile address must not reach either.
        return user != null ? user : server.getUserManager().createUser(address, directoryName(address), "");
    }

    private synchronized void write(MimeMessage mail, String address) throws IOException, MessagingException {
        Path folder = Files.createDirectories(directory.resolve(directoryName(address)));
        Path unfinished = Files.createTempFile(directory, ".", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(unfinished)) {
                mail.writeTo(out);
            }
            Files.move(unfinished, freeName(folder, slug(mail.getSubject())), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private Path freeName(Path folder, String slug) {
        String stamp = STAMP.format(LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
        if (!stamp.equals(lastStamp)) {
            lastStamp = stamp;
            numberInSecond = 0;
        }
        Path file;
        do {
            numberInSecond++;
            file = folder.resolve(String.format(Locale.ROOT, "%s-%03d-%s.eml", stamp, numberInSecond, slug));
            // A mailbox that ran within the same second may have left one.
        } while (Files.exists(file));
        return file;
    }

    /** One path segment that is never empty, hidden, or a way up; different addresses have different ones. */
    static String directoryName(String address) {
        String lowerCase = address.toLowerCase(Locale.ROOT);
        StringBuilder name = new StringBuilder();
        for (byte b : lowerCase.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean edge = name.isEmpty();
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "@_+-=".indexOf(c) >= 0 || (c == '.' && !edge))) {
                name.append(c);
            } else {
                name.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        if (name.isEmpty()) {
            return "%";
        }
        return name.length() <= LONGEST_NAME
                ? name.toString()
                : name.substring(0, LONGEST_NAME - 17) + "-" + shortHash(lowerCase);
    }

    /** Lower-case ASCII words with hyphens between them: not every platform can name a file in every script. */
    static String slug(@Nullable String subject) {
        String plain = Normalizer.normalize(subject == null ? "" : subject, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._]+", "-");
        String cut =
                plain.substring(0, Math.min(plain.length(), LONGEST_SUBJECT)).replaceAll("^[-._]+|[-._]+$", "");
        return cut.isEmpty() ? "mail" : cut;
    }

    private static String shortHash(String text) {
        return DigestUtils.sha256Hex(text).substring(0, 16);
    }
}
