package dev.muster.pki;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A certificate as {@code muster pki list} and {@code muster pki show} tell it.
 *
 * @param name the certname, or the common name of an authority
 * @param status whether it can be used now
 * @param serial its serial number
 * @param notBefore from when it is valid
 * @param notAfter until when
 * @param issuer the common name of who signed it
 * @param keyAlgorithm as in {@code RSA 2048}
 * @param extensions Puppet's extensions by short name, as in {@code pp_role}
 * @param fingerprint SHA-256, pairs of hexadecimal digits between colons
 * @param file where it lies
 */
public record CertificateEntry(
        String name,
        Status status,
        BigInteger serial,
        Instant notBefore,
        Instant notAfter,
        String issuer,
        String keyAlgorithm,
        Map<String, String> extensions,
        String fingerprint,
        Path file) {

    /** Whether a certificate can be used now. */
    public enum Status {
        VALID,
        EXPIRED,
        REVOKED
    }
}
