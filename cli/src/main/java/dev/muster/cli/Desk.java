package dev.muster.cli;

import dev.muster.source.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Standard input, and whether somebody types there and looks at standard output.
 *
 * @param input standard input
 * @param typed whether standard input is a terminal
 * @param shown whether standard output is a terminal
 * @param question asks for something that may be seen
 */
public record Desk(InputStream input, BooleanSupplier typed, BooleanSupplier shown, Function<String, String> question) {

    /** What the shell says of a program that cannot be started. */
    private static final int CANNOT_START = 126;

    /** With nothing to read, and nobody who types or looks. */
    static final Desk EMPTY = new Desk(InputStream.nullInputStream(), () -> false, () -> false, text -> {
        throw Session.nobodyToAsk(text);
    });

    static Desk ofProcess() {
        return new Desk(
                System.in,
                () -> Keyboard.isTerminal(0),
                () -> Keyboard.isTerminal(1),
                text -> Session.keyboard().ask(text, false).orElseThrow(() -> Session.nobodyToAsk(text.strip())));
    }

    /** Everything on standard input. */
    byte[] read() {
        return io(input::readAllBytes);
    }

    private static <T> T io(Callable<T> action) {
        try {
            return action.call();
        } catch (IOException e) {
            throw new UserError("Unable to read source file (-): " + e.getMessage());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Lets somebody edit a file, and waits.
     *
     * @param editor words of the shell
     * @throws UserError when it cannot be started; what it says at its end does not matter, as in ansible-vault
     */
    static void edit(String editor, Path file) throws InterruptedException {
        var command = editor + " " + file;
        try {
            // The file is an argument, so that its name need not be quoted.
            var process = new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", file.toString())
                    .inheritIO()
                    .start();
            int code = process.waitFor();
            if (code == CANNOT_START || code == CANNOT_START + 1) {
                throw new UserError("Unable to execute the command \"" + command + "\"")
                        .hint("name another editor in EDITOR");
            }
        } catch (IOException e) {
            throw new UserError("Unable to execute the command \"" + command + "\": " + e.getMessage());
        }
    }

    /** Shows a text page by page; whether the pager could be started. */
    static boolean page(String pager, byte[] text) throws InterruptedException {
        try {
            var builder = new ProcessBuilder("sh", "-c", pager)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            if (pager.contains("less")) {
                builder.environment().put("LESS", "FRSX");
            }
            var process = builder.start();
            try (var in = process.getOutputStream()) {
                in.write(text);
            } catch (IOException _) {
                // Whoever has read enough ends the pager.
            }
            int code = process.waitFor();
            return code != CANNOT_START && code != CANNOT_START + 1;
        } catch (IOException _) {
            return false;
        }
    }
}
