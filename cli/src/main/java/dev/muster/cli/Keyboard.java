package dev.muster.cli;

import java.io.Console;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where answers come from: the terminal of the process, even when standard input is something else, and standard input when
 * there is no terminal. The order is that of Python's {@code getpass}, which {@code ansible} asks with.
 */
final class Keyboard {

    private static final Path TERMINAL = Path.of("/dev/tty");
    private static final int SECONDS_FOR_SETTING = 5;

    private final @Nullable Console console;
    private final InputStream input;
    private final PrintStream errors;

    /**
     * @param console of the process; it counts only when it is a terminal
     * @param input standard input
     * @param errors where questions go when there is no terminal
     */
    Keyboard(@Nullable Console console, InputStream input, PrintStream errors) {
        this.console = console != null && console.isTerminal() ? console : null;
        this.input = input;
        this.errors = errors;
    }

    /**
     * The line that is typed, without its end; nothing when there is nobody to ask.
     *
     * @param question with all that is to be shown before the answer
     * @param hidden whether the answer is not shown while it is typed
     */
    Optional<String> ask(String question, boolean hidden) {
        if (console != null) {
            var answer = hidden ? hidden(console, question) : console.readLine("%s", question);
            return Optional.ofNullable(answer);
        }
        try (var in = new FileInputStream(TERMINAL.toFile());
                var out = new FileOutputStream(TERMINAL.toFile())) {
            return Optional.of(typed(question, hidden, in, out));
        } catch (EOFException _) {
            return Optional.empty();
        } catch (IOException _) {
            // The process has no terminal, so there is standard input only.
            return piped(question);
        }
    }

    private static @Nullable String hidden(Console console, String question) {
        var answer = console.readPassword("%s", question);
        return answer == null ? null : new String(answer);
    }

    private static String typed(String question, boolean hidden, InputStream in, OutputStream out) throws IOException {
        boolean silent = hidden && echo("-echo");
        try {
            out.write(question.getBytes(StandardCharsets.UTF_8));
            return line(in);
        } finally {
            if (silent) {
                echo("echo");
                out.write('\n');
            }
        }
    }

    /** Whether the terminal took the setting. */
    private static boolean echo(String setting) throws IOException {
        var process = new ProcessBuilder("stty", setting)
                .redirectInput(TERMINAL.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor(SECONDS_FOR_SETTING, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Optional<String> piped(String question) {
        errors.print(question);
        errors.flush();
        try {
            return Optional.of(line(input));
        } catch (IOException _) {
            errors.println();
            errors.flush();
            return Optional.empty();
        }
    }

    /** Byte by byte, so that what follows the line is left for whoever reads next. */
    private static String line(InputStream in) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        while (next >= 0 && next != '\n') {
            bytes.write(next);
            next = in.read();
        }
        var line = bytes.toString(StandardCharsets.UTF_8);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /** Whether a descriptor of this process (0 or 1) is a terminal. */
    static boolean isTerminal(int descriptor) {
        if (!Files.exists(TERMINAL)) {
            return false;
        }
        try {
            var builder = new ProcessBuilder("test", "-t", String.valueOf(descriptor)).inheritIO();
            var process = builder.start();
            if (process.waitFor(SECONDS_FOR_SETTING, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
