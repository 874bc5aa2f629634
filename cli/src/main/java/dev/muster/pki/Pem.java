package dev.muster.pki;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** PEM (RFC 7468) in and out. Private keys are written as PKCS#8, which OpenSSL, Puppet's agent and its server all read. */
final class Pem {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    static String write(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    static X509Certificate certificate(Path file) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(SafeFile.read(file)));
        } catch (GeneralSecurityException e) {
            throw damaged(file, "certificate");
        }
    }

    static X509CRL crl(Path file) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            return (X509CRL) factory.generateCRL(new ByteArrayInputStream(SafeFile.read(file)));
        } catch (GeneralSecurityException e) {
            throw damaged(file, "revocation list");
        }
    }

    /** An RSA or EC key in PKCS#8. */
    static PrivateKey privateKey(Path file) {
        var text = SafeFile.readText(file);
        var body = between(text, "PRIVATE KEY");
        if (body == null) {
            throw damaged(file, "PKCS#8 private key")
                    .hint("an RSA or EC key in another form becomes one by 'openssl pkcs8 -topk8 -nocrypt'");
        }
        for (var algorithm : new String[] {"RSA", "EC"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(body));
            } catch (GeneralSecurityException e) {
                // Not of this algorithm; the next one is tried.
                continue;
            }
        }
        throw damaged(file, "RSA or EC private key");
    }

    /** The bytes between the marks of a label, or null when they are not there. */
    static byte @org.jspecify.annotations.Nullable [] between(String text, String label) {
        int begin = text.indexOf("-----BEGIN " + label + "-----");
        int end = text.indexOf("-----END " + label + "-----");
        if (begin < 0 || end < begin) {
            return null;
        }
        var body = text.substring(text.indexOf('\n', begin) + 1, end);
        try {
            return Base64.getMimeDecoder().decode(body.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static UserError damaged(Path file, String kind) {
        return new UserError("'" + file + "' is no readable " + kind);
    }
}
