package dev.muster.vault;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What a password and a salt give: the key of the cipher, the key of the authentication code, and the first counter block.
 * PBKDF2 (RFC 8018) with HMAC-SHA256 and 10000 rounds, 80 bytes.
 *
 * <p>The JDK's own PBKDF2 takes a password of characters, while a vault's password is bytes of any kind; and it hashes the
 * padded key anew in every round. Here the state after the padded key is copied instead, which halves the time of what is the
 * dearest step of opening a vault.
 */
final class Keys {

    private static final int ROUNDS = 10_000;
    private static final int LENGTH = 80;
    private static final int BLOCK = 64;
    private static final int HASH = 32;

    private final byte[] cipher;
    private final byte[] authentication;
    private final byte[] counter;

    private Keys(byte[] derived) {
        cipher = Arrays.copyOfRange(derived, 0, 32);
        authentication = Arrays.copyOfRange(derived, 32, 64);
        counter = Arrays.copyOfRange(derived, 64, 80);
    }

    /** As {@link #derive}, by the machine's own library if there is one. */
    static Keys deriveByLibrary(byte[] password, byte[] salt) {
        return NativeDerivation.find()
                .flatMap(library -> library.derive(password, salt, ROUNDS, LENGTH))
                .map(Keys::new)
                .orElseGet(() -> derive(password, salt));
    }

    static Keys derive(byte[] password, byte[] salt) {
        try {
            return new Keys(pbkdf2(password, salt, LENGTH));
        } catch (NoSuchAlgorithmException | CloneNotSupportedException | DigestException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    byte[] cipher() {
        return cipher;
    }

    byte[] authentication() {
        return authentication;
    }

    byte[] counter() {
        return counter;
    }

    private static byte[] pbkdf2(byte[] password, byte[] salt, int length)
            throws NoSuchAlgorithmException, CloneNotSupportedException, DigestException {
        var key = password.length > BLOCK ? MessageDigest.getInstance("SHA-256").digest(password) : password;
        var inner = padded(key, (byte) 0x36);
        var outer = padded(key, (byte) 0x5c);
        var derived = new byte[(length + HASH - 1) / HASH * HASH];
        var round = new byte[HASH];
        for (int block = 0; block * HASH < derived.length; block++) {
            var first = (MessageDigest) inner.clone();
            first.update(salt);
            first.update(new byte[] {0, 0, 0, (byte) (block + 1)});
            first.digest(round, 0, HASH);
            hash(outer, round);
            var sum = round.clone();
            for (int i = 1; i < ROUNDS; i++) {
                hash(inner, round);
                hash(outer, round);
                for (int k = 0; k < HASH; k++) {
                    sum[k] ^= round[k];
                }
            }
            System.arraycopy(sum, 0, derived, block * HASH, HASH);
        }
        return Arrays.copyOf(derived, length);
    }

    private static MessageDigest padded(byte[] key, byte pad) throws NoSuchAlgorithmException {
        var block = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) ((i < key.length ? key[i] : 0) ^ pad);
        }
        var state = MessageDigest.getInstance("SHA-256");
        state.update(block);
        return state;
    }

    /** Replaces the bytes by their hash, continued from a state. */
    private static void hash(MessageDigest state, byte[] bytes) throws CloneNotSupportedException, DigestException {
        var digest = (MessageDigest) state.clone();
        digest.update(bytes);
        digest.digest(bytes, 0, HASH);
    }
}
