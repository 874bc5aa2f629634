package dev.muster.engine;

import dev.muster.source.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command line that a lookup runs here, on the controller. Nothing that it starts outlives the wait for it. */
final class ControllerCommand {

    private ControllerCommand() {}

    /**
     * Runs a command line in a folder and waits for it; what it says on standard error goes to Muster's own.
     *
     * @param lookup that asks for it, for messages
     * @param seconds it may take
     * @return its standard output
     */
    static String output(String lookup, String command, Path folder, long seconds) {
        try {
            var process = new ProcessBuilder("/bin/sh", "-c", command)
                    .directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                // A read cannot be interrupted, but a wait can.
                var output =
                        CompletableFuture.supplyAsync(() -> all(process.getInputStream()), Thread::startVirtualThread);
                // A child in the background may hold the output open when the shell has ended.
                var text = output.get(seconds, TimeUnit.SECONDS);
                process.waitFor();
                if (process.exitValue() != 0) {
                    throw new UserError(
                            "lookup_plugin." + lookup + "(" + command + ") returned " + process.exitValue());
                }
                return text;
            } finally {
                kill(process);
            }
        } catch (TimeoutException e) {
            throw new UserError(
                    "lookup_plugin." + lookup + "(" + command + ") took longer than " + seconds + " seconds");
        } catch (IOException | ExecutionException e) {
            throw new UserError("lookup '" + lookup + "' cannot run '" + command + "': " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        }
    }

    /** The shell's own children would live on without it. */
    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String all(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
