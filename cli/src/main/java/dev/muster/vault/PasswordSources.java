package dev.muster.vault;

import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where vault passwords come from, as ansible-core's {@code CLI.setup_vault_secrets}: a source is {@code LABEL@FROM} or
 * {@code FROM} alone, and {@code FROM} is a file, a script (an executable file, whose output is the password), a client script
 * (one whose name ends with {@code -client}, which is told the label), {@code prompt}, or {@value #ASK}.
 */
public final class PasswordSources {

    /** What {@code --ask-vault-pass} stands for: a prompt that names no label. */
    public static final String ASK = "prompt_ask_vault_pass";

    private static final String PROMPT = "prompt";

    private final Function<String, Path> paths;
    private final Function<String, String> prompt;
    private final Consumer<String> warnings;
    private final String label;

    /**
     * @param paths what a name of a file means
     * @param prompt asks for something that is not echoed, given the question without its colon
     * @param warnings takes why a source gave no password, when another may give one
     * @param label the label of sources that have none ({@code vault_identity})
     */
    public PasswordSources(
            Function<String, Path> paths, Function<String, String> prompt, Consumer<String> warnings, String label) {
        this.label = label;
        this.paths = paths;
        this.prompt = prompt;
        this.warnings = warnings;
    }

    /**
     * The source that {@code --vault-password-file} stands for.
     *
     * @param label the label of sources that have none
     */
    public static String file(String label, String name) {
        return label + "@" + name;
    }

    /**
     * The passwords of all sources, in their order. A file that gives none is a warning as long as another source gives one.
     *
     * @param fresh whether they are for something new, so that prompts ask twice
     * @throws UserError when no source gives a password, or a prompt goes wrong
     */
    public List<Password> load(List<String> sources, boolean fresh) {
        var found = new ArrayList<Password>();
        UserError last = null;
        for (var source : sources) {
            int at = source.indexOf('@');
            var label = at < 0 ? null : source.substring(0, at);
            var from = source.substring(at + 1);
            var id = label == null || label.isEmpty() ? this.label : label;
            if (from.equals(PROMPT) || from.equals(ASK)) {
                found.add(asked(id, from.equals(ASK) ? null : id, fresh));
                continue;
            }
            var doing = "Error getting vault password file";
            try {
                var file = existing(from);
                doing = "Error in vault password file loading";
                found.add(new Password(id, read(file, label, found)));
            } catch (UserError e) {
                warnings.accept(doing + " (" + (label == null ? "None" : label) + "): " + e.what());
                last = e;
            }
        }
        if (found.isEmpty() && last != null) {
            throw last;
        }
        return found;
    }

    private byte[] ask(@Nullable String label, boolean fresh) {
        var end = label == null ? "" : " (" + label + ")";
        var first = prompt.apply(
                !fresh ? "Vault password" + end : label == null ? "New Vault password" : "New vault password" + end);
        if (first.isEmpty()) {
            throw new UserError("Invalid vault password was provided").hint("it must not be empty");
        }
        if (fresh) {
            var second =
                    prompt.apply(label == null ? "Confirm New Vault password" : "Confirm new vault password" + end);
            if (!first.strip().equals(second.strip())) {
                throw new UserError("Passwords do not match");
            }
        }
        return first.strip().getBytes(StandardCharsets.UTF_8);
    }

    private Password asked(String id, @Nullable String label, boolean fresh) {
        try {
            return new Password(id, ask(label, fresh));
        } catch (UserError e) {
            warnings.accept("Error in vault password prompt (" + id + "): " + e.what());
            throw e;
        }
    }

    private Path existing(String name) {
        var file = paths.apply(name).toAbsolutePath().normalize();
        if (!Files.exists(file)) {
            throw new UserError("The vault password file " + file + " was not found");
        }
        if (Files.isDirectory(file)) {
            throw new UserError("The vault password file provided '" + file + "' can not be a directory");
        }
        return file;
    }

    private byte[] read(Path file, @Nullable String label, List<Password> earlier) {
        if (isMarkedExecutable(file)) {
            var password = trimmed(PasswordScript.run(file, label), "\r\n");
            return checked(password, "Invalid vault password was provided from script (" + file + ")");
        }
        try {
            var content = trimmed(Files.readAllBytes(file), " \t\n\r\u000b\f");
            if (Envelope.isVault(content)) {
                content = trimmed(
                        new Vault(earlier, false, this.label)
                                .open(new String(content, StandardCharsets.ISO_8859_1))
                                .bytes(),
                        "\r\n");
            }
            return checked(content, "Invalid vault password was provided from file (" + file + ")");
        } catch (IOException e) {
            throw new UserError("Could not read vault password file '" + file + "'")
                    .hint(e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage()));
        }
    }

    /** A mark for anybody makes it a script, as for Ansible. */
    private static boolean isMarkedExecutable(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream()
                    .anyMatch(permission -> permission.name().endsWith("_EXECUTE"));
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] checked(byte[] password, String message) {
        if (password.length == 0) {
            throw new UserError(message).hint("it is empty");
        }
        return password;
    }

    private static byte[] trimmed(byte[] bytes, String characters) {
        int from = 0;
        int to = bytes.length;
        while (from < to && characters.indexOf(bytes[from]) >= 0) {
            from++;
        }
        while (to > from && characters.indexOf(bytes[to - 1]) >= 0) {
            to--;
        }
        return Arrays.copyOfRange(bytes, from, to);
    }
}
