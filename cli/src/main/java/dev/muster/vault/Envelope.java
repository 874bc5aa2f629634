package dev.muster.vault;

import dev.muster.source.UserError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The outer form of a vault: a header line and hexadecimal digits in lines of 80. The rules are those of ansible-core's
 * {@code parse_vaulttext_envelope} and {@code format_vaulttext_envelope}.
 *
 * @param version {@code 1.1}, or {@code 1.2} when the header names a vault id; others are read alike, as Ansible does
 * @param cipher {@code AES256} is the only one there is
 * @param vaultId the label of the password it was made with; null when the header has none. Nothing protects it: it only says
 *     which password to try first
 * @param body the hexadecimal digits without line ends
 */
public record Envelope(
        String version, String cipher, @Nullable String vaultId, String body) {

    /** The one cipher of the formats 1.1 and 1.2. */
    static final String AES256 = "AES256";

    /** The label that stands for none: with it the format is 1.1 and the header has no vault id. */
    static final String DEFAULT_ID = "default";

    private static final String MAGIC = "$ANSIBLE_VAULT";

    /** How many bytes at the beginning of a file tell whether it is a vault. */
    public static final int MARK = MAGIC.length();

    private static final int WIDTH = 80;

    /** Whether a text is a vault: it begins as one and holds nothing but ASCII. */
    public static boolean isVault(String text) {
        return text.startsWith(MAGIC) && text.chars().allMatch(character -> character < 0x80);
    }

    /** Whether the bytes of a file are a vault. Only their beginning counts, as for Ansible's reader of files. */
    public static boolean isVault(byte[] bytes) {
        return bytes.length >= MAGIC.length()
                && new String(bytes, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC);
    }

    /** Takes a vault apart; one whose header is not as it should be is a {@link UserError}. */
    public static Envelope parse(String text) {
        var lines = text.split("\r\n|\r|\n", -1);
        var header = lines[0].strip().split(";", -1);
        if (header.length < 3) {
            throw new UserError("Vault envelope format error")
                    .hint("a vault begins with a line such as '$ANSIBLE_VAULT;1.1;AES256'");
        }
        var body = new StringBuilder(text.length());
        for (int i = 1; i < lines.length; i++) {
            body.append(lines[i]);
        }
        return new Envelope(
                header[1].strip(), header[2].strip(), header.length > 3 ? header[3].strip() : null, body.toString());
    }

    /** The envelope of a new vault: format 1.2 if it has a vault id of its own, else 1.1. */
    static Envelope of(@Nullable String vaultId, String body) {
        return vaultId == null || vaultId.isEmpty() || vaultId.equals(DEFAULT_ID)
                ? new Envelope("1.1", AES256, null, body)
                : new Envelope("1.2", AES256, vaultId, body);
    }

    /** The whole text, with a line end at its end. */
    public String text() {
        var lines = new ArrayList<String>();
        lines.add(String.join(";", MAGIC, version, cipher) + (vaultId == null ? "" : ";" + vaultId));
        for (int from = 0; from < body.length(); from += WIDTH) {
            lines.add(body.substring(from, Math.min(body.length(), from + WIDTH)));
        }
        return String.join("\n", lines) + "\n";
    }
}
