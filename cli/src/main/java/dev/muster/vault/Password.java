package dev.muster.vault;

import dev.muster.source.UserError;
import java.nio.charset.StandardCharsets;

/** A vault password under its label (vault id). Its text form never shows the password. */
public final class Password {

    private final String vaultId;
    private final byte[] bytes;

    /** @throws UserError when the password is empty */
    public Password(String vaultId, byte[] bytes) {
        if (bytes.length == 0) {
            throw new UserError("invalid vault password was provided")
                    .hint("the password for '" + vaultId + "' is empty");
        }
        this.vaultId = vaultId;
        this.bytes = bytes.clone();
    }

    public static Password of(String vaultId, String text) {
        return new Password(vaultId, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The label; {@code default} for one that was given none. */
    public String vaultId() {
        return vaultId;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The same password under another label. */
    Password as(String otherId) {
        return new Password(otherId, bytes);
    }

    /** The password as text, to be masked wherever it might come out. */
    public String secret() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "password of '" + vaultId + "'";
    }
}
