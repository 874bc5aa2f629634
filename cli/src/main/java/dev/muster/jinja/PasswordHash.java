package dev.muster.jinja;

import dev.muster.source.UserError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.bouncycastle.crypto.generators.BCrypt;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of passwords as {@code /etc/shadow} has them, with the numbers of rounds that Ansible takes, and with the bounds and the
 * words of the Python library passlib, which hashes for it.
 */
public final class PasswordHash {

    private static final String LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** The same letters in the order of bcrypt. */
    private static final String BCRYPT = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static final List<String> IDENTS = List.of("2", "2a", "2b", "2y");
    /** The NUL behind a password is put there by this class, since the first variant has none. */
    private static final boolean WITH_NUL = false;

    private static final String FAILED = "Could not hash the secret: ";

    private PasswordHash() {}

    private enum Kind {
        MD5("md5_crypt", 0, 8, 0, 0, 0),
        BCRYPT("bcrypt", 22, 22, 12, 4, 31),
        SHA256("sha256_crypt", 0, 16, 535_000, 1000, 999_999_999),
        SHA512("sha512_crypt", 0, 16, 656_000, 1000, 999_999_999);

        private final String name;
        private final int shortest;
        private final int longest;
        private final long rounds;
        private final long fewest;
        private final long most;

        Kind(String name, int shortest, int longest, long rounds, long fewest, long most) {
            this.name = name;
            this.shortest = shortest;
            this.longest = longest;
            this.rounds = rounds;
            this.fewest = fewest;
            this.most = most;
        }

        static @Nullable Kind named(String name) {
            return switch (name) {
                case "md5", "md5_crypt" -> MD5;
                case "blowfish", "bcrypt" -> BCRYPT;
                case "sha256", "sha256_crypt" -> SHA256;
                case "sha512", "sha512_crypt" -> SHA512;
                default -> null;
            };
        }
    }

    /**
     * How a password is to be hashed; null for what is left to Ansible.
     *
     * @param kind the name of the algorithm, such as {@code sha512_crypt} or {@code bcrypt}
     * @param salt null or empty for a random one
     * @param saltSize how long a random salt is
     * @param ident the variant of bcrypt; no other algorithm heeds it
     */
    public record Wish(
            String kind,
            @Nullable String salt,
            @Nullable Long saltSize,
            @Nullable Long rounds,
            @Nullable String ident) {}

    /** Whether there is such an algorithm. */
    static boolean knows(String kind) {
        return Kind.named(kind) != null;
    }

    /**
     * The hash of a password.
     *
     * @param random makes a salt where none is given
     * @throws UserError for an algorithm that is not known and for what it cannot do
     */
    public static String of(String password, Wish wish, RandomGenerator random) {
        var kind = kind(wish.kind);
        if (kind == Kind.MD5 && wish.rounds != null && wish.rounds != 0) {
            throw new UserError(FAILED + "md5_crypt has no rounds");
        }
        var ident = ident(kind, wish.ident);
        var given = wish.salt == null || wish.salt.isEmpty() ? null : wish.salt;
        checkSize(kind, wish.saltSize);
        var salt = given == null ? salt(kind, wish.saltSize, random) : checked(kind, given);
        long rounds = rounds(kind, wish.rounds);
        if (password.indexOf('\0') >= 0) {
            throw new UserError(FAILED
                    + (kind == Kind.BCRYPT
                            ? "bcrypt does not allow NULL bytes in password"
                            : "null character in secret"));
        }
        var bytes = password.getBytes(StandardCharsets.UTF_8);
        var setting = rounds == 5000 ? salt : "rounds=" + rounds + "$" + salt;
        return switch (kind) {
            case MD5 -> Md5Crypt.md5Crypt(bytes, "$1$" + salt);
            case BCRYPT -> bcrypt(bytes, repaired(salt), (int) rounds, ident);
            case SHA256 -> Sha2Crypt.sha256Crypt(bytes, "$5$" + setting);
            case SHA512 -> Sha2Crypt.sha512Crypt(bytes, "$6$" + setting);
        };
    }

    private static Kind kind(String name) {
        var known = Kind.named(name);
        if (known == null) {
            throw new UserError("'" + name + "' is not a supported password hash")
                    .hint("use one of md5_crypt, bcrypt, sha256_crypt, sha512_crypt");
        }
        return known;
    }

    /** The length of a random salt that Ansible keeps for an algorithm. */
    public static int saltLength(String kind) {
        return kind(kind).longest;
    }

    /** The variant of an algorithm where none is named, or null when it has none. */
    public static @Nullable String usualIdent(String kind) {
        return kind(kind) == Kind.BCRYPT ? "2b" : null;
    }

