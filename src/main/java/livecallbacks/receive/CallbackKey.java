package livecallbacks.receive;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** One callback key of a source, as it stands in the sender's callback template. Never prints itself. */
public final class CallbackKey {

    /**
     * Slow on purpose. The archive holds {@code t} and {@code sign}, against which a guess costs one MD5; the
     * fingerprint in metadata and logs must not make guessing any cheaper where those two are not at hand.
     */
    private static final int FINGERPRINT_ROUNDS = 100_000;

    private static final int FINGERPRINT_BITS = 32;

    /** Of the key's bytes; each check goes on with a copy. */
    private final MessageDigest begun;

    private final String fingerprint;

    /** The key as configured; not empty. The sender allows up to 32 letters and digits. */
    public CallbackKey(String key) {
        this.begun = md5();
        begun.update(key.getBytes(StandardCharsets.UTF_8));
        this.fingerprint = fingerprint(key);
    }

    /** Eight hex digits that tell the keys of a source apart and do not help to guess one. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Whether {@code sign} (16 bytes) is MD5 over the key's bytes and the decimal {@code t}; in constant time. */
    boolean verifies(String t, byte[] sign) {
        MessageDigest md5 = copy(begun);
        md5.update(t.getBytes(StandardCharsets.US_ASCII));
        return MessageDigest.isEqual(md5.digest(), sign);
    }

    @Override
    public String toString() {
        return "CallbackKey[" + fingerprint + "]";
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("This Java's MD5 cannot be copied", e);
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no MD5, which the sender's signature needs", e);
        }
    }

    private static String fingerprint(String key) {
        try {
            byte[] salt = "live-callbacks key-id".getBytes(StandardCharsets.US_ASCII);
            PBEKeySpec spec = new PBEKeySpec(key.toCharArray(), salt, FINGERPRINT_ROUNDS, FINGERPRINT_BITS);
            return HexFormat.of()
                    .formatHex(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(spec)
                            .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no PBKDF2WithHmacSHA256", e);
        }
    }
}
