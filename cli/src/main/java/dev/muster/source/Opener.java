package dev.muster.source;

import org.jspecify.annotations.Nullable;

/** Opens the encrypted texts that stand in a {@link Source}. */
@FunctionalInterface
public interface Opener {

    /** For texts that nobody has a password for. */
    Opener NONE = (_, at) -> {
        throw new UserError("Attempting to decrypt but no vault secrets found")
                .at(at)
                .hint("give the password with --vault-password-file, --vault-id or --ask-vault-pass");
    };

    /**
     * The plaintext; it is a secret from now on.
     *
     * @param encrypted the text as it is written
     * @param at where it stands, for the error
     * @throws UserError when it cannot be opened
     */
    String open(String encrypted, Position at);

    /** Says that a text will perhaps be opened, so that what takes long can be done before it is. */
    default void expect(String encrypted) {}

    /** Says what values stood in a source that was encrypted as a whole: they are secrets from now on. */
    default void learn(@Nullable Object values) {}
}
