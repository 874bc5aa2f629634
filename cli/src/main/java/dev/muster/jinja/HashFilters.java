package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.jspecify.annotations.Nullable;

/** Filters that hash and encode. */
final class HashFilters {

    private static final String ANSIBLE_NAMESPACE = "361e6d51-faec-444a-9079-341386da8e2e";

    private static final String SALT = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private HashFilters() {}

    static void register(Filter.Table table) {
        table.add("md5", "data", call -> hex("MD5", call.text(0)))
                .add("sha1", "data", call -> hex("SHA-1", call.text(0)))
                .alias("checksum", "sha1")
                .add("hash", "data, hashtype='sha1'", call -> hex(algorithm(call.text(1)), call.text(0)))
                .add(
                        "password_hash",
                        "password, hashtype='sha512', salt=None, salt_size=None, rounds=None, ident=None",
                        HashFilters::password)
                .add("to_uuid", "string, namespace='" + ANSIBLE_NAMESPACE + "'", HashFilters::uuid)
                .add("b64encode", "string, encoding='utf-8', urlsafe=False", call -> {
                    var bytes = call.text(0).getBytes(charset(call.text(1)));
                    return (call.truth(2) ? Base64.getUrlEncoder() : Base64.getEncoder()).encodeToString(bytes);
                })
                .add("b64decode", "string, encoding='utf-8', urlsafe=False", HashFilters::decode);
    }

    private static Charset charset(String name) {
        try {
            var java = name.toLowerCase(Locale.ROOT)
                    .replace('_', '-')
                    .replaceFirst("^(utf-(?:16|32))-(le|be)$", "$1$2")
                    .replaceFirst("^latin-?1$", "iso-8859-1");
            return Charset.forName(java);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            throw new UserError("unknown encoding: " + name);
        }
    }

    private static String decode(Call call) {
        boolean url = call.truth(2);
        var text = call.text(0);
        var plain = new StringBuilder();
        for (char c : text.toCharArray()) {
            char known = url && c == '-' ? '+' : url && c == '_' ? '/' : c;
            // Like CPython, letters that are not of the alphabet are passed over.
            if (known < 0x80 && (Character.isLetterOrDigit(known) || known == '+' || known == '/')) {
                plain.append(known);
            }
        }
        int padding = text.length() - text.replace("=", "").length();
        if (plain.length() % 4 != 0 && (plain.length() + padding) % 4 != 0 || plain.length() % 4 == 1) {
            throw new UserError("incorrect padding");
        }
        var bytes = Base64.getDecoder().decode(plain.toString());
        try {
            return charset(call.text(1))
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (java.nio.charset.CharacterCodingException _) {
            throw new UserError("the decoded bytes are no text in " + call.text(1));
        }
    }

    private static String algorithm(String name) {
        return switch (name.toLowerCase(Locale.ROOT).replace('-', '_')) {
            case "md5" -> "MD5";
            case "sha1" -> "SHA-1";
            case "sha224" -> "SHA-224";
            case "sha256" -> "SHA-256";
            case "sha384" -> "SHA-384";
            case "sha512" -> "SHA-512";
            case "sha512_224" -> "SHA-512/224";
            case "sha512_256" -> "SHA-512/256";
            case "sha3_224" -> "SHA3-224";
            case "sha3_256" -> "SHA3-256";
            case "sha3_384" -> "SHA3-384";
            case "sha3_512" -> "SHA3-512";
            default ->
                throw new UserError("unsupported hash type " + name).hint("use one of md5, sha1, sha256, sha512");
        };
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new UserError("this Java has no " + algorithm);
        }
    }

    private static String hex(String algorithm, String text) {
        return HexFormat.of().formatHex(digest(algorithm, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String uuid(Call call) {
        UUID namespace;
        try {
            namespace = UUID.fromString(call.text(1));
        } catch (IllegalArgumentException _) {
            throw new UserError(
                    "invalid value '" + call.text(1) + "' for 'namespace': badly formed hexadecimal UUID string");
        }
        var name = call.text(0).getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(16 + name.length)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .put(name)
                .array();
        var hash = ByteBuffer.wrap(digest("SHA-1", bytes));
        long high = hash.getLong() & ~0xf000L | 0x5000L;
        long low = hash.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    private static String password(Call call) {
        var kind = call.text(1);
        var bytes = call.text(0).getBytes(StandardCharsets.UTF_8);
        return switch (kind) {
            case "md5", "md5_crypt" -> Md5Crypt.md5Crypt(bytes, "$1$" + salt(call, 8));
            case "sha256", "sha256_crypt" ->
                Sha2Crypt.sha256Crypt(bytes, "$5$" + rounds(call, 535_000) + salt(call, 16));
            case "sha512", "sha512_crypt" ->
                Sha2Crypt.sha512Crypt(bytes, "$6$" + rounds(call, 656_000) + salt(call, 16));
            default ->
                throw new UserError("'" + kind + "' is not a supported password hash")
                        .hint("use one of md5, sha256, sha512");
        };
    }

    private static String rounds(Call call, int standard) {
        int rounds = call.given(4) ? call.integer(4) : standard;
        if (rounds < 1000 || rounds > 10_000_000) {
            throw new UserError("rounds must be between 1000 and 10000000, not " + rounds);
        }
        return rounds == 5000 ? "" : "rounds=" + rounds + "$";
    }

    private static String salt(Call call, int longest) {
        @Nullable Object given = call.get(2);
        if (given != null) {
            var salt = Printing.str(given);
            if (salt.isEmpty() || salt.length() > longest || !salt.chars().allMatch(c -> SALT.indexOf(c) >= 0)) {
                throw new UserError("invalid salt").hint("1 to " + longest + " letters, digits, dots or slashes");
            }
            return salt;
        }
        int size = call.given(3) ? Math.clamp(call.integer(3), 1, longest) : longest;
        var salt = new StringBuilder();
        for (int i = 0; i < size; i++) {
            salt.append(SALT.charAt(call.run().outside().random().nextInt(SALT.length())));
        }
        return salt.toString();
    }
}
