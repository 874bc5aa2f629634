package dev.muster.cli;

import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A password that stands in a file, as {@code CLI.get_password_from_file} of ansible-core reads it. */
final class PasswordOption {

    /** Long, for a script may ask a person. */
    private static final long PATIENCE_SECONDS = 600;

    private PasswordOption() {}

    static void mustBeOne(boolean ask, String askName, @Nullable String file, String fileName) {
        if (ask && file != null) {
            throw new Stop("error: " + fileName + " is not allowed with " + askName, ExitCode.FAILED);
        }
    }

    /** The file that is typed, or else the one of a setting. */
    static @Nullable String file(@Nullable String typed, Configuration configuration, String setting) {
        return typed != null
                ? typed
                : configuration.path(setting).map(Path::toString).orElse(null);
    }

    /** @param name a file, a script that prints the password, or {@code -} for standard input */
    static String read(Session session, String name) {
        var bytes = name.equals("-") ? session.desk().read() : read(Path.of(name));
        var password = new String(bytes, StandardCharsets.UTF_8).replaceAll("^[\r\n]+|[\r\n]+$", "");
        if (password.isEmpty()) {
            throw new UserError("Empty password was provided from file (" + name + ")");
        }
        session.secrets().add(password);
        return password;
    }

    private static byte[] read(Path file) {
        if (!Files.exists(file)) {
            throw new UserError("The password file " + file + " was not found");
        }
        try {
            return Files.isExecutable(file) && !Files.isDirectory(file) ? printed(file) : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserError("Could not read password file " + file + ": " + e.getMessage())
                    .hint(
                            "a script needs a first line such as '#!/bin/sh'; a file that is none must not be executable");
        }
    }

    private static byte[] printed(Path script) throws IOException {
        var process = new ProcessBuilder(script.toAbsolutePath().toString())
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.getInputStream()) {
            var printed = output.readAllBytes();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new UserError(
                        "The password script " + script + " did not end within " + PATIENCE_SECONDS + " seconds");
            }
            if (process.exitValue() != 0) {
                throw new UserError(
                        "The password script " + script + " returned an error (rc=" + process.exitValue() + ")");
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        } finally {
            process.destroyForcibly();
        }
    }
}
