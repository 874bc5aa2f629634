package dev.muster.value;

import dev.muster.source.Opener;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A text that is encrypted where it is written, {@code !vault} in YAML. It is opened when it is first used and not before, since
 * that takes milliseconds, and then stays open. What comes out is data and never a template, as in ansible-core's
 * {@code EncryptedString}.
 */
public final class Encrypted {

    private final String ciphertext;
    private final Position at;
    private final Opener opener;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable String plaintext;

    /**
     * @param ciphertext the text as it is written, with its header
     * @param at where it begins
     * @param opener knows the passwords
     */
    public Encrypted(String ciphertext, Position at, Opener opener) {
        this.ciphertext = ciphertext;
        this.at = at;
        this.opener = opener;
    }

    /** The text as it is written. */
    public String ciphertext() {
        return ciphertext;
    }

    public Position at() {
        return at;
    }

    /**
     * The plaintext, the same object each time.
     *
     * @throws UserError when no password opens it
     */
    public String text() {
        var known = plaintext;
        if (known != null) {
            return known;
        }
        opening.lock();
        try {
            var made = plaintext;
            if (made == null) {
                made = open();
                plaintext = made;
            }
            return made;
        } finally {
            opening.unlock();
        }
    }

    private String open() {
        try {
            return opener.open(ciphertext, at);
        } catch (UserError e) {
            throw new UserError("Attempt to use undecryptable variable: " + e.what())
                    .at(e.where() == null ? at : e.where())
                    .hint(e.hint());
        }
    }

    /** Never the plaintext: this is what a stray printing would show. */
    @Override
    public String toString() {
        return "encrypted text at " + at;
    }
}
