package dev.muster.cli;

import dev.muster.report.Terminal;
import dev.muster.value.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One run of the program inside the test.
 *
 * @param code its exit code
 * @param out standard output
 * @param err standard error
 */
record Invoked(int code, String out, String err) {

    /** Without environment and without anybody to ask for a password. */
    static Invoked muster(String... args) {
        return muster(Map.of(), args);
    }

    /** With these variables in the environment. */
    static Invoked muster(Map<String, String> environment, String... args) {
        return muster(
                environment,
                Desk.EMPTY,
                text -> {
                    throw Session.nobodyToAsk(text);
                },
                args);
    }

    /** With somebody who answers. */
    static Invoked muster(Map<String, String> environment, Desk desk, Function<String, String> prompt, String... args) {
        return muster(Path.of(""), environment, desk, prompt, args);
    }

    /** In a working directory, with these variables, and without anybody to ask. */
    static Invoked in(Path folder, Map<String, String> environment, String... args) {
        return muster(
                folder,
                environment,
                Desk.EMPTY,
                text -> {
                    throw Session.nobodyToAsk(text);
                },
                args);
    }

    private static Invoked muster(
            Path folder, Map<String, String> environment, Desk desk, Function<String, String> prompt, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var secrets = new Secrets();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                secrets,
                Terminal.wantsColour(environment, false),
                Terminal.DEFAULT_COLUMNS);
        var session = new Session(terminal, secrets, environment, folder, prompt, desk);
        int code = Main.run(List.of(args), session);
        return new Invoked(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
