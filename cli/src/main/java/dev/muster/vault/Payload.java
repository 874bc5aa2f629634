package dev.muster.vault;

import dev.muster.source.UserError;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The inner form of a vault: salt, authentication code and ciphertext, each in hexadecimal, in three lines that are written in
 * hexadecimal once more. AES-256 in counter mode over the plaintext with PKCS #7 padding, HMAC-SHA256 over the ciphertext, as
 * {@code VaultAES256} of ansible-core.
 */
record Payload(byte[] salt, byte[] code, byte[] ciphertext) {

    private static final HexFormat HEX = HexFormat.of();
    private static final int BLOCK = 16;
    private static final String HASH = "HmacSHA256";

    /** Takes the body of an envelope apart. */
    static Payload parse(String body) {
        var lines = new String(hex(body), StandardCharsets.ISO_8859_1).split("\n", 3);
        if (lines.length < 3) {
            throw damaged("Vault vaulttext format error: there are " + lines.length + " lines and not 3");
        }
        return new Payload(hex(lines[0]), hex(lines[1]), hex(lines[2]));
    }

    private static byte[] hex(String digits) {
        try {
            return HEX.parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw damaged("Vault format unhexlify error: "
                    + (digits.length() % 2 == 0 ? "Non-hexadecimal digit found" : "Odd-length string"));
        }
    }

    private static UserError damaged(String what) {
        return new UserError(what)
                .hint("the vault was cut or changed; its lines are hexadecimal digits and nothing else");
    }

    /** The body of an envelope. */
    String body() {
        var lines = String.join("\n", HEX.formatHex(salt), HEX.formatHex(code), HEX.formatHex(ciphertext));
        return HEX.formatHex(lines.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Payload seal(byte[] plaintext, byte[] salt, Keys keys) {
        int pad = BLOCK - plaintext.length % BLOCK;
        var padded = Arrays.copyOf(plaintext, plaintext.length + pad);
        Arrays.fill(padded, plaintext.length, padded.length, (byte) pad);
        var ciphertext = counterMode(padded, keys);
        return new Payload(salt, authenticate(ciphertext, keys), ciphertext);
    }

    /** The plaintext, or nothing when the keys are not those it was sealed with. */
    Optional<byte[]> open(Keys keys) {
        if (!MessageDigest.isEqual(code, authenticate(ciphertext, keys))) {
            return Optional.empty();
        }
        var padded = counterMode(ciphertext, keys);
        int pad = padded.length == 0 ? 0 : padded[padded.length - 1];
        if (pad < 1 || pad > BLOCK || pad > padded.length) {
            throw damaged("the vault's padding is wrong");
        }
        for (int i = padded.length - pad; i < padded.length; i++) {
            if (padded[i] != pad) {
                throw damaged("the vault's padding is wrong");
            }
        }
        return Optional.of(Arrays.copyOf(padded, padded.length - pad));
    }

    /** Counter mode is its own inverse. */
    private static byte[] counterMode(byte[] bytes, Keys keys) {
        try {
            var cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(keys.cipher(), "AES"), new IvParameterSpec(keys.counter()));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in counter mode", e);
        }
    }

    private static byte[] authenticate(byte[] ciphertext, Keys keys) {
        try {
            var mac = Mac.getInstance(HASH);
            mac.init(new SecretKeySpec(keys.authentication(), HASH));
            return mac.doFinal(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
