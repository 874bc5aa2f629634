package dev.muster.remote;

import dev.muster.source.UserError;
import dev.muster.step.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The sentences that are said to a shell. Pure; the answers are {@link Shell}'s business. */
final class ShellText {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private ShellText() {}

    /** The text in single quotes, so that a shell reads it as one word, whatever is in it. */
    static String quote(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new UserError(
                    "'" + word.replace("\0", "\\0") + "' holds a NUL character, which no argument can carry");
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** One library, evaluated in the shell itself so that it stays. */
    static String library(Script.Library library) {
        return "eval " + quote(library.text()) + "\n";
    }

    /**
     * The step as a subshell: whatever it does to its directory, variables, traps or descriptors ends with it.
     *
     * <p>Status 125 means that the directory could not be entered; the shell's own words are then on standard error.
     */
    static String subshell(Script script) {
        var text = new StringBuilder("(");
        if (script.directory() != null) {
            text.append("cd -- ").append(quote(script.directory())).append(" || exit 125;");
        }
        script.environment()
                .forEach((name, value) -> text.append("export ")
                        .append(variable(name))
                        .append('=')
                        .append(quote(value))
                        .append(';'));
        text.append(name(script.function()));
        script.words().forEach(word -> text.append(' ').append(quote(word)));
        return text.append(") 2>&9 9>&-").toString();
    }

    /** A command that prints exactly these bytes: {@code printf} is the one builtin that can print a NUL. */
    static String print(byte[] bytes) {
        var text = new StringBuilder(bytes.length + bytes.length / 8 + 32).append("printf '");
        // A dash at the beginning would make the text an option.
        boolean dash = bytes.length > 0 && bytes[0] == '-';
        if (dash) {
            octal(text, '-');
        }
        for (int i = dash ? 1 : 0; i < bytes.length; i++) {
            byte b = bytes[i];
            switch (b) {
                case '%' -> text.append("%%");
                case '\\' -> text.append("\\\\");
                case '\'' -> text.append("'\\''");
                default -> {
                    if (b == '\n' || b == '\t' || b >= ' ' && b < 0x7f) {
                        text.append((char) b);
                    } else {
                        octal(text, b & 0xff);
                    }
                }
            }
        }
        return text.append("' 2>/dev/null").toString();
    }

    private static void octal(StringBuilder text, int b) {
        text.append('\\')
                .append((char) ('0' + (b >> 6)))
                .append((char) ('0' + (b >> 3 & 7)))
                .append((char) ('0' + (b & 7)));
    }

    private static String name(String function) {
        if (!NAME.matcher(function).matches()) {
            throw new IllegalArgumentException("not the name of a shell function: '" + function + "'");
        }
        return function;
    }

    private static String variable(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new UserError("'" + name + "' cannot be the name of an environment variable")
                    .hint("a name is made of letters, digits and '_', and does not begin with a digit");
        }
        return name;
    }

    static String resource(String name) {
        try (var stream = ShellText.class.getResourceAsStream("/remote/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the program's own file 'remote/" + name + "' is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
