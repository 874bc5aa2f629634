package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Filters that hash and encode. */
final class HashFilters {

    private static final String ANSIBLE_NAMESPACE = "361e6d51-faec-444a-9079-341386da8e2e";

    private HashFilters() {}

    static void register(Filter.Table table) {
        table.add("md5", "data", call -> hex("MD5", call.text(0)))
                .add("sha1", "data", call -> hex("SHA-1", call.text(0)))
                .alias("checksum", "sha1")
                .add("hash", "data, hashtype='sha1'", HashFilters::hash)
                .add(
                        "password_hash",
                        "password, hashtype='sha512', salt=None, salt_size=None, rounds=None, ident=None",
                        HashFilters::password)
                .add("to_uuid", "string, namespace='" + ANSIBLE_NAMESPACE + "'", HashFilters::uuid)
                .add("b64encode", "string, encoding='utf-8', urlsafe=False", call -> {
                    var bytes = call.text(0).getBytes(Encodings.of(call.text(1)));
                    return (call.truth(2) ? Base64.getUrlEncoder() : Base64.getEncoder()).encodeToString(bytes);
                })
                .add("b64decode", "string, encoding='utf-8', urlsafe=False", HashFilters::decode)
                .add(
                        "vault",
                        "data, secret, salt=None, vault_id='filter_default', wrap_object=False, vaultid=None",
                        HashFilters::seal)
                .add("unvault", "vault, secret, vault_id='filter_default', vaultid=None", HashFilters::unseal);
    }

    /** {@code wrap_object} makes no difference here: what comes out is the text of a vault either way. */
    private static String seal(Call call) {
        if (!(call.get(1) instanceof String secret)) {
            throw new UserError("Secret passed is required to be a string, instead we got " + pythonType(call.get(1)));
        }
        if (!(call.get(0) instanceof String text)) {
            throw new UserError("Can only vault strings, instead we got " + pythonType(call.get(0)));
        }
        return call.run().outside().seal(text, secret, call.textOrNull(2), label(call, 3, 5));
    }

    private static String unseal(Call call) {
        if (!(call.get(1) instanceof String secret)) {
            throw new UserError("Secret passed is required to be as string, instead we got " + pythonType(call.get(1)));
        }
        if (!(call.get(0) instanceof String text)) {
            throw new UserError("Vault should be in the form of a string, instead we got " + pythonType(call.get(0)));
        }
        var outside = call.run().outside();
        var ciphertext = outside.ciphertext(text);
        return outside.unseal(ciphertext == null ? text : ciphertext, secret, label(call, 2, 3));
    }

    /** The old name of the parameter counts when the new one was not given. */
    private static String label(Call call, int now, int before) {
        return call.text(now).equals("filter_default") && call.given(before) ? call.text(before) : call.text(now);
    }

    private static String pythonType(@Nullable Object value) {
        return "<class '" + Types.name(value) + "'>";
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
            return Encodings.of(call.text(1))
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

    private static String hash(Call call) {
        var bytes = call.text(0).getBytes(StandardCharsets.UTF_8);
        var name = call.text(1).toLowerCase(Locale.ROOT);
        return HexFormat.of()
                .formatHex(
                        switch (name) {
                            case "blake2b" -> Blake2.b(bytes);
                            case "blake2s" -> Blake2.s(bytes);
                            default -> digest(algorithm(name), bytes);
                        });
    }

    private static String hex(String algorithm, String text) {
        return HexFormat.of().formatHex(digest(algorithm, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Python takes 32 digits with hyphens anywhere, in braces and behind {@code urn:uuid:}. */
    private static UUID namespace(String text) {
        var digits = text.replace("urn:", "").replace("uuid:", "").replaceAll("^[{}]+|[{}]+$|-", "");
        if (digits.length() != 32 || digits.chars().anyMatch(c -> Character.digit(c, 16) < 0)) {
            throw new UserError("Invalid value '" + text + "' for 'namespace': badly formed hexadecimal UUID string");
        }
        return new UUID(Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
    }

    private static String uuid(Call call) {
        var namespace = namespace(call.text(1));
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
        if (!PasswordHash.knows(kind)) {
            throw new UserError(
                    kind + " is not in the list of supported passlib algorithms: md5, blowfish, sha256, sha512");
        }
        if (!(call.get(0) instanceof String secret)) {
            throw new UserError("secret must be unicode or bytes, not " + Types.name(call.get(0)));
        }
        if (call.given(3) && !(call.get(3) instanceof Long)) {
            throw new UserError("salt_size must be an integer");
        }
        var salt = call.get(2);
        return PasswordHash.of(
                secret,
                new PasswordHash.Wish(
                        kind,
                        salt == null ? null : Printing.str(salt),
                        call.given(3) ? Long.valueOf(call.integer(3)) : null,
                        call.given(4) ? Long.valueOf(call.integer(4)) : null,
                        call.textOrNull(5)),
                call.run().outside().random());
    }
}
