package livecallbacks.receive.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate with its key, and the authority of client certificates if those are asked for. When the
 * files change, new connections get the new ones, and the others are left alone; while the new files are broken, the
 * last good ones stay.
 */
public final class Certificates {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    /**
     * Where they are: a PEM chain and a PEM key, or a PKCS12 file.
     *
     * @param certificate the chain, the server's own first; null if and only if there is a keystore
     * @param key of the first certificate, not encrypted; null if and only if there is a keystore
     * @param keystore null if and only if there is a certificate
     * @param password of the keystore; null for none
     * @param clientCa certificates (PEM) of whom a client's has to come from; null if clients need none
     */
    public record Files(
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable Path keystore,
            @Nullable String password,
            @Nullable Path clientCa) {
        @Override
        public String toString() {
            return "Files[" + (keystore == null ? certificate + ", " + key : keystore.toString()) + "]";
        }
    }

    /** What the files hold now. */
    private record Material(X509KeyManager keys, @Nullable X509ExtendedTrustManager trust, Instant notAfter) {}

    private final Files files;
    private final ServerKeys keys;
    private final @Nullable ClientTrust trust;
    private List<Buffer> contents;
    private Instant notAfter;

    private Certificates(Files files, List<Buffer> contents, Material material) {
        this.files = files;
        this.contents = contents;
        this.notAfter = material.notAfter();
        this.keys = new ServerKeys(material.keys());
        this.trust = material.trust() == null ? null : new ClientTrust(material.trust());
    }

    /**
     * Reads the files.
     *
     * @throws IOException if one cannot be read
     * @throws GeneralSecurityException if one does not hold what it should, or the key is not that of the certificate
     */
    public static Certificates load(Files files) throws IOException, GeneralSecurityException {
        List<Buffer> contents = read(files);
        return new Certificates(files, contents, parse(files, contents));
    }

    /** The key and certificate for Vert.x. */
    KeyCertOptions keys() {
        return KeyCertOptions.wrap(keys);
    }

    /** Which clients are trusted, for Vert.x; null if any may come. */
    @Nullable
    TrustOptions trust() {
        return trust == null ? null : TrustOptions.wrap(trust);
    }

    /** When the first certificate of the chain in use ends to be valid. */
    public synchronized Instant notAfter() {
        return notAfter;
    }

    /** Takes over what the files hold if that has changed; logs that, or what is wrong with it. */
    synchronized void reloadIfChanged() {
        try {
            List<Buffer> now = read(files);
            if (now.equals(contents)) {
                return;
            }
            contents = now;
            Material material = parse(files, now);
            keys.replace(material.keys());
            notAfter = material.notAfter();
            if (trust != null && material.trust() != null) {
                trust.current = material.trust();
            }
            LOG.info("The TLS certificate has changed; new connections get the new one");
        } catch (IOException | GeneralSecurityException e) {
            LOG.error("The changed TLS certificate cannot be used, the last good one stays: {}", e.toString());
        }
    }

    private static List<Buffer> read(Files files) throws IOException {
        List<Buffer> contents = new ArrayList<>();
        for (Path path : new Path[] {files.certificate(), files.key(), files.keystore(), files.clientCa()}) {
            contents.add(path == null ? Buffer.buffer() : Buffer.buffer(java.nio.file.Files.readAllBytes(path)));
        }
        return contents;
    }

    private static Material parse(Files files, List<Buffer> contents) throws GeneralSecurityException {
        X509KeyManager keys = keyManager(
                files.keystore() == null
                        ? new PemKeyCertOptions().addCertValue(contents.get(0)).addKeyValue(contents.get(1))
                        : new PfxOptions().setValue(contents.get(2)).setPassword(files.password()));
        Instant notAfter = requireThatTheyFit(keys);
        return new Material(keys, files.clientCa() == null ? null : trustManager(contents.get(3)), notAfter);
    }

    private static X509KeyManager keyManager(KeyCertOptions options) throws GeneralSecurityException {
        try {
            // Only values, so it needs no Vert.x to read files with.
            for (KeyManager manager : options.getKeyManagerFactory(null).getKeyManagers()) {
                if (manager instanceof X509KeyManager x509) {
                    return x509;
                }
            }
        } catch (Exception e) {
            throw new GeneralSecurityException("The certificate or its key cannot be read: " + e.getMessage(), e);
        }
        throw new GeneralSecurityException("There is no certificate with a key");
    }

    /** Files that are replaced one after the other do not fit for a moment. When the chain ends to be valid. */
    private static Instant requireThatTheyFit(X509KeyManager keys) throws GeneralSecurityException {
        String alias = alias(keys);
        X509Certificate[] chain = keys.getCertificateChain(alias);
        X509Certificate certificate = chain[0];
        byte[] anything = "live-callbacks".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(signatureFor(certificate));
        signature.initSign(keys.getPrivateKey(alias));
        signature.update(anything);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(anything);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("The key is not that of the certificate");
        }
        certificate.checkValidity();
        return Stream.of(chain)
                .map(part -> part.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static String alias(X509KeyManager keys) throws GeneralSecurityException {
        for (String type : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
            String[] aliases = keys.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                return aliases[0];
            }
        }
        throw new GeneralSecurityException("There is no certificate with a key (RSA, EC or EdDSA)");
    }

    private static String signatureFor(X509Certificate certificate) {
        return switch (certificate.getPublicKey().getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> certificate.getPublicKey().getAlgorithm();
        };
    }

    private static X509ExtendedTrustManager trustManager(Buffer pem) throws GeneralSecurityException {
        Collection<? extends Certificate> authorities =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem.getBytes()));
        if (authorities.isEmpty()) {
            throw new CertificateException("There is no certificate of an authority for clients");
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        throw new GeneralSecurityException("This Java has no trust manager for X.509");
    }

    /**
     * A key manager whose key can be replaced. A handshake asks for the name of a key first and for the key by that
     * name later, so the names of the last one go on to be known.
     */
    private static final class ServerKeys extends X509ExtendedKeyManager {

        private record Generation(
                int number, X509KeyManager keys, @Nullable Generation before) {}

        private volatile Generation current;

        ServerKeys(X509KeyManager keys) {
            current = new Generation(0, keys, null);
        }

        void replace(X509KeyManager keys) {
            Generation last = current;
            current = new Generation(last.number() + 1, keys, new Generation(last.number(), last.keys(), null));
        }

        @Override
        public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return chooseServerAlias(keyType, issuers, null);
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, @Nullable Socket socket) {
            Generation generation = current;
            String alias = generation.keys().chooseServerAlias(keyType, issuers, socket);
            return alias == null ? null : generation.number() + ":" + alias;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String name) {
            Generation generation = generationOf(name);
            return generation == null ? null : generation.keys().getCertificateChain(aliasOf(name));
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String name) {
            Generation generation = generationOf(name);
            return generation == null ? null : generation.keys().getPrivateKey(aliasOf(name));
        }

        private @Nullable Generation generationOf(String name) {
            Generation generation = current;
            int number = Integer.parseInt(name.substring(0, name.indexOf(':')));
            return generation.number() == number ? generation : generation.before();
        }

        private static String aliasOf(String name) {
            return name.substring(name.indexOf(':') + 1);
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }
    }

    /** A trust manager whose authorities can be replaced. */
    private static final class ClientTrust extends X509ExtendedTrustManager {

        private volatile X509ExtendedTrustManager current;

        ClientTrust(X509ExtendedTrustManager trust) {
            current = trust;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            current.checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            current.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            current.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("This is a server; it trusts none");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return current.getAcceptedIssuers();
        }
    }
}
