package dev.muster.jinja;

import dev.muster.source.UserError;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.jspecify.annotations.Nullable;

/** Hashes of passwords as {@code /etc/shadow} has them, with the numbers of rounds that Ansible takes. */
public final class PasswordHash {

    private static final String SALT = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private PasswordHash() {}

    private enum Kind {
        MD5(8, 0),
        SHA256(16, 535_000),
        SHA512(16, 656_000);

        private final int salt;
        private final int rounds;

        Kind(int salt, int rounds) {
            this.salt = salt;
            this.rounds = rounds;
        }

        static Kind of(String name) {
            return switch (name) {
                case "md5", "md5_crypt" -> MD5;
                case "sha256", "sha256_crypt" -> SHA256;
                case "sha512", "sha512_crypt" -> SHA512;
                default ->
                    throw new UserError("'" + name + "' is not a supported password hash")
                            .hint("use one of md5, sha256, sha512");
            };
        }
    }

    /**
     * The hash of a password.
     *
     * @param kind {@code md5}, {@code sha256} or {@code sha512}, also with {@code _crypt} behind
     * @param rounds how many rounds, or null for as many as Ansible takes
     * @throws UserError for another kind, a salt with wrong letters, or too few or many rounds
     */
    public static String of(String kind, String password, String salt, @Nullable Integer rounds) {
        var known = Kind.of(kind);
        if (salt.isEmpty() || salt.length() > known.salt || !salt.chars().allMatch(c -> SALT.indexOf(c) >= 0)) {
            throw new UserError("invalid salt").hint("1 to " + known.salt + " letters, digits, dots or slashes");
        }
        var bytes = password.getBytes(StandardCharsets.UTF_8);
        return switch (known) {
            case MD5 -> Md5Crypt.md5Crypt(bytes, "$1$" + salt);
            case SHA256 -> Sha2Crypt.sha256Crypt(bytes, "$5$" + rounds(rounds, known) + salt);
            case SHA512 -> Sha2Crypt.sha512Crypt(bytes, "$6$" + rounds(rounds, known) + salt);
        };
    }

    /** A random salt, as long as the kind's longest unless a size is given. */
    public static String salt(String kind, @Nullable Integer size, RandomGenerator random) {
        int longest = Kind.of(kind).salt;
        var salt = new StringBuilder();
        for (int i = 0; i < (size == null ? longest : Math.clamp(size, 1, longest)); i++) {
            salt.append(SALT.charAt(random.nextInt(SALT.length())));
        }
        return salt.toString();
    }

    private static String rounds(@Nullable Integer given, Kind kind) {
        int rounds = given == null ? kind.rounds : given;
        if (rounds < 1000 || rounds > 10_000_000) {
            throw new UserError("rounds must be between 1000 and 10000000, not " + rounds);
        }
        return rounds == 5000 ? "" : "rounds=" + rounds + "$";
    }
}
