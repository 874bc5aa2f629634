package dev.muster.step;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node is asked to do in one round trip: call a shell function with some words. The function is defined by a library of
 * POSIX sh text, which a shell is sent once and then remembers, so that the usual step is one short line.
 *
 * @param libraries the shell texts that define the function, in order; each is sent to a shell at most once
 * @param function the name of the function to call
 * @param words its arguments, any text without NUL; quoting is the carrier's business
 * @param input what the function reads on its standard input, any bytes; empty for {@code /dev/null}
 * @param environment variables set for this step alone
 * @param directory where the step runs, or null for where the connection begins: the home directory of the user that logs in
 *     (another user stays there if it may, as with Ansible), and for a local connection this program's own directory
 * @param timeout after which the step's process group is killed, or null for none
 * @param secret whether words and input must not be shown at any verbosity
 */
public record Script(
        List<Library> libraries,
        String function,
        List<String> words,
        byte[] input,
        Map<String, String> environment,
        @Nullable String directory,
        @Nullable Duration timeout,
        boolean secret) {

    private static final byte[] NOTHING = new byte[0];

    /** A shell text under the name by which a shell remembers that it has it. */
    public record Library(String name, String text) {}

    public static Script call(List<Library> libraries, String function, List<String> words) {
        return new Script(List.copyOf(libraries), function, List.copyOf(words), NOTHING, Map.of(), null, null, false);
    }

    public Script withInput(byte[] bytes) {
        return new Script(libraries, function, words, bytes, environment, directory, timeout, secret);
    }

    public Script withEnvironment(Map<String, String> variables) {
        return new Script(libraries, function, words, input, Map.copyOf(variables), directory, timeout, secret);
    }

    public Script in(@Nullable String folder) {
        return new Script(libraries, function, words, input, environment, folder, timeout, secret);
    }

    public Script withTimeout(@Nullable Duration limit) {
        return new Script(libraries, function, words, input, environment, directory, limit, secret);
    }

    public Script asSecret() {
        return new Script(libraries, function, words, input, environment, directory, timeout, true);
    }
}
