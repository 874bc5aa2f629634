package dev.muster.vault;

import dev.muster.source.UserError;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens and makes vaults with the passwords of a run. Which password is tried for which vault, and in what order, is as in
 * ansible-core's {@code VaultLib}: those with the vault's own label first, then all others, unless labels have to match. Safe
 * for use by several threads; keys are derived once for each password and salt.
 */
public final class Vault {

    private static final int SALT = 32;

    private final List<Password> passwords;
    private final boolean matchIds;
    private final String label;
    private final KeyRing ring;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param passwords the first are tried first
     * @param matchIds whether only passwords with the vault's own label may open it ({@code ANSIBLE_VAULT_ID_MATCH})
     */
    public Vault(List<Password> passwords, boolean matchIds) {
        this(passwords, matchIds, Envelope.DEFAULT_ID);
    }

    /** @param label that of a vault without one ({@code vault_identity}) */
    public Vault(List<Password> passwords, boolean matchIds, String label) {
        this(passwords, matchIds, label, new KeyRing());
    }

    private Vault(List<Password> passwords, boolean matchIds, String label, KeyRing ring) {
        this.label = label;
        this.passwords = List.copyOf(passwords);
        this.matchIds = matchIds;
        this.ring = ring;
    }

    /** One that opens nothing. */
    public static Vault locked() {
        return new Vault(List.of(), false);
    }

    /** One with other passwords that shares the keys it has derived. */
    Vault with(List<Password> others) {
        return new Vault(others, false, label, ring);
    }

    public List<Password> passwords() {
        return passwords;
    }

    /**
     * What was in a vault.
     *
     * @param bytes the plaintext
     * @param vaultId the label in the vault's header, if there is one
     * @param with the password that opened it
     */
    public record Opened(byte[] bytes, @Nullable String vaultId, Password with) {

        /** The plaintext as text, UTF-8. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Whether there is no password at all, so that nothing can be opened. */
    public boolean isLocked() {
        return passwords.isEmpty();
    }

    /**
     * Opens a vault.
     *
     * @throws UserError when it is none, is damaged, or no password fits
     */
    public Opened open(String text) {
        if (!Envelope.isVault(text)) {
            throw new UserError("Input is not vault encrypted data")
                    .hint("what is encrypted begins with '$ANSIBLE_VAULT;'");
        }
        var envelope = Envelope.parse(text);
        if (!envelope.cipher().equals(Envelope.AES256)) {
            throw new UserError("Cipher '" + envelope.cipher() + "' could not be found").hint("there is AES256 only");
        }
        if (passwords.isEmpty()) {
            throw new UserError("Attempting to decrypt but no vault secrets found")
                    .hint("give the password with --vault-password-file, --vault-id or --ask-vault-pass");
        }
        var payload = Payload.parse(envelope.body());
        var id = envelope.vaultId() == null ? label : envelope.vaultId();
        var own = passwords.stream().filter(password -> password.vaultId().equals(id));
        var others = passwords.stream()
                .filter(password -> !matchIds && !password.vaultId().equals(id));
        return Stream.concat(own, others)
                .flatMap(password -> payload.open(ring.keys(password.bytes(), payload.salt())).stream()
                        .map(bytes -> new Opened(bytes, envelope.vaultId(), password)))
                .findFirst()
                .orElseThrow(() -> undecryptable(id));
    }

    /**
     * Derives, in the background, the keys of a vault that will perhaps be opened, with the password that is tried first. What
     * is no sound vault is passed over: that is told when it is opened.
     */
    public void expect(String text) {
        if (passwords.isEmpty() || !Envelope.isVault(text)) {
            return;
        }
        try {
            var envelope = Envelope.parse(text);
            var salt = Payload.parse(envelope.body()).salt();
            var id = envelope.vaultId() == null ? label : envelope.vaultId();
            passwords.stream()
                    .filter(password -> password.vaultId().equals(id))
                    .findFirst()
                    .or(() -> passwords.stream().filter(_ -> !matchIds).findFirst())
                    .ifPresent(password -> ring.prepare(password.bytes(), salt));
        } catch (UserError _) {
            // Whoever opens it learns what is wrong with it.
        }
    }

    private UserError undecryptable(String id) {
        var tried = String.join(
                "', '", passwords.stream().map(Password::vaultId).distinct().toList());
        return new UserError("Decryption failed (no vault secrets were found that could decrypt)")
                .hint(
                        matchIds
                                ? "it is labelled '" + id + "', labels have to match, and there are passwords for '"
                                        + tried + "'"
                                : "it is labelled '" + id + "'; tried the passwords for '" + tried + "'");
    }

    /** As {@link #seal(byte[], Password, String, byte[])} with a new random salt. */
    public String seal(byte[] plaintext, Password password, @Nullable String vaultId) {
        var salt = new byte[SALT];
        random.nextBytes(salt);
        return seal(plaintext, password, vaultId, salt);
    }

    /**
     * Makes a vault.
     *
     * @param vaultId the label to write; null or {@code default} makes format 1.1 without one
     * @param salt any bytes but none; equal salts give equal vaults
     * @return the vault with a line end at its end
     * @throws UserError when the text is a vault already
     */
    public String seal(byte[] plaintext, Password password, @Nullable String vaultId, byte[] salt) {
        if (Envelope.isVault(plaintext) && Envelope.isVault(new String(plaintext, StandardCharsets.ISO_8859_1))) {
            throw new UserError("input is already encrypted");
        }
        var keys = ring.keys(password.bytes(), salt);
        return Envelope.of(vaultId, Payload.seal(plaintext, salt, keys).body()).text();
    }

    /** The password to encrypt with: the one of that label, or the first if no label is asked for. */
    public Optional<Password> sealing(@Nullable String vaultId) {
        return passwords.stream()
                .filter(password -> vaultId == null || password.vaultId().equals(vaultId))
                .findFirst();
    }
}
