package dev.muster.pki;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The kinds of key pair that Muster makes for certificates.
 *
 * <p>Authorities get RSA, since puppetserver signs with RSA alone once it has taken an authority over: 3072 bits, which is as
 * strong as P-256 (NIST SP 800-57, table 2) and made in a third of the time of Puppet's own 4096. Nodes get {@link #EC_P256}:
 * it is made at once, where RSA 2048 takes a second of processor time each, which for two hundred nodes is minutes. Puppet 7's
 * agent and server take both; a site with older tools chooses RSA.
 */
public enum KeyKind {
    RSA_2048("rsa-2048", "RSA", 2048, "SHA256withRSA"),
    RSA_3072("rsa-3072", "RSA", 3072, "SHA256withRSA"),
    RSA_4096("rsa-4096", "RSA", 4096, "SHA256withRSA"),
    EC_P256("ec-p256", "EC", 256, "SHA256withECDSA");

    private final String word;
    private final String algorithm;
    private final int bits;
    private final String signature;

    KeyKind(String word, String algorithm, int bits, String signature) {
        this.word = word;
        this.algorithm = algorithm;
        this.bits = bits;
        this.signature = signature;
    }

    /** The kind by the word a user writes, as in {@code rsa-2048}. */
    public static KeyKind of(String word) {
        for (var kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        var words = Arrays.stream(values()).map(KeyKind::word).toList();
        var nearest = Nearest.hint(word, words);
        throw new UserError("'" + word + "' is no kind of key")
                .hint(nearest != null ? nearest : words.stream().collect(Collectors.joining(", ", "one of ", "")));
    }

    /** The word a user writes. */
    public String word() {
        return word;
    }

    /** How a key of this algorithm signs, in the JDK's words. */
    static String signatureFor(String algorithm) {
        return algorithm.equals("EC") ? EC_P256.signature : RSA_2048.signature;
    }

    KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK makes no " + word + " key", e);
        }
    }
}
