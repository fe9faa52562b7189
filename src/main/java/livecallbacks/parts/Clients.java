package livecallbacks.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import livecallbacks.archive.CreateOnly;
import livecallbacks.archive.S3Clients;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.Settings;
import livecallbacks.notify.smtp.SmtpServer;
import livecallbacks.receive.http.Certificates;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/** What the rooms talk to the world with, made of the settings; the service and the check of it share them. */
public final class Clients {

    private Clients() {}

    /** The client of the archive; the caller closes it. */
    public static S3Client s3(Settings.Archive archive) {
        return S3Clients.create(new S3Clients.Location(
                archive.region(),
                archive.endpoint(),
                archive.pathStyle(),
                archive.accessKey(),
                archive.secretKey(),
                createOnly(archive),
                archive.checksumsAlways()));
    }

    private static CreateOnly createOnly(Settings.Archive archive) {
        for (CreateOnly mode : CreateOnly.values()) {
            if (mode.propertyValue().equals(archive.createOnly())) {
                return mode;
            }
        }
        throw new IllegalArgumentException("archive.create-only: no such mode: " + archive.createOnly());
    }

    /** The mail server and how it is talked to; nothing is opened yet. */
    public static SmtpServer smtp(Settings.Mail mail) {
        return new SmtpServer(
                mail.host(),
                mail.port(),
                SmtpServer.Security.valueOf(mail.security().name()),
                login(mail.login()),
                mail.caFile(),
                mail.connectTimeout(),
                mail.timeout(),
                mail.connections());
    }

    private static SmtpServer.@Nullable Login login(Settings.@Nullable MailLogin login) {
        if (login == null) {
            return null;
        }
        Path file = login.passwordFile();
        return new SmtpServer.Login(
                SmtpServer.Auth.valueOf(login.auth().name()),
                login.username(),
                file == null ? login::password : () -> Files.readString(file).strip());
    }

    /**
     * The server's certificate with its key.
     *
     * @return null for plain HTTP
     * @throws ConfigurationException if the files cannot be used
     */
    public static @Nullable Certificates certificates(Settings.@Nullable Tls tls) throws ConfigurationException {
        if (tls == null) {
            return null;
        }
        try {
            return Certificates.load(new Certificates.Files(
                    tls.certificate(), tls.key(), tls.keystore(), tls.password(), tls.clientCa()));
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigurationException(List.of("http.tls: the files cannot be used (" + e.getMessage()
                    + "); give a PEM chain with its PEM key (not encrypted), or a PKCS12 file with its password"));
        }
    }
}
