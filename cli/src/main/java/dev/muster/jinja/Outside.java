package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All that templates may have of the world, so that the engine itself does no I/O and a test can fix everything. */
public interface Outside {

    /**
     * Runs a lookup plugin.
     *
     * @return its list of results; untrusted, so nothing in it is ever rendered
     * @throws dev.muster.source.UserError when there is no such lookup or it fails
     */
    List<@Nullable Object> lookup(
            String plugin, List<@Nullable Object> terms, Map<String, @Nullable Object> options, Variables variables);

    /** The text of a template file for {@code include}, {@code import} and {@code extends}, or null when there is none. */
    @Nullable
    Template load(String name);

    /** Whether a path exists and of what kind it is: one of the file tests ({@code file}, {@code directory}, {@code link}, ...). */
    boolean fileTest(String test, String path);

    /** Files matching a pattern, sorted, for {@code fileglob}. */
    List<String> glob(String pattern);

    /** Now, for {@code now()} and {@code strftime}. */
    java.time.ZonedDateTime now();

    /** Tells somebody of what went wrong and was not to be an error, as with {@code errors='warn'}. */
    void warn(String text);

    /** Tells somebody of what is still taken and will not be for ever. */
    default void deprecate(String text) {}

    /** Chance, for {@code random} and {@code shuffle} without a seed. */
    RandomGenerator random();

    /** The vault that a value came out of, if it is the very text that stood encrypted in a file; otherwise null. */
    default @Nullable String ciphertext(@Nullable Object value) {
        return null;
    }

    /**
     * Makes a vault, for the filter {@code vault}.
     *
     * @param salt null for a random one
     * @throws dev.muster.source.UserError when that cannot be done
     */
    default String seal(String text, String password, @Nullable String salt, String vaultId) {
        throw new UserError("there are no vaults here");
    }

    /**
     * Opens a vault, for the filter {@code unvault}.
     *
     * @throws dev.muster.source.UserError when the password does not fit
     */
    default String unseal(String vault, String password, String vaultId) {
        throw new UserError("there are no vaults here");
    }
}
