package dev.muster.modules;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checksums, as the results of modules show them. */
final class Digests {

    private Digests() {}

    /** The digest in lower-case hexadecimal digits; the algorithm by its Java name, such as {@code SHA-1}. */
    static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
