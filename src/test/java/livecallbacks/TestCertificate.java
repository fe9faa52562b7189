package livecallbacks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that nobody has signed but itself, made by the JDK's own keytool.
 *
 * @param certificate PEM file, for whoever is to trust it
 * @param key PEM file of its private key
 * @param tls a server's side of it
 */
public record TestCertificate(Path certificate, Path key, SSLContext tls) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /**
     * Makes one.
     *
     * @param folder gets its files
     * @param names whom it is for: {@code dns:localhost}, {@code ip:127.0.0.1}
     */
    public static TestCertificate make(Path folder, String... names)
            throws IOException, GeneralSecurityException, InterruptedException {
        return startingAt("-1H", folder, names);
    }

    /**
     * Makes one that holds for 30 days from then on.
     *
     * @param start as keytool takes it: {@code -40d} for forty days ago
     * @param folder gets its files
     * @param names whom it is for
     */
    public static TestCertificate startingAt(String start, Path folder, String... names)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve("certificate.p12");
        run(List.of(
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-startdate",
                start,
                "-validity",
                "30",
                "-dname",
                "CN=test",
                "-ext",
                "SAN=" + String.join(",", names),
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        Key key = keys.getKey("test", PASSWORD);
        return new TestCertificate(
                pem(
                        folder.resolve("certificate.pem"),
                        "CERTIFICATE",
                        keys.getCertificate("test").getEncoded()),
                pem(folder.resolve("key.pem"), "PRIVATE KEY", key.getEncoded()),
                context);
    }

    private static Path pem(Path file, String what, byte[] bytes) throws IOException {
        return Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what
                        + "-----\n",
                StandardCharsets.US_ASCII);
    }

    private static void run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] said = process.getInputStream().readAllBytes();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(
                    "keytool failed: " + new String(said, StandardCharsets.UTF_8) + Arrays.toString(command.toArray()));
        }
    }
}
