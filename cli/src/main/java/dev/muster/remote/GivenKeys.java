package dev.muster.remote;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Private keys that are given as texts. They have names where others have files, and are never written to a disk. */
final class GivenKeys {

    private static final int DIGITS = 12;

    /** A key and what opens it. */
    record Given(String text, @Nullable String passphrase) {}

    private final Map<Path, Given> byName = new ConcurrentHashMap<>();

    /** The name of a key, the same for the same text and passphrase. */
    Path name(String text, @Nullable String passphrase) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update((passphrase == null ? "" : passphrase).getBytes(StandardCharsets.UTF_8));
            var name = Path.of("ansible_private_key "
                    + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS));
            byName.put(name, new Given(text, passphrase));
            return name;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key of a name; empty when it is a file. */
    Optional<Given> get(Path name) {
        return Optional.ofNullable(byName.get(name));
    }
}