    /** A random salt, as long as the algorithm's longest unless a size is given. */
    private static String salt(Kind kind, @Nullable Long size, RandomGenerator random) {
        var salt = new StringBuilder();
        for (long i = 0; i < (size == null || size == 0 ? kind.longest : size); i++) {
            salt.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return salt.toString();
    }

    private static String ident(Kind kind, @Nullable String given) {
        if (kind != Kind.BCRYPT) {
            return "";
        }
        var ident = given == null || given.isEmpty() ? "2b" : given.replace("$", "");
        if (!IDENTS.contains(ident)) {
            throw new UserError(FAILED + "invalid ident: '" + given + "'").hint("use one of 2b, 2y, 2a, 2");
        }
        return ident;
    }

    private static void checkSize(Kind kind, @Nullable Long size) {
        if (size == null || size == 0) {
            return;
        }
        var what = FAILED + kind.name + ": salt_size (" + size + ") ";
        if (kind.shortest == kind.longest && size != kind.longest) {
            throw new UserError(what + "must be exactly " + kind.longest);
        }
        if (size < kind.shortest) {
            throw new UserError(what + "below min_salt_size (" + kind.shortest + ")");
        }
        if (size > kind.longest) {
            throw new UserError(what + "above max_salt_size (" + kind.longest + ")");
        }
    }

    private static String checked(Kind kind, String salt) {
        if (!salt.chars().allMatch(letter -> LETTERS.indexOf(letter) >= 0)) {
            throw new UserError(FAILED + "invalid characters in " + kind.name + " salt");
        }
        boolean exact = kind.shortest == kind.longest;
        var bound = exact ? "requires exactly " + kind.longest : "requires <= " + kind.longest;
        if (salt.length() < kind.shortest) {
            throw new UserError(FAILED + "salt too small (" + kind.name + " " + bound + " chars)");
        }
        if (salt.length() > kind.longest) {
            throw new UserError(FAILED + "salt too large (" + kind.name + " " + bound + " chars)");
        }
        return salt;
    }

    private static long rounds(Kind kind, @Nullable Long given) {
        if (given == null || given == 0) {
            return kind.rounds;
        }
        var what = FAILED + kind.name + ": min_desired_rounds (" + given + ") is too ";
        if (given < kind.fewest) {
            throw new UserError(what + "low, must be at least " + kind.fewest);
        }
        if (given > kind.most) {
            throw new UserError(what + "large, cannot be more than " + kind.most);
        }
        return given;
    }

    /** Of the last of a salt's letters two bits count; the others are none. */
    private static String repaired(String salt) {
        int last = BCRYPT.indexOf(salt.charAt(salt.length() - 1)) & 0x30;
        return salt.substring(0, salt.length() - 1) + BCRYPT.charAt(last);
    }

    private static String bcrypt(byte[] password, String salt, int cost, String ident) {
        var key = new byte[72];
        int length = Math.min(72, password.length + 1);
        if (ident.equals("2")) {
            // The first variant reads the password again and again, without a byte between, to 72 bytes.
            length = 72;
            for (int i = 0; password.length > 0 && i < length; i++) {
                key[i] = password[i % password.length];
            }
        } else {
            System.arraycopy(password, 0, key, 0, Math.min(72, password.length));
        }
        var hash = BCrypt.generate(Arrays.copyOf(key, length), decoded(salt), cost, WITH_NUL);
        // Its last byte is not kept, which is an old mistake that everybody makes.
        return "$" + ident + "$%02d$".formatted(cost) + salt + encoded(Arrays.copyOf(hash, 23));
    }

    private static byte[] decoded(String salt) {
        var bytes = new byte[16];
        int bits = 0;
        int count = 0;
        int at = 0;
        for (int i = 0; i < salt.length() && at < bytes.length; i++) {
            bits = bits << 6 | BCRYPT.indexOf(salt.charAt(i));
            count += 6;
            if (count >= 8) {
                count -= 8;
                bytes[at++] = (byte) (bits >> count);
            }
        }
        return bytes;
    }

    private static String encoded(byte[] bytes) {
        var text = new StringBuilder();
        int bits = 0;
        int count = 0;
        for (byte each : bytes) {
            bits = bits << 8 | each & 0xff;
            count += 8;
            while (count >= 6) {
                count -= 6;
                text.append(BCRYPT.charAt(bits >> count & 0x3f));
            }
        }
        if (count > 0) {
            text.append(BCRYPT.charAt(bits << 6 - count & 0x3f));
        }
        return text.toString();
    }
}
