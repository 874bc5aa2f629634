package dev.muster.vault;

import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An executable file that prints a vault password. A plain script may talk to the user over its standard error and read the
 * terminal; a client script is called with {@code --vault-id LABEL}, and ends with 2 when it knows no such label.
 */
final class PasswordScript {

    /** How long a script may take; long, for it may ask a person. */
    private static final long PATIENCE_SECONDS = 600;

    private static final int UNKNOWN_LABEL = 2;

    private PasswordScript() {}

    /** Whether the name of a script says that it takes {@code --vault-id}. */
    static boolean isClient(Path file) {
        var name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).endsWith("-client");
    }

    static byte[] run(Path file, @Nullable String label) {
        boolean client = isClient(file);
        var command = new ArrayList<>(List.of(file.toString()));
        if (client && label != null) {
            command.addAll(List.of("--vault-id", label));
        }
        var named = label == null ? "None" : label;
        var kind = "vault password " + (client ? "client script " : "script ");
        try {
            var builder = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT);
            if (!client) {
                builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            }
            var process = builder.start();
            var errors = reading(process.getErrorStream());
            var output = reading(process.getInputStream());
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new UserError(kind + file + " gave nothing within " + PATIENCE_SECONDS + " seconds");
            }
            int code = process.exitValue();
            if (client && code == UNKNOWN_LABEL) {
                throw new UserError("Vault password client script " + file + " did not find a secret for vault-id="
                        + named + ": " + text(errors));
            }
            if (code != 0) {
                throw new UserError("Vault password " + (client ? "client script " : "script ") + file
                        + " returned non-zero (" + code + ")"
                        + (client ? " when getting secret for vault-id=" + named + ": " + text(errors) : ""));
            }
            return output.get();
        } catch (IOException e) {
            throw new UserError("Problem running " + kind + file + " (" + e.getMessage() + ")")
                    .hint("if this is not a script, remove the executable bit from the file");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        } catch (ExecutionException e) {
            throw new UserError("Problem running " + kind + file + " (" + e.getCause() + ")");
        }
    }

    private static String text(FutureTask<byte[]> bytes) throws InterruptedException, ExecutionException {
        return new String(bytes.get(), StandardCharsets.UTF_8).strip();
    }

    private static FutureTask<byte[]> reading(java.io.InputStream stream) {
        var task = new FutureTask<>(stream::readAllBytes);
        Thread.ofVirtual().start(task);
        return task;
    }
}
