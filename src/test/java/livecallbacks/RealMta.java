package livecallbacks;

import static org.awaitility.Awaitility.await;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Postfix, which takes mail over STARTTLS from who has logged in, and Dovecot, which knows the passwords and shows the
 * mailboxes over IMAP: both of this machine, on free ports, with all they write in a folder of their own. There are the
 * mailboxes {@value #ANA} and {@value #ZHIBO} and no other. Only root can start them.
 */
final class RealMta implements AutoCloseable {

    static final String ANA = "ana@example.com";
    static final String ZHIBO = "直播@example.com";
    static final String USERNAME = "live";
    static final String PASSWORD = "secret";

    private static final String NOBODY = "nobody";

    private final Path folder;
    private final TestCertificate certificate;
    private final int smtpPort = TestService.freePort();
    private final int imapPort = TestService.freePort();

    private RealMta(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        this.folder = folder;
        this.certificate = TestCertificate.make(folder, "dns:localhost");
    }

    /** What is missing to start one here; empty if nothing is. */
    static String missing() {
        List<String> missing = new ArrayList<>();
        for (String program : List.of("postfix", "dovecot")) {
            if (!Files.isExecutable(Path.of("/usr/sbin", program))) {
                missing.add(program);
            }
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            missing.add("the rights of root");
        }
        return String.join(", ", missing);
    }

    /** Starts both; when this returns they take connections. */
    static RealMta start() throws Exception {
        // Not a folder of JUnit's, which is closed to the users that Postfix and Dovecot run as; short for the sockets.
        Path folder = Files.createTempDirectory("mta");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        RealMta mta = new RealMta(folder);
        try {
            mta.configure();
            run("/usr/sbin/dovecot", "-c", mta.dovecot().toString());
            run("/usr/sbin/postfix", "-c", mta.postfix().toString(), "start");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> isOpen(mta.smtpPort) && isOpen(mta.imapPort) && Files.exists(mta.authSocket()));
            return mta;
        } catch (Exception e) {
            mta.close();
            throw e;
        }
    }

    int smtpPort() {
        return smtpPort;
    }

    /** Who vouches for its certificate, which is for {@code localhost}. */
    Path certificate() {
        return certificate.certificate();
    }

    /** What lies in the mailbox of this user, {@code ana} or {@code zhibo}, read over IMAP. */
    List<MimeMessage> mails(String user) throws MessagingException, IOException {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        Session session = Session.getInstance(properties);
        try (Store store = session.getStore("imap")) {
            store.connect("127.0.0.1", imapPort, user, PASSWORD);
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                List<MimeMessage> mails = new ArrayList<>();
                for (Message message : inbox.getMessages()) {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    message.writeTo(bytes);
                    mails.add(new MimeMessage(session, new ByteArrayInputStream(bytes.toByteArray())));
                }
                return mails;
            }
        }
    }

    /** How many connections Postfix has taken so far, by its log. */
    long connections() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("postfix.log"), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.contains("/smtpd[") && line.contains(": connect from"))
                    .count();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            run("/usr/sbin/postfix", "-c", postfix().toString(), "stop");
        } finally {
            try {
                run("/usr/sbin/dovecot", "-c", dovecot().toString(), "stop");
            } finally {
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(path);
                    }
                }
            }
        }
    }

    private Path postfix() {
        return folder.resolve("postfix");
    }

    private Path dovecot() {
        return folder.resolve("dovecot/dovecot.conf");
    }

    private Path authSocket() {
        return folder.resolve("dovecot/auth");
    }

    private void configure() throws IOException {
        for (String name : List.of("postfix", "queue", "data", "mail", "dovecot")) {
            Files.createDirectories(folder.resolve(name));
        }
        own(folder.resolve("data"), "postfix");
        own(folder.resolve("mail"), NOBODY);
        write(postfix().resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = @/queue
                data_directory = @/data
                maillog_file = @/postfix.log
                maillog_file_prefixes = @
                myhostname = localhost
                mydestination =
                mynetworks =
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                virtual_mailbox_domains = example.com
                virtual_mailbox_base = @/mail
                virtual_mailbox_maps = texthash:@/postfix/mailboxes
                virtual_minimum_uid = 1
                virtual_uid_maps = static:%1$s
                virtual_gid_maps = static:%2$s
                alias_maps =
                alias_database =
                smtputf8_enable = yes
                in_flow_delay = 0
                smtpd_tls_security_level = encrypt
                smtpd_tls_auth_only = yes
                smtpd_tls_cert_file = @/certificate.pem
                smtpd_tls_key_file = @/key.pem
                smtpd_sasl_auth_enable = yes
                smtpd_sasl_type = dovecot
                smtpd_sasl_path = @/dovecot/auth
                smtpd_relay_restrictions = permit_sasl_authenticated, reject
                smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
                """.formatted(id("unix:uid"), id("unix:gid")));
        write(postfix().resolve("mailboxes"), ANA + " ana/\n" + ZHIBO + " zhibo/\n");
        write(postfix().resolve("master.cf"), """
                127.0.0.1:%d inet n - n - - smtpd
                pickup unix n - n 60 1 pickup
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                tlsmgr unix - - n 1000? 1 tlsmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                flush unix n - n 1000? 0 flush
                proxymap unix - - n - - proxymap
                smtp unix - - n - - smtp
                showq unix n - n - - showq
                error unix - - n - - error
                retry unix - - n - - error
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(smtpPort));
        write(folder.resolve("dovecot/users"), """
                live:{PLAIN}secret
                ana:{PLAIN}secret::::::userdb_mail=maildir:@/mail/ana
                zhibo:{PLAIN}secret::::::userdb_mail=maildir:@/mail/zhibo
                """);
        write(dovecot(), """
                base_dir = @/dovecot/run
                state_dir = @/dovecot/run
                log_path = @/dovecot.log
                protocols = imap
                listen = 127.0.0.1
                ssl = no
                disable_plaintext_auth = no
                auth_mechanisms = plain login
                first_valid_uid = 1
                passdb {
                  driver = passwd-file
                  args = username_format=%%u @/dovecot/users
                }
                userdb {
                  driver = passwd-file
                  args = username_format=%%u @/dovecot/users
                  default_fields = uid=%1$s gid=%2$s home=@/mail
                }
                service imap-login {
                  inet_listener imap {
                    port = %3$d
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service auth {
                  unix_listener @/dovecot/auth {
                    mode = 0666
                  }
                }
                """.formatted(id("unix:uid"), id("unix:gid"), imapPort));
    }

    private Object id(String attribute) throws IOException {
        return Files.getAttribute(folder.resolve("mail"), attribute);
    }

    private static void own(Path path, String user) throws IOException {
        Files.setOwner(
                path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
        if (user.equals(NOBODY)) {
            Files.setAttribute(path, "unix:gid", Files.getAttribute(path, "unix:uid"));
        }
    }

    private void write(Path file, String text) throws IOException {
        Files.writeString(file, text.replace("@/", folder + "/").replace("= @\n", "= " + folder + "\n"));
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(String... command) throws IOException {
        Path said = Files.createTempFile("said", ".txt");
        try {
            // What it starts keeps its output open, so no pipe.
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + Files.readString(said));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(String.join(" ", command));
        } finally {
            Files.delete(said);
        }
    }
}
