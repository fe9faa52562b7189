package livecallbacks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates that sign themselves, made by the JDK's own keytool. */
final class TestCertificates {

    static final String PASSWORD = "changeit";

    private TestCertificates() {}

    /** Makes a key and its certificate for 127.0.0.1 in a PKCS12 file. */
    static Path keystore(Path folder, String name, String algorithm) throws IOException, InterruptedException {
        Path file = folder.resolve(name + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                algorithm,
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString());
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve(name + ".log")));
        }
        return file;
    }

    /** Writes the certificate of a keystore as PEM. */
    static void writeCertificate(Path keystore, Path pem) throws IOException, GeneralSecurityException {
        replace(pem, pem("CERTIFICATE", certificate(keystore).getEncoded()));
    }

    /** Writes the key of a keystore as PEM. */
    static void writeKey(Path keystore, Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = load(keystore);
        replace(
                pem,
                pem(
                        "PRIVATE KEY",
                        store.getKey(store.aliases().nextElement(), PASSWORD.toCharArray())
                                .getEncoded()));
    }

    /** As the tools that renew certificates do it: the file is never there in part. */
    static void replace(Path file, String content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, content);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    static Certificate certificate(Path keystore) throws IOException, GeneralSecurityException {
        KeyStore store = load(keystore);
        return store.getCertificate(store.aliases().nextElement());
    }

    /** A client that trusts the certificates of some keystores, and shows that of another one if it is given. */
    static SSLContext client(List<Path> trusted, @Nullable Path own) throws IOException, GeneralSecurityException {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        for (Path keystore : trusted) {
            authorities.setCertificateEntry(keystore.toString(), certificate(keystore));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own == null ? null : load(own), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Path keystore) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + type + "-----\n";
    }
}
