package dev.muster.pki;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HexFormat;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** What the JDK alone can tell of keys and certificates. */
final class Keys {

    private Keys() {}

    /** Whether the two are halves of one pair. */
    static boolean match(PrivateKey key, PublicKey other) {
        if (key instanceof RSAPrivateKey rsa) {
            return other instanceof RSAPublicKey half && half.getModulus().equals(rsa.getModulus());
        }
        if (!key.getAlgorithm().equals(other.getAlgorithm())) {
            return false;
        }
        try {
            var question = "which pair is this?".getBytes(StandardCharsets.US_ASCII);
            var signature = Signature.getInstance(KeyKind.signatureFor(key.getAlgorithm()));
            signature.initSign(key);
            signature.update(question);
            var answer = signature.sign();
            signature.initVerify(other);
            signature.update(question);
            return signature.verify(answer);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The common name of a subject, or the whole subject when it has none. */
    static String commonName(X509Certificate certificate) {
        var subject = certificate.getSubjectX500Principal().getName();
        try {
            for (var part : new LdapName(subject).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(part.getValue());
                }
            }
        } catch (InvalidNameException e) {
            return subject;
        }
        return subject;
    }

    /** The SHA-256 of a certificate as OpenSSL and Puppet print it: pairs of hexadecimal digits between colons. */
    static String fingerprint(X509Certificate certificate) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
